package nb

import (
	"time"

	"dlfs/nb/internal/front"
)

// A LiveFigure is one figure in a cell's output that changes while the cell runs. Call its methods from one goroutine.
type LiveFigure struct {
	id      string
	latest  Figure
	shown   bool      // whether one sees latest, or there is nothing to see
	nextAt  time.Time // when drawing is due again
	watched bool
}

// redrawEvery is the shortest time between two states of an output.
const redrawEvery = 100 * time.Millisecond

// Live makes room in the cell's output for a figure that Update replaces again and again. End with Done, best deferred:
//
//	live := nb.Live()
//	defer live.Done()
//	for step := range trainer.Steps(train) {
//		…
//		live.Update(plotting.LossCurve(losses, 0))
//	}
//
// In an unattended run, and outside a notebook, only Done shows a figure: the last one, as Show would. A figure that is
// nil or cannot be drawn fails the cell.
func Live() *LiveFigure {
	l := &LiveFigure{shown: true, watched: front.Connected() && !headless()}
	if l.watched {
		l.id = newID()
	}
	return l
}

// Update makes f the figure to show. It draws f at once if it is time to redraw, which is at most ten times a second and takes
// at most a quarter of the time; otherwise f waits for Done or is replaced by a later Update.
func (l *LiveFigure) Update(f Figure) {
	l.latest, l.shown = f, false
	if start := time.Now(); l.watched && !start.Before(l.nextAt) {
		l.draw()
		end := time.Now()
		l.nextAt = end.Add(max(redrawEvery, 3*end.Sub(start)))
	}
}

// Done shows the last figure if it is not shown yet. Without any Update it shows nothing.
func (l *LiveFigure) Done() {
	if !l.shown {
		l.draw()
	}
}

func (l *LiveFigure) draw() {
	if err := show(l.id, l.latest); err != nil {
		fail("nb.Live", err)
	}
	l.shown = true
}

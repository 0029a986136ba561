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

// Live makes room in the cell's output for a figure whose states Update gives one after the other. End with Done, best
// deferred:
//
//	live := nb.Live()
//	defer live.Done()
//	for step := range trainer.Steps(train) {
//		…
//		live.Update(plotting.LossCurve(losses, 0))
//	}
//
// In a run that nobody watches, and outside a notebook, only the last state is shown, by Done and just as Show would.
// A state that cannot be drawn fails the cell.
func Live() *LiveFigure {
	l := &LiveFigure{shown: true, watched: front.Connected() && !headless()}
	if l.watched {
		l.id = newID()
	}
	return l
}

// Update makes f the figure's state. It is drawn at once if drawing is due, which is at most ten times a second and never
// more than a quarter of the time; otherwise a later Update or Done takes over.
func (l *LiveFigure) Update(f Figure) {
	l.latest, l.shown = f, false
	if start := time.Now(); l.watched && !start.Before(l.nextAt) {
		l.draw()
		end := time.Now()
		l.nextAt = end.Add(max(redrawEvery, 3*end.Sub(start)))
	}
}

// Done shows the last state if it is not shown yet.
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

package exercises

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"dlfs/internal/atomicfile"
	"dlfs/internal/words"
)

// Progress prints a board of all exercises, which of them are solved, and the next one to try.
//
// Solved exercises are remembered in the user's cache folder ($DLFS_CACHE if that is set and can be written to), and so
// outlive the kernel. In a run that nobody watches (DLFS_HEADLESS=1) they are forgotten when the kernel ends, so that two
// runs show the same; outside a notebook, when the program ends. While nbgrader grades, Progress does nothing.
func Progress() {
	if isBeingGraded() {
		return // the board would be that of a learner who has done nothing
	}
	var next *Exercise
	solved, all := 0, All()
	marks := make(map[string]string)
	var sections []string
	for _, e := range all {
		s, err := load(e.ID)
		if err != nil {
			fmt.Println(words.Exercises.Sprintf("Your progress cannot be read: %v.", err))
			return
		}
		if marks[e.Section()] == "" {
			sections = append(sections, e.Section())
		}
		mark := " ·"
		switch {
		case s.Solved:
			mark = " ✓"
			solved++
		case next == nil:
			next = e
		}
		_, number, _ := strings.Cut(e.ID, "-")
		marks[e.Section()] += mark + number
	}
	fmt.Println(words.Exercises.Sprintf("Solved: %d of %d", solved, len(all)))
	for _, section := range sections {
		fmt.Println(section + " " + marks[section])
	}
	if next != nil {
		fmt.Println(words.Exercises.Sprintf("Next: %s, %s (level %d)", next.ID, next.Title(), next.Level))
	}
}

// state is what is remembered of an exercise.
type state struct {
	Solved bool `json:"solved"`
	Hints  int  `json:"hints"` // how many were shown
}

// inMemory is what is remembered outside a notebook: file names and their content.
var inMemory sync.Map

// folder is where there is a small file for each exercise that was touched, or empty outside a notebook.
func folder() (string, error) {
	kernel := os.Getenv(protocol.GONB_TMP_DIR_ENV)
	if kernel == "" {
		return "", nil
	}
	if os.Getenv("DLFS_HEADLESS") == "1" {
		return filepath.Join(kernel, "exercises"), nil
	}
	if cache := os.Getenv("DLFS_CACHE"); cache != "" {
		// An image has one for all, which can only be read.
		if dir := filepath.Join(cache, "exercises"); os.MkdirAll(dir, 0o700) == nil {
			return dir, nil
		}
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "dlfs", "exercises"), err
}

func load(id string) (s state, err error) {
	dir, err := folder()
	if err != nil {
		return s, err
	}
	if dir == "" {
		if kept, ok := inMemory.Load(id); ok {
			s = kept.(state)
		}
		return s, nil
	}
	path := filepath.Join(dir, id+".json")
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil && json.Unmarshal(data, &s) != nil {
		return state{}, fmt.Errorf("%s is damaged: delete it", path)
	}
	return s, err
}

// update changes what is remembered; where a cell is interrupted, that is the old or the new.
func update(id string, change func(*state)) error {
	s, err := load(id)
	if err != nil {
		s = state{} // a damaged file is replaced
	}
	change(&s)
	dir, err := folder()
	if err != nil {
		return err
	}
	if dir == "" {
		inMemory.Store(id, s)
		return nil
	}
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return atomicfile.WriteSync(filepath.Join(dir, id+".json"), data)
}

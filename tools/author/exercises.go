package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"dlfs/exercises"
	"dlfs/internal/atomicfile"
	"dlfs/internal/command"
)

// renewExercises writes the cells of the exercises, which are made from the solutions, into the notebooks.
func renewExercises(c *command.Call) error {
	var check bool
	_, err := c.Parse(func(f *flag.FlagSet) {
		f.BoolVar(&check, "check", false, "write nothing, and fail where a cell is not as it would be written")
	})
	if err != nil {
		return err
	}
	if err := requireProject(); err != nil {
		return err
	}
	paths, err := filepath.Glob(filepath.Join("notebooks", "en", "*.ipynb"))
	if err != nil {
		return err
	}
	missing := make(map[string]*exercises.Exercise)
	for _, e := range exercises.All() {
		missing[e.ID] = e
	}
	var problems []string
	for _, path := range paths {
		old, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		renewed, found, err := renewCells(old, missing)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		name := "notebooks/en/" + filepath.Base(path)
		problems = append(problems, found.problems(name)...)
		switch {
		case bytes.Equal(old, renewed):
		case check:
			problems = append(problems, name+" has not the cells of exercises/internal/solutions: run go run ./tools/author exercises")
		default:
			if err := atomicfile.WriteSync(path, renewed); err != nil {
				return err
			}
			fmt.Fprintf(c.Stdout, "wrote %s, not yet run\n", name)
		}
	}
	for _, e := range exercises.All() {
		if missing[e.ID] != nil {
			problems = append(problems, fmt.Sprintf("no notebook has the exercise %s", e.ID))
		}
	}
	return conclude(c, problems, fmt.Sprintf("%d exercises are in the notebooks", len(exercises.All())-len(missing)))
}

// placed is what a notebook has of the exercises.
type placed struct {
	unknown  []string // numbers that are no exercise, or come up again
	headings []string // that should be there and are not
}

func (p placed) problems(name string) []string {
	var all []string
	for _, id := range p.unknown {
		all = append(all, fmt.Sprintf("%s: there is no exercise %q, or it has been there before", name, id))
	}
	for _, heading := range p.headings {
		all = append(all, fmt.Sprintf("%s: no cell begins with %q, followed by the goal", name, heading))
	}
	return all
}

// renewCells returns the notebook with new sources in the cells of exercises, which it takes out of missing. A cell whose
// source has changed loses its outputs.
func renewCells(data []byte, missing map[string]*exercises.Exercise) ([]byte, placed, error) {
	var found placed
	var notebook map[string]any
	if err := json.Unmarshal(data, &notebook); err != nil {
		return nil, found, fmt.Errorf("no notebook: %w", err)
	}
	cells, _ := notebook["cells"].([]any)
	changed := false
	var prose []string
	for _, c := range cells {
		cell, _ := c.(map[string]any)
		if cell["cell_type"] == "markdown" {
			prose = append(prose, sourceOf(cell))
		}
		id := exerciseOf(cell)
		if id == "" {
			continue
		}
		e := missing[id]
		if e == nil {
			found.unknown = append(found.unknown, id)
			continue
		}
		delete(missing, id)
		if heading := headingOf(e); !containsHeading(prose, heading) {
			found.headings = append(found.headings, heading)
		}
		if source := e.Cell(); source != sourceOf(cell) {
			cell["source"], cell["outputs"], cell["execution_count"] = strings.SplitAfter(source, "\n"), []any{}, nil
			changed = true
		}
	}
	if !changed {
		return data, found, nil
	}
	// As Jupyter writes it: sorted, indented by a blank, with its letters as they are.
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	err := encoder.Encode(notebook)
	return b.Bytes(), found, err
}

func headingOf(e *exercises.Exercise) string {
	return fmt.Sprintf("## %s %s %s\n", e.ID, e.Title(), strings.Repeat("★", e.Level))
}

func containsHeading(prose []string, heading string) bool {
	for _, text := range prose {
		if strings.HasPrefix(text, heading+"\n**Goal.** ") {
			return true
		}
	}
	return false
}

// exerciseOf returns the number of the exercise that a cell belongs to, or nothing.
func exerciseOf(cell map[string]any) string {
	metadata, _ := cell["metadata"].(map[string]any)
	own, _ := metadata["dlfs"].(map[string]any)
	id, _ := own["exercise"].(string)
	return id
}

func sourceOf(cell map[string]any) string {
	if text, ok := cell["source"].(string); ok {
		return text
	}
	var b strings.Builder
	parts, _ := cell["source"].([]any)
	for _, part := range parts {
		text, _ := part.(string)
		b.WriteString(text)
	}
	return b.String()
}

// answer is what a teacher's edition shows below an exercise, and what a course makes of it.
type answer struct {
	ID     string `json:"id"` // the exercise in the metadata of the notebook's cell
	Title  string `json:"title"`
	Level  int    `json:"level"`
	Name   string `json:"name"` // what is handed to Check
	Code   string `json:"code"`
	Marked string `json:"marked"` // the same, with marks around what the learner writes
	Why    string `json:"why"`
}

// printAnswers prints the answers, from which handouts and courses are made.
func printAnswers(c *command.Call) error {
	args, err := c.Parse(nil, "LANGUAGE")
	if err != nil {
		return err
	}
	switch language := args[0]; language {
	case "en", "zh", "ko", "ja":
	default:
		return command.UsageError{Err: fmt.Errorf("there are no answers in %q, only in en, zh, ko and ja", language)}
	}
	if err := os.Setenv("DLFS_LANG", args[0]); err != nil {
		return err
	}
	var all []answer
	for _, e := range exercises.All() {
		code, why := e.Answer()
		all = append(all, answer{e.ID, e.Title(), e.Level, e.Name(), code, e.Marked(), why})
	}
	encoder := json.NewEncoder(c.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(all)
}

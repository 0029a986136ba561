package cells

import "strings"

// After returns what is remembered after a cell has compiled in GoNB, or why it cannot be compiled, with the position as
// Cell[number]:line:column. Shell commands and cells such as %%bash are left to GoNB.
func After(s State, number int, source string) (State, error) {
	c, err := after(s, number, source)
	if err != nil {
		return s, err
	}
	return c.State, nil
}

// Before returns what is remembered after a cell that does not compile: GoNB has executed its special commands by then.
func Before(s State, number int, source string) State {
	c, _ := onMachine(s, number, source)
	return c.State
}

// Notes returns a sentence about each thing in an accepted cell that the learner may have meant differently.
func Notes(s State, number int, source string) []string {
	c, err := after(s, number, source)
	if err != nil {
		return nil
	}
	return c.Notes
}

func after(s State, number int, source string) (*cell, error) {
	c, code := onMachine(s, number, source)
	if c.Err != "" {
		return nil, refusal(c.Err)
	}
	found, err := c.read(code)
	if err != nil {
		return nil, err
	}
	return c, c.merge(found)
}

// onMachine applies a cell's special commands to the state, leaves shell commands to GoNB, and returns the remaining Go code,
// which is empty if the whole cell is something else.
func onMachine(s State, number int, source string) (c *cell, code string) {
	c = &cell{Result: Result{State: s.clone()}, number: number, index: &Index{}, machine: true}
	lines := strings.Split(source, "\n")
	if wholeCell(trim(lines[0])) {
		return c, ""
	}
	return c, strings.Join(c.commands(lines), "\n")
}

// refusal is why a special command is not executed.
type refusal string

func (r refusal) Error() string { return string(r) }

package proxy

import (
	"encoding/json"
	"errors"
	"regexp"
	"unicode/utf8"

	"dlfs/internal/advice"
	"dlfs/internal/cells"
	"dlfs/internal/words"
	"dlfs/nb/kept/manifest"
)

// help answers Tab and Shift-Tab.
func (p *Proxy) help(m message) {
	var content struct {
		Code   string `json:"code"`
		Cursor int    `json:"cursor_pos"`
	}
	err := json.Unmarshal(m.content, &content)
	state, unread := p.withKept()
	err = errors.Join(err, unread)
	if m.Kind == "complete_request" {
		matches, start, end := p.library.Complete(state, content.Code, content.Cursor)
		err = errors.Join(err, p.answer(p.front.shell, m, "complete_reply", map[string]any{
			"status": "ok", "matches": append([]string{}, matches...), "cursor_start": start, "cursor_end": end, "metadata": nothing}))
	} else {
		markdown, found := p.library.Inspect(state, content.Code, content.Cursor)
		data := map[string]string{}
		if found {
			data = map[string]string{"text/markdown": markdown, "text/plain": markdown}
		}
		err = errors.Join(err, p.answer(p.front.shell, m, "inspect_reply", map[string]any{
			"status": "ok", "found": found, "data": data, "metadata": nothing}))
	}
	if err != nil {
		p.warn(err)
	}
}

// withKept returns the state after the cells that have run, with what they have kept.
func (p *Proxy) withKept() (cells.State, error) {
	kept, err := manifest.Read(p.values)
	return p.remembered().WithKept(kept), err
}

// question matches a cell that asks for help, as in IPython.
var question = regexp.MustCompile(`^\s*([\pL_][\pL\pN_.]*)\s*\?\s*$`)

// page returns the help that the cell asks for, as a payload of the reply, or the failure if the name is unknown. Both are
// nil if the cell does not ask for help.
func (p *Proxy) page(c advice.Cell) (payload map[string]any, failure *advice.Failure, err error) {
	asked := question.FindStringSubmatch(c.Source)
	if asked == nil {
		return nil, nil, nil
	}
	state, err := p.withKept()
	markdown, found := p.library.Inspect(state, asked[1], utf8.RuneCountInString(asked[1]))
	if !found {
		refused := advice.Refused(words.DLFS.Sprintf("there is no help for %s: neither the notebook nor a package has this name", asked[1]), c)
		return nil, &refused, err
	}
	return map[string]any{"source": "page", "start": 0, "data": map[string]string{"text/markdown": markdown, "text/plain": markdown}}, nil, err
}

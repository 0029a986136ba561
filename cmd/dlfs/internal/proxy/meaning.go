package proxy

import (
	"errors"
	"path/filepath"

	"dlfs/internal/advice"
	"dlfs/internal/atomicfile"
	"dlfs/internal/cells"
	"dlfs/nb/kept/manifest"
)

// interpret finds out what the cell means. A cell that is not for GoNB is answered or refused here.
func (p *Proxy) interpret(r *run) error {
	var err error
	if r.page, r.refused, err = p.page(r.cell); r.page != nil || r.refused != nil || err != nil {
		return err
	}
	if p.rewrite(r); r.refused != nil {
		return nil
	}
	after, wrong := cells.After(r.cell.State, r.cell.Number, r.meant.Code)
	if wrong != nil {
		r.refuse(wrong)
		return nil
	}
	r.after = after
	if r.meant.Changed {
		if err := p.keep(r.meant.Kept); err != nil {
			return err
		}
	}
	for _, output := range r.meant.Shown {
		if err := p.show(r, output); err != nil {
			return err
		}
	}
	for _, note := range append(r.meant.Notes, cells.Notes(r.cell.State, r.cell.Number, r.meant.Code)...) {
		if err := p.show(r, cells.Output{Name: "text/plain", Text: r.meant.Original(note)}); err != nil {
			return err
		}
	}
	return nil
}

// rewrite gives the cell the meaning that a notebook's user expects.
func (p *Proxy) rewrite(r *run) {
	kept, err := manifest.Read(p.values)
	if err != nil {
		p.warn(err) // What cannot be read is not kept.
	}
	r.meant = p.library.Rewrite(r.stop, r.cell.State, r.cell.Number, r.content.Code, kept)
	r.meant.Code = withoutUnused(r.meant.Code, cells.Before(r.cell.State, r.cell.Number, r.meant.Code))
	switch {
	case r.stop.Err() != nil: // What it did not wait for may be missing.
		failure := advice.Interrupted()
		r.refused = &failure
	case r.meant.Err != nil:
		r.refuse(r.meant.Err)
	}
}

// keep says what is kept from now on. The next program that keeps something removes the data of the rest.
func (p *Proxy) keep(m manifest.Manifest) error {
	return atomicfile.Write(filepath.Join(p.values, manifest.Name), m.Encode())
}

// refuse is for a cell that cannot run.
func (r *run) refuse(why error) {
	said := r.meant.Original(why.Error())
	failure := advice.Refused(said, r.cell)
	var syntax *cells.SyntaxError
	if errors.As(why, &syntax) {
		failure = advice.Compile(said, r.cell)
	}
	r.refused = &failure
}

// show publishes what a special command shows, or a note.
func (p *Proxy) show(r *run, output cells.Output) error {
	if output.Name == "stdout" || output.Name == "stderr" {
		return p.publish(r.request, "stream", map[string]string{"name": output.Name, "text": output.Text})
	}
	data := map[string]string{output.Name: output.Text}
	if output.Plain != "" {
		data["text/plain"] = output.Plain
	}
	return p.publish(r.request, "display_data", map[string]any{"data": data, "metadata": nothing, "transient": nothing})
}

package kept

import "dlfs/nb/kept/manifest"

// A refusal says why a variable is not kept. It is thrown as a panic by what walks through the variable's values.
type refusal struct {
	reason string // a code of package manifest
	what   string
	where  string // the field of a struct, as "worker.jobs"
	more   []string

	foreign bool // the field is not one of the notebook's types
}

func (r *refusal) Error() string { return r.reason + ": " + r.what }

func refuse(reason, what string, more ...string) {
	panic(&refusal{reason: reason, what: what, more: more})
}

// of makes the entry of the manifest for a variable.
func (r *refusal) of(s *slot) manifest.Refused {
	return manifest.Refused{Name: s.name, Shown: shown(s.typ), Reason: r.reason, Args: append([]string{r.what, r.where}, r.more...)}
}

// text writes down what a method has panicked with.
func text(r any) string {
	switch r := r.(type) {
	case error:
		return r.Error()
	case string:
		return r
	case interface{ String() string }:
		return r.String()
	}
	return "a value that is not a text"
}

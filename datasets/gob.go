package datasets

import (
	"bytes"
	"encoding/gob"

	"dlfs/dl"
	"dlfs/internal/reference"
	"dlfs/internal/words"
)

var (
	_ gob.GobEncoder = (*Images)(nil)
	_ gob.GobDecoder = (*Images)(nil)
)

// stored is what is written of a set.
type stored struct {
	Pixels, Labels         storedBytes
	Classes, Height, Width int
	Options                Options
	Cache, Source          string // of the report
}

// storedBytes are bytes, or the name of data that every program finds, and which part of them it is.
type storedBytes struct {
	Bytes    []byte
	Name     reference.Name
	From, To int
}

// GobEncode returns the set for encoding/gob, and so for nb.Keep. Of MNIST it writes which images they are, and of another set
// the images themselves. Report().Problem is not written.
func (d *Images) GobEncode() ([]byte, error) {
	var b bytes.Buffer
	s := stored{
		Pixels: store(d.pixels()), Labels: store(d.labels),
		Classes: d.classes, Height: d.height, Width: d.width,
		Options: d.options, Cache: d.report.Cache, Source: d.report.Source,
	}
	err := gob.NewEncoder(&b).Encode(s)
	return b.Bytes(), err
}

// GobDecode makes d the set that GobEncode wrote. The images of MNIST must be on this machine, as for LoadMNIST.
func (d *Images) GobDecode(data []byte) error {
	var s stored
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s); err != nil {
		return err
	}
	pixels, err := s.Pixels.open()
	if err != nil {
		return err
	}
	labels, err := s.Labels.open()
	if err != nil {
		return err
	}
	if size := s.Height * s.Width; s.Height < 1 || s.Width < 1 || len(pixels) != size*len(labels) {
		return words.Datasets.Errorf("%w: %d bytes of pixels for %d images of %d×%d", ErrSize, len(pixels), len(labels), s.Height, s.Width)
	}
	*d = Images{
		bytes: dl.NewBytes(pixels, s.Height*s.Width), labels: labels, classes: s.Classes, height: s.Height, width: s.Width,
		options: s.Options, report: Report{Cache: s.Cache, Source: s.Source},
	}
	return nil
}

// pixels returns those of all images, one after the other: a view of the set if they come from a cache.
func (d *Images) pixels() []byte {
	if d.Len() == 0 {
		return nil
	}
	if name, from, ok := reference.Of(d.bytes.Row(0)); ok {
		if all, err := reference.Open(name); err == nil {
			return all[from : from+d.Len()*d.cols()]
		}
	}
	var all []byte
	for i := range d.Len() {
		all = append(all, d.bytes.Row(i)...)
	}
	return all
}

func store(b []byte) storedBytes {
	if name, from, ok := reference.Of(b); ok && len(b) > 0 {
		return storedBytes{Name: name, From: from, To: from + len(b)}
	}
	return storedBytes{Bytes: b}
}

func (s storedBytes) open() ([]byte, error) {
	if s.Name == (reference.Name{}) {
		return s.Bytes, nil
	}
	all, err := reference.Open(s.Name)
	if err != nil {
		return nil, err
	}
	if s.From < 0 || s.From > s.To || s.To > len(all) {
		return nil, words.Datasets.Errorf("%w: bytes %d to %d of %d", ErrTruncated, s.From, s.To, len(all))
	}
	reference.Remember(s.Name, all)
	return all[s.From:s.To:s.To], nil
}

//go:build !js

// Package pipes makes what a cell shows reach a GoNB without a proxy in front. Importing it links GoNB's package protocol
// and encoding/gob; package front alone needs neither.
package pipes

import (
	"encoding/gob"
	"os"
	"sync"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"dlfs/internal/words"
	"dlfs/nb/internal/front"
)

func init() { front.Pipes = show }

func show(id string, b front.Bundle) error {
	p, err := kernel()
	if err != nil {
		return err
	}
	return p.show(id, b)
}

var kernel = sync.OnceValues(func() (*pipes, error) {
	return open(os.Getenv(protocol.GONB_PIPE_ENV), os.Getenv(protocol.GONB_PIPE_BACK_ENV))
})

// pipes is the connection to GoNB.
type pipes struct {
	mu      sync.Mutex // one message and its answer at a time
	encoder *gob.Encoder
	decoder *gob.Decoder
	syncs   int   // how often we have asked to be told that all is passed on
	err     error // what broke the connection, for good
}

// open blocks until GoNB has opened its ends, which it does in the same order.
func open(there, back string) (*pipes, error) {
	w, err := os.OpenFile(there, os.O_WRONLY, 0)
	if err != nil {
		return nil, words.NB.Errorf("cannot connect to the notebook's kernel: %w", err)
	}
	r, err := os.Open(back)
	if err != nil {
		w.Close()
		return nil, words.NB.Errorf("cannot connect to the notebook's kernel: %w", err)
	}
	return &pipes{encoder: gob.NewEncoder(w), decoder: gob.NewDecoder(r)}, nil
}

func (p *pipes) show(id string, b front.Bundle) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		p.err = p.send(message(id, b))
	}
	return p.err
}

func message(id string, b front.Bundle) *protocol.DisplayData {
	data := make(map[protocol.MIMEType]any)
	if b.HTML != "" {
		data[protocol.MIMETextHTML] = b.HTML
	}
	if b.PNG != nil {
		data[protocol.MIMEImagePNG] = b.PNG
	}
	if b.Text != "" {
		data[protocol.MIMETextPlain] = b.Text
	}
	return &protocol.DisplayData{Data: data, DisplayID: id}
}

// send sends the message and then waits until GoNB, which works in order, acknowledges a sync.
func (p *pipes) send(m *protocol.DisplayData) error {
	p.syncs++
	for _, m := range []*protocol.DisplayData{m, syncRequest(p.syncs)} {
		if err := p.encoder.Encode(m); err != nil {
			return words.NB.Errorf("the connection to the notebook's kernel is broken: %w", err)
		}
	}
	for {
		var answer protocol.CommValue
		if err := p.decoder.Decode(&answer); err != nil {
			return words.NB.Errorf("the connection to the notebook's kernel is broken: %w", err)
		}
		if answer.Address == protocol.GonbuiSyncAckAddress && answer.Value == p.syncs {
			return nil
		}
	}
}

func syncRequest(number int) *protocol.DisplayData {
	return &protocol.DisplayData{Data: map[protocol.MIMEType]any{
		protocol.MIMECommValue: &protocol.CommValue{Address: protocol.GonbuiSyncAddress, Value: number},
	}}
}

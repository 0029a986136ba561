package proxy

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// showFrame publishes what a program shows through nb. payload is the words of a frame (see package front).
func (p *Proxy) showFrame(payload []byte) {
	kind, id, data, err := parseFrame(string(payload))
	if err != nil {
		p.warn(fmt.Errorf("a program showed something that cannot be read: %w", err))
		return
	}
	r := p.running()
	if r.out == nil {
		return // No cell has run yet.
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.flush()
	content := map[string]any{"data": data, "metadata": nothing, "transient": nothing}
	message := "display_data"
	switch {
	case kind == "clear":
		message, content = "clear_output", map[string]any{"wait": id == "true"}
	case kind == "result":
		message = "execute_result"
		content["execution_count"] = r.cell.Number
	case id != "":
		content["transient"] = map[string]string{"display_id": id}
		if p.shownID[id] {
			message = "update_display_data"
		}
		p.shownID[id] = true
	}
	if err := p.publish(r.request, message, content); err != nil {
		p.warn(err)
	}
}

func parseFrame(payload string) (kind, id string, data map[string]string, err error) {
	words := strings.Split(payload, " ")
	if len(words)%2 != 0 {
		return "", "", nil, fmt.Errorf("%d words", len(words))
	}
	decoded, err := base64.StdEncoding.DecodeString(words[1])
	data = make(map[string]string)
	for i := 2; i < len(words) && err == nil; i += 2 {
		data[words[i]] = words[i+1] // an image stays in base64
		if strings.HasPrefix(words[i], "text/") {
			var text []byte
			text, err = base64.StdEncoding.DecodeString(words[i+1])
			data[words[i]] = string(text)
		}
	}
	return words[0], string(decoded), data, err
}

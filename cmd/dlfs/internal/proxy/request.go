package proxy

import (
	"encoding/json"
	"errors"
)

// An executeRequest is the content of an execute_request.
type executeRequest struct {
	Code         string `json:"code"`
	Silent       bool   `json:"silent"`
	StoreHistory bool   `json:"store_history"`
	AllowStdin   bool   `json:"allow_stdin"`
	StopOnError  bool   `json:"stop_on_error"`
}

// withDefaults reads a request and fills in the protocol's defaults for missing fields, because GoNB fails without them.
func withDefaults(m message) (message, executeRequest, error) {
	r := executeRequest{StoreHistory: true, StopOnError: true}
	var all map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(m.content, &all), json.Unmarshal(m.content, &r)); err != nil {
		return m, r, err
	}
	if _, said := all["store_history"]; !said {
		r.StoreHistory = !r.Silent
	}
	for name, value := range map[string]any{
		"code": r.Code, "silent": r.Silent, "store_history": r.StoreHistory, "allow_stdin": r.AllowStdin, "stop_on_error": r.StopOnError,
	} {
		all[name] = encode(value)
	}
	m.content = encode(all)
	return m, r, nil
}

// withCode replaces the code of an execute_request.
func withCode(m message, code string) (message, error) {
	var content map[string]json.RawMessage
	if err := json.Unmarshal(m.content, &content); err != nil {
		return m, err
	}
	content["code"] = encode(code)
	m.content = encode(content)
	return m, nil
}

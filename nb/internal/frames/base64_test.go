package frames

import (
	"encoding/base64"
	"testing"
)

func TestBase64(t *testing.T) {
	data := make([]byte, 300)
	for i := range data {
		data[i] = byte(i * 7)
	}
	for n := range data {
		if got, want := Base64(string(data[:n])), base64.StdEncoding.EncodeToString(data[:n]); got != want {
			t.Errorf("%d bytes: %s, want %s", n, got, want)
		}
	}
}

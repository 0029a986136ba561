package proxy

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
)

// A program is one end of a connection to boards that are served as in the kernel.
type program struct {
	net.Conn
	boards *boards
	served chan string // the id, when serving has ended
}

func askForBoard(t *testing.T, line string, somebody bool, patience time.Duration) *program {
	t.Helper()
	b, err := listenForBoards(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.listener.Close() })
	b.patience = patience
	conn, err := net.Dial("unix", b.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	p := &program{conn, b, make(chan string, 1)}
	go func() {
		accepted, err := b.listener.Accept()
		if err != nil {
			t.Error(err)
			return
		}
		id, err := b.serve(accepted, somebody)
		if err != nil && somebody {
			t.Error(err)
		}
		p.served <- id
	}()
	if _, err := io.WriteString(conn, line); err != nil {
		t.Fatal(err)
	}
	return p
}

// wants fails the test unless the next bytes that the program gets are these.
func (p *program) wants(t *testing.T, want string) {
	t.Helper()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(p, got); err != nil || string(got) != want {
		t.Errorf("the program gets %q, %v, want %q", got, err, want)
	}
}

func (p *program) asks(t *testing.T) {
	t.Helper()
	if _, err := io.WriteString(p, "?"); err != nil {
		t.Fatal(err)
	}
}

func drawn(pixels string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"drawing": %q}`, base64.StdEncoding.EncodeToString([]byte(pixels))))
}

const long = time.Hour // more than any test takes

func TestBoard(t *testing.T) {
	p := askForBoard(t, "dlfs-1 4\n", true, long)
	p.wants(t, "o")
	b := p.boards.get("dlfs-1")
	if b == nil || !b.meet() || !b.meet() { // a second page, too
		t.Fatal("the board is not there")
	}
	b.draw(drawn("aaaa"))
	p.asks(t)
	p.wants(t, "daaaa")
	// Of what comes while the program is busy, the newest.
	b.draw(drawn("bbbb"))
	b.draw(drawn("cccc"))
	p.asks(t)
	p.wants(t, "dcccc")
	// The last drawing comes before the end, and nothing comes after it.
	b.draw(drawn("dddd"))
	b.draw(json.RawMessage(`{"done": true}`))
	b.draw(drawn("eeee"))
	p.asks(t)
	p.wants(t, "ddddd")
	p.asks(t)
	p.wants(t, "e")
	if b.meet() {
		t.Error("a page can still draw")
	}
	p.Close()
	if id := <-p.served; id != "dlfs-1" || p.boards.get(id) != nil {
		t.Errorf("%q is open", id)
	}
}

func TestWhatABoardIgnores(t *testing.T) {
	p := askForBoard(t, "dlfs-1 4\n", true, long)
	p.wants(t, "o")
	b := p.boards.get("dlfs-1")
	for _, said := range []string{
		``, `[]`, `"x"`, `{}`, `{"drawing": null}`, `{"drawing": 7}`, `{"drawing": "%"}`, `{"drawing": ""}`,
		`{"drawing": "YWFhYQ"}`, string(drawn("aaa")), string(drawn("aaaaa")), `{"done": "yes"}`, `{"done": false}`,
	} {
		b.draw(json.RawMessage(said))
	}
	p.asks(t)
	b.draw(drawn("good"))
	p.wants(t, "dgood")
}

func TestABoardThatNobodySees(t *testing.T) {
	p := askForBoard(t, "dlfs-1 4\n", false, long)
	p.wants(t, "n")
	if id := <-p.served; id != "" {
		t.Errorf("%q was open", id)
	}
	p = askForBoard(t, "dlfs-1 4\n", true, 0)
	p.wants(t, "o")
	p.asks(t)
	p.wants(t, "n")
	if b := p.boards.get("dlfs-1"); b.meet() {
		t.Error("a page can draw, and the program has given up")
	}
}

// A listener hears what is published.
type listener struct {
	zmq4.Socket
	heard func(message)
}

func (l listener) SendMulti(m zmq4.Msg) error {
	const header, content = 3, 6
	published := message{content: m.Frames[content]}
	err := json.Unmarshal(m.Frames[header], &published.header)
	l.heard(published)
	return err
}

func TestMessagesToBoards(t *testing.T) {
	var answer string
	proxy := &Proxy{boards: &boards{open: map[string]*board{}}}
	proxy.front.iopub = &socket{Socket: listener{heard: func(m message) { answer = m.Kind + " " + string(m.content) }}}
	it := &board{size: 4, timer: time.NewTimer(long)}
	proxy.boards.set("dlfs-1", it)
	for _, test := range []struct {
		kind, content string
		is            bool
		answer        string
	}{
		{"comm_open", `{"comm_id": "dlfs-1", "data": {}}`, true, `comm_msg {"comm_id":"dlfs-1","data":{"open":true}}`},
		{"comm_msg", `{"comm_id": "dlfs-1", "data": ` + string(drawn("abcd")) + `}`, true, ""},
		{"comm_msg", `{"comm_id": "dlfs-1", "data": {"drawing": "` + strings.Repeat("A", mostDrawn) + `"}}`, true, ""},
		{"comm_msg", `{"comm_id": "dlfs-1"}`, true, ""},
		{"comm_close", `{"comm_id": "dlfs-1", "data": {}}`, true, ""},
		{"comm_open", `{"comm_id": "dlfs-2", "data": {}}`, true, `comm_close {"comm_id":"dlfs-2","data":{}}`},
		{"comm_msg", `{"comm_id": "dlfs-2", "data": {}}`, true, `comm_close {"comm_id":"dlfs-2","data":{}}`},
		{"comm_msg", `{"comm_id": "a widget's", "data": {}}`, false, ""},
		{"comm_msg", `{"comm_id": 7}`, false, ""},
		{"comm_open", `[]`, false, ""},
	} {
		answer = ""
		is, err := proxy.ofBoard(ask(test.kind, json.RawMessage(test.content)))
		if err != nil {
			t.Error(err)
		}
		if is != test.is || answer != test.answer {
			t.Errorf("%s %.60s: %t, %q", test.kind, test.content, is, answer)
		}
	}
	if string(it.newest) != "abcd" {
		t.Errorf("on the board is %q", it.newest)
	}
}

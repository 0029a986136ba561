package proxy

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// A connection is Jupyter's connection file.
type connection struct {
	ShellPort       int    `json:"shell_port"`
	IOPubPort       int    `json:"iopub_port"`
	StdinPort       int    `json:"stdin_port"`
	ControlPort     int    `json:"control_port"`
	HBPort          int    `json:"hb_port"`
	IP              string `json:"ip"`
	Key             string `json:"key"`
	Transport       string `json:"transport"`
	SignatureScheme string `json:"signature_scheme"`
	KernelName      string `json:"kernel_name"`
}

func (c connection) address(port int) string {
	if c.Transport == "ipc" {
		return fmt.Sprintf("ipc://%s-%d", c.IP, port) // a socket in the file system
	}
	return fmt.Sprintf("%s://%s:%d", c.Transport, c.IP, port)
}

// A header identifies a message.
type header struct {
	ID       string `json:"msg_id"`
	Kind     string `json:"msg_type"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Version  string `json:"version"`
	Date     string `json:"date"`
}

// A message is one of Jupyter's. Its parts stay encoded until they are needed.
type message struct {
	header
	identities                           [][]byte // of the sender, or the topic of a published message
	rawHeader, parent, metadata, content json.RawMessage
	buffers                              [][]byte
}

var (
	delimiter = []byte("<IDS|MSG>")
	nothing   = json.RawMessage("{}")
)

// child returns a message whose parent is m.
func (m message) child(kind string, content any) message {
	h := header{newID(), kind, m.Session, m.Username, protocolVersion, time.Now().UTC().Format(time.RFC3339Nano)}
	return message{header: h, identities: m.identities, rawHeader: encode(h), parent: m.rawHeader, metadata: nothing, content: encode(content)}
}

const protocolVersion = "5.4"

func newID() string { return rand.Text() }

// encode encodes a value that JSON can hold.
func encode(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("proxy: %v", err))
	}
	return data
}

// A socket sends and receives signed messages. Several goroutines may send.
type socket struct {
	zmq4.Socket
	key []byte
	mu  sync.Mutex
}

var errForged = errors.New("a message with a wrong signature")

func (s *socket) receive() (message, error) {
	wire, err := s.Recv()
	if err != nil {
		return message{}, err
	}
	i := 0
	for i < len(wire.Frames) && !bytes.Equal(wire.Frames[i], delimiter) {
		i++
	}
	if len(wire.Frames) < i+6 {
		return message{}, errForged
	}
	f := wire.Frames[i+1:]
	if len(s.key) > 0 && !hmac.Equal(f[0], s.sign(f[1:5])) {
		return message{}, errForged
	}
	m := message{identities: wire.Frames[:i], rawHeader: f[1], parent: f[2], metadata: f[3], content: f[4], buffers: f[5:]}
	if err := json.Unmarshal(f[1], &m.header); err != nil {
		return message{}, errForged
	}
	return m, nil
}

func (s *socket) send(m message) error {
	parts := [][]byte{m.rawHeader, m.parent, m.metadata, m.content}
	frames := append([][]byte{}, m.identities...)
	frames = append(frames, delimiter, s.sign(parts))
	frames = append(append(frames, parts...), m.buffers...)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.SendMulti(zmq4.NewMsgFrom(frames...))
}

func (s *socket) sign(parts [][]byte) []byte {
	if len(s.key) == 0 {
		return nil
	}
	mac := hmac.New(sha256.New, s.key)
	for _, part := range parts {
		mac.Write(part)
	}
	return []byte(hex.EncodeToString(mac.Sum(nil)))
}

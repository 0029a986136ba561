package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dlfs/datasets"
)

// The file that the mirrors of these tests have, or say they have.
var (
	whole = append([]byte{0x1f, 0x8b}, bytes.Repeat([]byte("digits "), 1000)...)
	file  = datasets.SourceFile{Name: "digits.gz", Size: int64(len(whole)), SHA256: fmt.Sprintf("%x", sha256.Sum256(whole))}
)

// The tests have a cache of their own, and no mirror but those that they start.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "dlfs-fetch")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Setenv("DLFS_CACHE", dir)
	os.Unsetenv("DLFS_MIRROR")
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// patient is for mirrors that answer, quick for those that may not.
var (
	patient = downloader{stall: time.Minute, limit: time.Minute}
	quick   = downloader{stall: 500 * time.Millisecond, limit: time.Minute}
)

// serve starts a mirror that counts its requests and answers them with handle.
func serve(t *testing.T, handle http.HandlerFunc) (address string, requests *atomic.Int32) {
	t.Helper()
	requests = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		handle(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/mnist/", requests
}

func good(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/mnist/"+file.Name {
		http.NotFound(w, r)
		return
	}
	_, _ = w.Write(whole)
}

// send puts some bytes on the wire at once.
func send(w http.ResponseWriter, content []byte) {
	_, _ = w.Write(content)
	w.(http.Flusher).Flush()
}

var badMirrors = []struct {
	name   string
	handle http.HandlerFunc
	says   string
}{
	{"has no such file", http.NotFound, "404"},
	{"is broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, "503"},
	{"stalls before the answer", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "nothing came for 500ms"},
	{"stalls half way", func(w http.ResponseWriter, r *http.Request) {
		send(w, whole[:100])
		<-r.Context().Done()
	}, "nothing came for 500ms"},
	{"breaks off", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(whole)))
		send(w, whole[:100])
		panic(http.ErrAbortHandler)
	}, "broke off after 100 of 7002 bytes"},
	{"says that half is all", func(w http.ResponseWriter, _ *http.Request) { send(w, whole[:100]) }, "cut short: 100 of 7002 bytes"},
	{"sends a page", func(w http.ResponseWriter, _ *http.Request) {
		send(w, []byte("<html>please log in to this network</html>"))
	}, "this one with 3c 68"},
	{"lies", func(w http.ResponseWriter, _ *http.Request) {
		lie := bytes.Clone(whole)
		lie[500] ^= 1
		send(w, lie)
	}, "SHA-256"},
	{"never ends", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			send(w, whole)
		}
	}, "more than 7002 bytes"},
	{"sends another in circles", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, "redirects"},
}

func TestBadMirrorIsPassedOver(t *testing.T) {
	for _, c := range badMirrors {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := patient
			if strings.HasPrefix(c.name, "stalls") {
				d = quick
			}
			bad, _ := serve(t, c.handle)
			fine, _ := serve(t, good)
			dir := filepath.Join(t.TempDir(), "new")
			var told []string
			err := d.download(t.Context(), dir, []datasets.SourceFile{file}, []string{bad, fine}, func(s string) { told = append(told, s) })
			if err != nil {
				t.Fatal(err)
			}
			onlyWholeFile(t, dir)
			if len(told) != 3 || !strings.Contains(told[0], bad) || !strings.Contains(told[1], c.says) || !strings.Contains(told[2], fine) {
				t.Errorf("told %q", told)
			}
		})
	}
}

func onlyWholeFile(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
	content, err := os.ReadFile(filepath.Join(dir, file.Name))
	if err != nil || !bytes.Equal(content, whole) {
		t.Errorf("the wrong file: %v", err)
	}
}

func TestAllMirrorsFail(t *testing.T) {
	var mirrors []string
	for _, c := range badMirrors {
		address, _ := serve(t, c.handle)
		mirrors = append(mirrors, address)
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	mirrors = append(mirrors, gone.URL)
	gone.Close() // as a machine without a network sees it: nobody answers

	dir := t.TempDir()
	err := quick.download(t.Context(), dir, []datasets.SourceFile{file}, mirrors, func(string) {})
	failed, ok := errors.AsType[*Error](err)
	if !ok || failed.File != file.Name || failed.Dir != dir || len(failed.Mirrors) != len(mirrors) {
		t.Fatalf("error %v", err)
	}
	for i, mirror := range mirrors {
		if failed.Mirrors[i].Mirror != mirror || !strings.Contains(err.Error(), mirror) {
			t.Errorf("mirror %d is not named: %v", i, err)
		}
		if i < len(badMirrors) && !strings.Contains(failed.Mirrors[i].Err.Error(), badMirrors[i].says) {
			t.Errorf("mirror that %s: %v", badMirrors[i].name, failed.Mirrors[i].Err)
		}
	}
	for _, word := range []string{dir, "go mod download", "train-images-idx3-ubyte.gz"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the error does not say %q: %v", word, err)
		}
	}
	if !errors.Is(err, datasets.ErrChecksum) || !errors.Is(err, datasets.ErrTruncated) {
		t.Errorf("the reasons cannot be asked for: %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v %v", entries, err)
	}
}

func TestWholeFileIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, file.Name)
	fine, requests := serve(t, good)
	get := func() {
		t.Helper()
		if err := patient.download(t.Context(), dir, []datasets.SourceFile{file}, []string{fine}, func(string) {}); err != nil {
			t.Fatal(err)
		}
		onlyWholeFile(t, dir)
	}
	get()
	get()
	if requests.Load() != 1 {
		t.Errorf("%d requests for a file that is there", requests.Load())
	}
	if err := os.WriteFile(path, whole[:50], 0o644); err != nil {
		t.Fatal(err)
	}
	get()
	if requests.Load() != 2 {
		t.Errorf("%d requests after the file was damaged", requests.Load())
	}
}

// A mirror that stalls costs its wait once, not once for each file.
func TestWorkingMirrorIsKept(t *testing.T) {
	bad, badRequests := serve(t, http.NotFound)
	fine, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { send(w, whole) })
	files := []datasets.SourceFile{file, file, file}
	files[1].Name, files[2].Name = "second.gz", "third.gz"
	if err := patient.download(t.Context(), t.TempDir(), files, []string{bad, fine}, func(string) {}); err != nil {
		t.Fatal(err)
	}
	if badRequests.Load() != 1 {
		t.Errorf("the bad mirror was asked %d times", badRequests.Load())
	}
}

func TestTotalTimeIsLimited(t *testing.T) {
	slow, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil { // never long enough to be a stall
			send(w, whole[:1])
			time.Sleep(5 * time.Millisecond)
		}
	})
	d := downloader{stall: 10 * time.Second, limit: 100 * time.Millisecond}
	err := d.download(t.Context(), t.TempDir(), []datasets.SourceFile{file}, []string{slow}, func(string) {})
	if err == nil || !strings.Contains(err.Error(), "not finished after 100ms") {
		t.Errorf("error %v", err)
	}
}

func TestCallerMayEndIt(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	slow, _ := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel(enough)
		<-r.Context().Done()
	})
	other, requests := serve(t, good)
	err := Download(ctx, t.TempDir(), []datasets.SourceFile{file}, []string{slow, other}, func(string) {})
	if !errors.Is(err, enough) || requests.Load() != 0 {
		t.Errorf("error %v, %d more requests", err, requests.Load())
	}
}

func TestFolderThatCannotBe(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	err := Download(t.Context(), filepath.Join(blocked, "dir"), []datasets.SourceFile{file}, nil, func(string) {})
	if err == nil || !strings.Contains(err.Error(), blocked) {
		t.Errorf("error %v", err)
	}
}

func TestMirrors(t *testing.T) {
	t.Setenv("DLFS_MIRROR", "")
	plain := Mirrors()
	t.Setenv("DLFS_MIRROR", "http://127.0.0.1:8000/mnist")
	if own := Mirrors(); len(own) != len(plain)+1 || own[0] != "http://127.0.0.1:8000/mnist" || own[1] != plain[0] {
		t.Errorf("%v", own)
	}
}

// The whole way on a machine without a module cache: nothing there, a mirror in
// the classroom, and LoadMNIST works.
func TestPrepareFromAMirror(t *testing.T) {
	original := datasets.Status().Sources[0].Dir
	files := http.StripPrefix("/mnist/", http.FileServer(http.Dir(original)))
	mirror, requests := serve(t, files.ServeHTTP)
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("DLFS_CACHE", t.TempDir())
	t.Setenv("DLFS_MIRROR", mirror)

	report, err := Prepare(t.Context(), func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	if dir, _ := datasets.DownloadDir(); report.Source != dir || report.NotKept != nil {
		t.Errorf("report %+v", report)
	}
	train, _, err := datasets.LoadMNIST(datasets.Options{})
	if err != nil || train.Len() != 60000 || train.Label(0) != 5 {
		t.Errorf("%v, %v", train, err)
	}
	if report, err = Prepare(t.Context(), func(string) {}); err != nil || report.Problem != nil || requests.Load() != 4 {
		t.Errorf("again: %v, %v, %d requests", report, err, requests.Load())
	}
}

func TestPrepareOffline(t *testing.T) {
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("DLFS_CACHE", t.TempDir())
	missing, _ := serve(t, http.NotFound)
	_, err := prepare(t.Context(), []string{missing}, func(string) {})
	if _, ok := errors.AsType[*Error](err); !ok {
		t.Errorf("error %v", err)
	}
}

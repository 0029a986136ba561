// Package fetch gets the original files of MNIST from a mirror, for those whose
// module cache does not have them. It is the only package of this project that
// reaches out to the network, and only when it is called; `dlfs data` does.
//
// A mirror is not trusted: a file counts only if its SHA-256 is the published one, and gets its
// name only when it is complete. If a mirror fails, stalls, stops halfway or sends something else,
// the next one is tried.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"dlfs/datasets"
	"dlfs/internal/atomicfile"
	"dlfs/internal/words"
)

// Mirrors returns the addresses to try, in order. The environment variable
// DLFS_MIRROR puts one more in front, such as a server in the classroom.
func Mirrors() []string {
	mirrors := []string{
		"https://storage.googleapis.com/cvdf-datasets/mnist/",
		"https://ossci-datasets.s3.amazonaws.com/mnist/",
	}
	if own := os.Getenv("DLFS_MIRROR"); own != "" {
		mirrors = slices.Insert(mirrors, 0, own)
	}
	return mirrors
}

// Prepare makes [datasets.LoadMNIST] ready: from the original files on this
// machine or, where there are none, from the [Mirrors]. Each step is told to
// log. If everything fails, the error is a [*Error].
func Prepare(ctx context.Context, log func(string)) (datasets.Report, error) {
	return prepare(ctx, Mirrors(), log)
}

func prepare(ctx context.Context, mirrors []string, log func(string)) (datasets.Report, error) {
	report, err := datasets.Prepare()
	if !errors.Is(err, datasets.ErrNoSource) {
		return report, err
	}
	dir, err := datasets.DownloadDir()
	if err != nil {
		return report, err
	}
	log(words.Datasets.Sprintf("MNIST is not in the module cache; downloading it to %s", dir))
	if err := Download(ctx, dir, datasets.SourceFiles(), mirrors, log); err != nil {
		return report, err
	}
	return datasets.Prepare()
}

// Download puts the files into dir, which it makes if necessary. Each file comes from the first
// mirror that provides it complete. A complete file that exists already is left alone. Each step is
// reported to log. If no mirror provides a file, the error is a [*Error] that says what each mirror
// did; if ctx ends, it wraps the reason.
func Download(ctx context.Context, dir string, files []datasets.SourceFile, mirrors []string, log func(string)) error {
	return downloader{stall: 20 * time.Second, limit: 15 * time.Minute}.download(ctx, dir, files, mirrors, log)
}

// An Error says why a file could not be downloaded.
type Error struct {
	File    string    // name of the file
	Dir     string    // the folder it was meant for
	Mirrors []Failure // in the order in which they were tried
}

// A Failure is what happened with one mirror.
type Failure struct {
	Mirror string
	Err    error
}

// Error has a line for each mirror and ends with what to do.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintln(&b, words.Datasets.Sprintf("no mirror has provided %s:", e.File))
	for _, m := range e.Mirrors {
		fmt.Fprintf(&b, "  %s: %v\n", m.Mirror, m.Err)
	}
	b.WriteString(words.Datasets.Sprintf(
		"Without a network, put the files %s into %s, or bring a module cache filled by `go mod download`.",
		names(datasets.SourceFiles()), e.Dir))
	return b.String()
}

func names(files []datasets.SourceFile) string {
	var all []string
	for _, f := range files {
		all = append(all, f.Name)
	}
	return strings.Join(all, ", ")
}

// Unwrap returns the reasons of all mirrors.
func (e *Error) Unwrap() []error {
	var errs []error
	for _, m := range e.Mirrors {
		errs = append(errs, m.Err)
	}
	return errs
}

type downloader struct {
	stall time.Duration // the longest wait for a next byte
	limit time.Duration // and for a whole file
}

func (d downloader) download(ctx context.Context, dir string, files []datasets.SourceFile, mirrors []string, log func(string)) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	mirrors = slices.Clone(mirrors)
	for _, file := range files {
		path := filepath.Join(dir, file.Name)
		if content, err := os.ReadFile(path); err == nil && file.Check(content) == nil {
			continue
		}
		content, used, err := d.fromAny(ctx, dir, file, mirrors, log)
		if err != nil {
			return err
		}
		if err := atomicfile.Write(path, content); err != nil {
			return err
		}
		// The next file starts with the mirror that just worked.
		mirrors = slices.Concat(mirrors[used:], mirrors[:used])
	}
	return nil
}

// fromAny returns the checked content of a file and the number of the mirror
// that gave it.
func (d downloader) fromAny(ctx context.Context, dir string, file datasets.SourceFile, mirrors []string, log func(string)) ([]byte, int, error) {
	failed := &Error{File: file.Name, Dir: dir}
	for i, mirror := range mirrors {
		address := strings.TrimSuffix(mirror, "/") + "/" + file.Name
		log(words.Datasets.Sprintf("getting %s", address))
		content, err := d.get(ctx, address, file.Size)
		if err == nil {
			err = file.Check(content)
		}
		if err == nil {
			return content, i, nil
		}
		if ctx.Err() != nil {
			return nil, 0, words.Datasets.Errorf("getting %s: %w", address, context.Cause(ctx))
		}
		log("  " + err.Error())
		failed.Mirrors = append(failed.Mirrors, Failure{mirror, err})
	}
	return nil, 0, failed
}

// get returns what address serves, of which it reads size+1 bytes at most: the
// one more shows that there is more.
func (d downloader) get(ctx context.Context, address string, size int64) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, d.limit, words.Datasets.Errorf("not finished after %v", d.limit))
	defer cancel()
	ctx, stalled := context.WithCancelCause(ctx)
	defer stalled(nil)
	watch := time.AfterFunc(d.stall, func() { stalled(words.Datasets.Errorf("nothing came for %v", d.stall)) })
	defer watch.Stop()

	content, err := read(ctx, address, size, func() { watch.Reset(d.stall) })
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return nil, cause // says more than "context canceled"
	}
	return content, err
}

// read calls alive whenever something arrives.
func read(ctx context.Context, address string, size int64, alive func()) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	// The bytes as they are: the checksum is that of the compressed file.
	request.Header.Set("Accept-Encoding", "identity")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, words.Datasets.Errorf("the server answers %s", response.Status)
	}
	alive()
	content, err := io.ReadAll(io.LimitReader(&watched{response.Body, alive}, size+1))
	if err != nil {
		return nil, words.Datasets.Errorf("broke off after %d of %d bytes: %w", len(content), size, err)
	}
	return content, nil
}

// watched calls alive at each read that brings something.
type watched struct {
	io.Reader
	alive func()
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if n > 0 {
		w.alive()
	}
	return n, err
}

package main

import (
	"bytes"
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dlfs/datasets"
	"dlfs/dl"
)

// make test-all sets it.
var more = flag.Bool("more", false, "run the tests that take long too")

func digits(t *testing.T) (train, test *datasets.Images) {
	t.Helper()
	train, test, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true})
	if err != nil {
		t.Fatal(err)
	}
	return train, test
}

// checksum returns the FNV-1a hash of the bits of all values.
func checksum(params []*dl.Param) uint64 {
	h := fnv.New64a()
	for _, p := range params {
		rows, _ := p.Value.Dims()
		for i := range rows {
			for _, v := range p.Value.RawRowView(i) {
				fmt.Fprintf(h, "%016x", math.Float64bits(v)) // a hash returns no error
			}
		}
	}
	return h.Sum64()
}

// The first steps of the recipe; the whole of it takes longer, see below.
func TestSampleTrainingBegins(t *testing.T) {
	train, _ := digits(t)
	net := newSampleNet()
	for range sampleTrainer(net, 100).Steps(train.Reusing()) {
	}
	if got, want := checksum(net.Params()), uint64(0x478d32bca000fca8); got != want {
		t.Errorf("the checksum after 100 steps is %#016x, want %#016x", got, want)
	}
}

// The recipe gives the committed file, byte for byte.
func TestSampleIsMadeByTheRecipe(t *testing.T) {
	if !*more {
		t.Skip("takes ten seconds; make test-all runs it")
	}
	committed, err := os.ReadFile("../../datasets/sample_weight.npz")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "sample.npz")
	status, stdout, stderr := callHere("train-sample", "--to", path)
	if status != 0 || stderr != "" || !strings.Contains(stdout, "accuracy on the test images: 0.9702\n") {
		t.Fatalf("status %d\n%s%s", status, stdout, stderr)
	}
	made, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made, committed) {
		t.Error("the file differs from datasets/sample_weight.npz")
	}
}

// The recipe is told by the help, the results, and nothing but the constants.
func TestSampleRecipeIsTold(t *testing.T) {
	want := "784-50-100-10, sigmoid; Xavier weights and zero biases from rand.NewPCG(36, 0); 6000 steps of SGD with learning " +
		"rate 0.5 on batches of 100 drawn from rand.NewPCG(36, 1)"
	page, err := os.ReadFile("../../docs/results.md")
	if err != nil {
		t.Fatal(err)
	}
	status, help, _ := callHere("train-sample", "-h")
	for where, text := range map[string]string{"the help": help, "docs/results.md": string(page)} {
		if status != 0 || !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("%s does not tell the recipe: %s", where, text)
		}
	}
}

// resultRows returns the cells of the committed table of a net, by seed.
func resultRows(t *testing.T, title string) map[string][]string {
	t.Helper()
	page, err := os.ReadFile("../../docs/results.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(page), "## "+title+"\n")
	if !found {
		t.Fatalf("docs/results.md has no section %s", title)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	rows := map[string][]string{}
	for line := range strings.Lines(section) {
		if cells := strings.Split(strings.Trim(line, "|\n "), " | "); len(cells) > 1 {
			rows[cells[0]] = cells[1:]
		}
	}
	return rows
}

// The committed results are what the nets do: the first epoch of a seed, or with more time all of it.
func TestResultsAreTheCommittedOnes(t *testing.T) {
	train, test := digits(t)
	iterations := 601
	if *more {
		iterations = resultIterations
	}
	for _, net := range classicNets {
		rows := resultRows(t, net.title)
		if len(rows) != resultSeeds+2 {
			t.Errorf("%s: %d rows, want a head, %d seeds and the bands", net.title, len(rows), resultSeeds)
		}
		run := net.run(3, iterations, train, test)
		for i, col := range net.columns {
			known := *more || col.title == "test, record 0" || col.title == "test, record 600"
			if got := fmt.Sprintf("%.4f", col.of(run)); known && got != rows["3"][i] {
				t.Errorf("%s, seed 3: %s is %s, docs/results.md has %s", net.title, col.title, got, rows["3"][i])
			}
		}
	}
}

// Every number of the committed page lies in its band, and could lie outside it: a share can be anything from 0 to 1.
func TestResultsLieInTheirBands(t *testing.T) {
	for _, net := range classicNets {
		rows := resultRows(t, net.title)
		for i, col := range net.columns {
			if !(0 < col.from && col.from < col.to && col.to < 1) || rows["band"][i] != col.band() {
				t.Errorf("%s: %s has the band %v to %v, docs/results.md has %s", net.title, col.title, col.from, col.to, rows["band"][i])
			}
		}
		for seed := 1; seed <= resultSeeds; seed++ {
			cells := rows[fmt.Sprint(seed)]
			if len(cells) != len(net.columns) {
				t.Fatalf("%s, seed %d: %q", net.title, seed, cells)
			}
			for i, col := range net.columns {
				var v float64
				if _, err := fmt.Sscan(cells[i], &v); err != nil || !(v >= col.from && v <= col.to) {
					t.Errorf("%s, seed %d: %s is %s, want %v to %v", net.title, seed, col.title, cells[i], col.from, col.to)
				}
			}
		}
	}
}

func TestTableMarksWhatIsOutside(t *testing.T) {
	run := classicRun{seed: 7, train: 0.95, test: 0.9, records: map[int]float64{0: 0.1, 600: math.NaN(), 1200: 0.87}, gap: 0.0131}
	var page bytes.Buffer
	if outside := classicNets[0].table(&page, []classicRun{run}); outside != 3 {
		t.Errorf("%d numbers are outside, want 3", outside)
	}
	want := "| 7 | 0.9500 | **0.9000** | 0.1000 | **NaN** | 0.8700 | **0.0131** |"
	if lines := strings.Split(page.String(), "\n"); !slices.Contains(lines, want) {
		t.Errorf("no line %s in\n%s", want, page.String())
	}
}

package datasets

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"dlfs/dl"
)

// golden reads one case of the values that an independent NumPy program made.
func golden(t *testing.T, id string, in, out any) (tol float64) {
	t.Helper()
	data, err := os.ReadFile("../dl/testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			ID      string
			In, Out json.RawMessage
			Tol     struct{ Abs float64 }
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Cases {
		if c.ID == id {
			if err := json.Unmarshal(c.In, in); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(c.Out, out); err != nil {
				t.Fatal(err)
			}
			return c.Tol.Abs
		}
	}
	t.Fatalf("no golden case %q", id)
	return 0
}

// load is LoadMNIST for tests, with a cache that they share.
func load(t testing.TB, o Options) (train, test *Images) {
	t.Helper()
	train, test, err := LoadMNIST(o)
	if err != nil {
		t.Fatal(err)
	}
	return train, test
}

func TestGoldenData(t *testing.T) {
	var in struct{ From, Image int }
	var out struct {
		TrainCount       int     `json:"train_count"`
		TestCount        int     `json:"test_count"`
		Pixels           int     `json:"pixels"`
		TrainLabelCounts []int   `json:"train_label_counts"`
		TestLabelCounts  []int   `json:"test_label_counts"`
		TrainPixelSum    int     `json:"train_pixel_sum"`
		TestPixelSum     int     `json:"test_pixel_sum"`
		LabelsFrom       []int   `json:"labels_from"`
		TestLabelsFrom   []int   `json:"test_labels_from"`
		ImageLabel       int     `json:"image_label"`
		ImagePixelSum    int     `json:"image_pixel_sum"`
		ImageNonzero     int     `json:"image_nonzero"`
		ImageMax         uint8   `json:"image_max"`
		ImageRow14       []int   `json:"image_row14"`
		ImageScaledSum   float64 `json:"image_scaled_sum"`
	}
	tol := golden(t, "mnist/data", &in, &out)
	train, test := load(t, Options{Normalize: true, Flatten: true})

	for _, c := range []struct {
		name   string
		set    *Images
		n, sum int
		counts []int
		labels []int
	}{
		{"train", train, out.TrainCount, out.TrainPixelSum, out.TrainLabelCounts, out.LabelsFrom},
		{"test", test, out.TestCount, out.TestPixelSum, out.TestLabelCounts, out.TestLabelsFrom},
	} {
		if got, want := c.set.Shape(), (dl.Shape{c.n, out.Pixels}); !slices.Equal(got, want) {
			t.Errorf("%s: shape %v, want %v", c.name, got, want)
		}
		sum, counts := 0, make([]int, classes)
		for i := range c.set.Len() {
			counts[c.set.Label(i)]++
			for _, p := range c.set.bytes.Row(i) {
				sum += int(p)
			}
		}
		if sum != c.sum {
			t.Errorf("%s: the pixels sum to %d, want %d", c.name, sum, c.sum)
		}
		if !slices.Equal(counts, c.counts) {
			t.Errorf("%s: %d of each digit, want %d", c.name, counts, c.counts)
		}
		if _, labels := c.set.Slice(in.From, in.From+len(c.labels)); !slices.Equal(labels.(dl.Labels), c.labels) {
			t.Errorf("%s: labels %v, want %v", c.name, labels, c.labels)
		}
	}

	pixels := train.Pixels(in.Image)
	sum, nonzero := 0, 0
	for _, p := range pixels {
		sum += int(p)
		if p > 0 {
			nonzero++
		}
	}
	var row14 []int
	for _, p := range pixels[14*28 : 15*28] {
		row14 = append(row14, int(p))
	}
	if train.Label(in.Image) != out.ImageLabel || sum != out.ImagePixelSum || nonzero != out.ImageNonzero ||
		slices.Max(pixels) != out.ImageMax || !slices.Equal(row14, out.ImageRow14) {
		t.Errorf("image %d: label %d, sum %d, nonzero %d, max %d, row 14 %v", in.Image, train.Label(in.Image), sum, nonzero, slices.Max(pixels), row14)
	}
	x, _ := train.Batch([]int{in.Image})
	scaledSum := 0.0
	for j := range out.Pixels {
		scaledSum += x.At(0, j)
	}
	if !(math.Abs(scaledSum-out.ImageScaledSum) <= tol) {
		t.Errorf("image %d: scaled pixels sum to %v, want %v", in.Image, scaledSum, out.ImageScaledSum)
	}
}

func TestGoldenBatchPick(t *testing.T) {
	var in struct{ Rows []int }
	var out struct {
		Labels  []int
		ShapeX  []int       `json:"shape_x"`
		ShapeT  []int       `json:"shape_t"`
		RowSums []float64   `json:"row_sums"`
		OneHot  [][]float64 `json:"onehot"`
	}
	tol := golden(t, "mnist/batch_pick", &in, &out)
	train, _ := load(t, Options{Normalize: true, Flatten: true, OneHot: true})
	x, target := train.Batch(in.Rows)

	if r, c := x.Dims(); !slices.Equal([]int{r, c}, out.ShapeX) {
		t.Errorf("images are %d×%d, want %v", r, c, out.ShapeX)
	}
	if r, c := target.(*OneHot).Dims(); !slices.Equal([]int{r, c}, out.ShapeT) {
		t.Errorf("targets are %d×%d, want %v", r, c, out.ShapeT)
	}
	for i, want := range out.RowSums {
		sum := 0.0
		for j := range out.ShapeX[1] {
			sum += x.At(i, j)
		}
		if !(math.Abs(sum-want) <= tol) {
			t.Errorf("row %d sums to %v, want %v", i, sum, want)
		}
		if target.Label(i) != out.Labels[i] {
			t.Errorf("row %d is a %d, want %d", i, target.Label(i), out.Labels[i])
		}
		for k, want := range out.OneHot[i] {
			if got := target.At(i, k); got != want {
				t.Errorf("target %d, %d is %v, want %v", i, k, got, want)
			}
		}
	}
}

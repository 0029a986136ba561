package datasets

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
)

func TestSampleWeights(t *testing.T) {
	weights, err := SampleWeights()
	if err != nil {
		t.Fatal(err)
	}
	var got string
	for _, p := range weights {
		got += fmt.Sprint(p.Name, p.Shape(), " ")
	}
	if want := "W1(784, 50) b1(50,) W2(50, 100) b2(100,) W3(100, 10) b3(10,) "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	weights[0].Value.Zero()
	again, err := SampleWeights()
	if err != nil || again[0].Value.At(400, 0) == 0 {
		t.Errorf("the weights are not the caller's own: %v", err)
	}
}

func TestSampleFileIsChecked(t *testing.T) {
	if len(sampleWeight) > 400_000 {
		t.Errorf("the file has %d bytes", len(sampleWeight))
	}
	for _, at := range []int{0, len(sampleWeight) / 2, len(sampleWeight) - 1} {
		damaged := bytes.Clone(sampleWeight)
		damaged[at] ^= 1
		if _, err := decodeSample(damaged); !errors.Is(err, ErrChecksum) {
			t.Errorf("a file that differs in byte %d: %v", at, err)
		}
	}
}

// The accuracy is that of every machine; the book's own weights reach 0.9352.
func TestSampleNetReadsDigits(t *testing.T) {
	net, err := SampleNet()
	if err != nil {
		t.Fatal(err)
	}
	train, test := load(t, Options{Normalize: true, Flatten: true})
	if got := net.Accuracy(test.All()); got != 0.9702 {
		t.Errorf("accuracy %v on the test images, want 0.9702", got)
	}
	if got := net.Accuracy(train.Slice(0, 10000)); got != 0.9779 {
		t.Errorf("accuracy %v on the first training images, want 0.9779", got)
	}
}

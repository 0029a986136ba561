package datasets

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"fmt"
	"math/rand/v2"

	"dlfs/dl"
)

// The weights that `go run ./tools/author train-sample` makes, and their SHA-256.
//
//go:embed sample_weight.npz
var sampleWeight []byte

const sampleSHA256 = "c626a1a1ad85e932af47cdb9af73f3356821e65ceaa9d4da33bb015d716141ab"

// SampleWeights returns the trained weights of the net of section 3.6, which reads handwritten
// digits: W1 (784, 50), b1 (50,), W2 (50, 100), b2 (100,), W3 (100, 10) and b3 (10,), in place of
// the book's sample_weight.pkl. docs/results.md says how they were trained. Each call returns new
// ones, which the caller may change. It fails, with a [*FormatError], only if the weights inside
// the program are damaged.
func SampleWeights() ([]*dl.Param, error) { return decodeSample(sampleWeight) }

// SampleNet returns the net of section 3.6 with the [SampleWeights]: 784 inputs,
// hidden layers of 50 and 100 neurons, 10 outputs. It fails as SampleWeights does.
func SampleNet() (*dl.ThreeLayerNet, error) {
	weights, err := SampleWeights()
	if err != nil {
		return nil, err
	}
	net := dl.NewThreeLayerNet(784, 50, 100, 10, nil, rand.NewPCG(0, 0))
	for i, p := range net.Params() {
		p.Value.Copy(weights[i].Value)
	}
	return net, nil
}

// decodeSample reads the one content that has the checksum.
func decodeSample(content []byte) ([]*dl.Param, error) {
	const name = "sample_weight.npz"
	if sum := fmt.Sprintf("%x", sha256.Sum256(content)); sum != sampleSHA256 {
		return nil, &FormatError{File: name, Err: fmt.Errorf("%w: SHA-256 is %s, expected %s", ErrChecksum, sum, sampleSHA256)}
	}
	z, err := decodeNPZ(name, bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	return z.Params, nil
}

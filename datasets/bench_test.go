package datasets

import "testing"

// The whole of what a program waits for when the cache is there.
func BenchmarkLoadMNIST(b *testing.B) {
	load(b, Options{})
	for b.Loop() {
		load(b, Options{})
	}
}

// Decoding the original files, as the first load does.
func BenchmarkDecode(b *testing.B) {
	for b.Loop() {
		if _, _, err := mnist.decode(sources()); err != nil {
			b.Fatal(err)
		}
	}
}

var batchOf100 = func() (idx []int) {
	for i := range 100 {
		idx = append(idx, i*599)
	}
	return idx
}()

func BenchmarkBatch(b *testing.B) {
	train, _ := load(b, Options{Normalize: true, OneHot: true})
	b.ReportAllocs()
	for b.Loop() {
		train.Batch(batchOf100)
	}
}

func BenchmarkBatchReusing(b *testing.B) {
	train, _ := load(b, Options{Normalize: true})
	data := train.Reusing()
	b.ReportAllocs()
	for b.Loop() {
		data.Batch(batchOf100)
	}
}

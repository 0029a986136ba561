package kept

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"dlfs/dl"
)

// cpu is the time that this process has computed, where the system says so.
var cpu = func() time.Duration { return 0 }

// keepAndLoad measures a cell that makes variables, and one that takes them up and keeps them again, as they are.
func keepAndLoad(b *testing.B, keep, expect func(), names ...string) {
	b.Run("keep", func(b *testing.B) {
		dir := b.TempDir()
		c := cpu()
		for b.Loop() {
			cell(b, dir, keep)
		}
		b.ReportMetric(float64(cpu()-c)/1e6/float64(b.N), "cpu-ms/op")
	})
	dir := b.TempDir()
	cell(b, dir, keep)
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			cell(b, "", func() {})
			b.StartTimer()
			given = dir
			expect()
			taken(b, names...)
		}
	})
	b.Run("unchanged", func(b *testing.B) {
		cell(b, dir, func() {
			expect()
			taken(b, names...)
		})
		c := cpu()
		for b.Loop() {
			Done()
		}
		b.ReportMetric(float64(cpu()-c)/1e6/float64(b.N), "cpu-ms/op")
	})
}

func BenchmarkNet(b *testing.B) {
	net := dl.NewTwoLayerNet(784, 50, 10, nil, rand.NewPCG(1, 2))
	keepAndLoad(b, func() { Val("net", net) }, func() { Slot[*dl.TwoLayerNet]("net") }, "net")
}

func BenchmarkTenSmall(b *testing.B) {
	err := errors.New("x")
	keepAndLoad(b, func() {
		Val("i", 1)
		Val("s", "s")
		Val("f", 1.5)
		Val("xs", []int{1, 2})
		Val("m", map[string]int{"a": 1})
		Val("p", &Node{name: "x"})
		Val("e", err)
		Val("b", true)
		Val("bytes", []byte("abc"))
		Val("pair", Pair[int, string]{1, "x"})
	}, func() {
		Slot[int]("i")
		Slot[string]("s")
		Slot[float64]("f")
		Slot[[]int]("xs")
		Slot[map[string]int]("m")
		Slot[*Node]("p")
		Slot[error]("e")
		Slot[bool]("b")
		Slot[[]byte]("bytes")
		Slot[Pair[int, string]]("pair")
	}, "i", "s", "f", "xs", "m", "p", "e", "b", "bytes", "pair")
}

func BenchmarkBytes(b *testing.B) {
	all := make([]uint8, 60000*784)
	for i := range all {
		all[i] = uint8(rand.Uint32())
	}
	b.Run("one", func(b *testing.B) {
		b.SetBytes(int64(len(all)))
		keepAndLoad(b, func() { Val("all", all) }, func() { Slot[[]uint8]("all") }, "all")
	})
	images := make([][]uint8, 60000)
	for i := range images {
		images[i] = all[i*784 : (i+1)*784]
	}
	b.Run("slices of one", func(b *testing.B) {
		keepAndLoad(b, func() { Val("images", images) }, func() { Slot[[][]uint8]("images") }, "images")
	})
	apart := make([][]uint8, 60000)
	for i := range images {
		apart[i] = append([]uint8(nil), images[i]...)
	}
	b.Run("60000", func(b *testing.B) {
		keepAndLoad(b, func() { Val("images", apart) }, func() { Slot[[][]uint8]("images") }, "images")
	})
}

func BenchmarkVal(b *testing.B) {
	cell(b, b.TempDir(), func() {
		for b.Loop() {
			Val("x", 1)
		}
	})
}

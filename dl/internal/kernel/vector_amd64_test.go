package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"golang.org/x/sys/cpu"
)

// Panels hold the entries of the matrix in their places, zeros behind them, and nothing is written beyond.
func TestPack(t *testing.T) {
	if !cpu.X86.HasAVX2 {
		t.Skip("this processor has no AVX2")
	}
	rng := rand.New(rand.NewPCG(1, 0))
	for rows := 1; rows < 14; rows++ {
		for cols := range 30 {
			for form := range 4 {
				m := factor(rows, cols, form>>1*3, form&1 == 1, specialNumbers, rng)
				for _, width := range []int{tileRows, panelCols} {
					checkPack(t, m, width)
				}
			}
		}
	}
}

func checkPack(t *testing.T, m Matrix, width int) {
	t.Helper()
	n := m.Rows * roundUp(m.Cols, width)
	memory := make([]float64, n+9)
	for i := range memory {
		memory[i] = 42
	}
	vectorPack(memory, m, width)
	for p, got := range memory {
		want := 42.0
		if p < n {
			panel, i, j := p/(width*m.Rows), p/width%m.Rows, p%width
			want = 0
			if j += panel * width; j < m.Cols {
				want = at(m, i, j)
			}
		}
		if !same(got, want) {
			t.Fatalf("%d×%d, strides %d and %d, in panels of %d: number %d is %v (%#x), want %v",
				m.Rows, m.Cols, m.rowStride, m.colStride, width, p, got, math.Float64bits(got), want)
		}
	}
}

package dl_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// moments returns the mean and the standard deviation of v.
func moments(v []float64) (mean, std float64) {
	for _, x := range v {
		mean += x / float64(len(v))
	}
	for _, x := range v {
		std += (x - mean) * (x - mean) / float64(len(v))
	}
	return mean, math.Sqrt(std)
}

// shareOf returns the share of v for which ok holds.
func shareOf(v []float64, ok func(float64) bool) float64 {
	n := 0
	for _, x := range v {
		if ok(x) {
			n++
		}
	}
	return float64(n) / float64(len(v))
}

// checkNear fails the test unless got is within five standard errors of want: the seed is fixed, and of all seeds one in
// a million would fail.
func checkNear(t *testing.T, what string, got, want, standardError float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 5*standardError) {
		t.Errorf("%s is %v, want %v ± %.2g", what, got, want, 5*standardError)
	}
}

func TestNormalIsNormal(t *testing.T) {
	const n = 200000
	for _, std := range []float64{0.01, 1, 25} {
		v := dl.Normal(n/100, 100, std, rand.NewPCG(1, 0)).RawMatrix().Data
		mean, got := moments(v)
		checkNear(t, "mean", mean, 0, std/math.Sqrt(n))
		checkNear(t, "standard deviation", got, std, std/math.Sqrt(2*n))
		for _, tail := range []float64{0.5, 1, 2, 3, 4} {
			p := math.Erfc(tail / math.Sqrt2)
			share := shareOf(v, func(x float64) bool { return math.Abs(x) > tail*std })
			checkNear(t, "share of the numbers beyond the tail", share, p, math.Sqrt(p*(1-p)/n))
		}
		// The two numbers of a pair come from one point of the disc, but do not depend on each other.
		var products []float64
		for i := 0; i < n; i += 2 {
			products = append(products, v[i]*v[i+1]/std/std)
		}
		correlation, _ := moments(products)
		checkNear(t, "correlation of a pair", correlation, 0, 1/math.Sqrt(n/2))
	}
}

func TestNormalWithoutSpread(t *testing.T) {
	for _, x := range dl.Normal(3, 3, 0, rand.NewPCG(1, 0)).RawMatrix().Data {
		equal(t, "a number with standard deviation 0", x, 0)
	}
}

func TestUniformIsUniform(t *testing.T) {
	const n = 200000
	v := dl.Uniform(n/100, 100, rand.NewPCG(1, 0)).RawMatrix().Data
	mean, std := moments(v)
	checkNear(t, "mean", mean, 0.5, math.Sqrt(1.0/12/n))
	checkNear(t, "standard deviation", std, math.Sqrt(1.0/12), math.Sqrt(1.0/180/n)/2/math.Sqrt(1.0/12))
	equal(t, "share below 0 or from 1 on", shareOf(v, func(x float64) bool { return x < 0 || x >= 1 }), 0)
	for tenth := range 10 {
		low := float64(tenth) / 10
		checkNear(t, "share of a tenth", shareOf(v, func(x float64) bool { return x >= low && x < low+0.1 }), 0.1, math.Sqrt(0.09/n))
	}
}

// extreme is a source of the same bits for ever.
type extreme uint64

func (e extreme) Uint64() uint64 { return uint64(e) }

func TestUniformBorders(t *testing.T) {
	equal(t, "the smallest number", dl.Uniform(1, 1, extreme(0)).At(0, 0), 0)
	equal(t, "the largest number", dl.Uniform(1, 1, extreme(math.MaxUint64)).At(0, 0), math.Nextafter(1, 0))
}

func TestSameSeedSameNumbers(t *testing.T) {
	for _, c := range []struct {
		name string
		draw func(src rand.Source) *mat.Dense
	}{
		{"Normal", func(src rand.Source) *mat.Dense { return dl.Normal(7, 9, 1, src) }},
		{"Uniform", func(src rand.Source) *mat.Dense { return dl.Uniform(7, 9, src) }},
		{"NewSimpleNet", func(src rand.Source) *mat.Dense { return dl.NewSimpleNet(src).W.Value }},
		{"NewTwoLayerNet", func(src rand.Source) *mat.Dense { return dl.NewTwoLayerNet(7, 9, 2, nil, src).Param("W1").Value }},
	} {
		sameBits(t, c.name+" with the same seed", c.draw(rand.NewPCG(1, 2)), c.draw(rand.NewPCG(1, 2)))
		src := rand.NewPCG(1, 2)
		if mat.Equal(c.draw(src), c.draw(src)) {
			t.Errorf("%s: two draws from one source are equal", c.name)
		}
	}
	equal(t, "Choice with the same seed", dl.Choice(99, 50, rand.NewPCG(1, 2)), dl.Choice(99, 50, rand.NewPCG(1, 2)))
}

// A longer draw begins with a shorter one, also where the shorter ends in the middle of a pair.
func TestNormalOrder(t *testing.T) {
	long := dl.Normal(1, 10, 1, rand.NewPCG(1, 0)).RawMatrix().Data
	for n := 1; n < 10; n++ {
		sameBits(t, "the first numbers", dl.Normal(1, n, 1, rand.NewPCG(1, 0)).RawMatrix().Data, long[:n])
	}
	sameBits(t, "the same numbers as 5×2", dl.Normal(5, 2, 1, rand.NewPCG(1, 0)).RawMatrix().Data, long)
}

func TestChoice(t *testing.T) {
	for _, n := range []int{1, 2, 3, 10, 64, 97} {
		const draws = 100
		counts := make([]int, n)
		twice := false
		for _, k := range dl.Choice(n, draws*n, rand.NewPCG(1, 0)) {
			counts[k]++ // panics out of range
			twice = twice || counts[k] > 1
		}
		equal(t, "a number came twice", twice, true)
		for k, got := range counts {
			checkNear(t, "count of a number", float64(got), draws, math.Sqrt(draws*(1-1/float64(n))))
			if got == 0 {
				t.Errorf("%d of 0 … %d never came", k, n-1)
			}
		}
	}
	equal(t, "number of draws from few", len(dl.Choice(2, 50, rand.NewPCG(1, 0))), 50)
}

// script is a source that returns the listed numbers.
type script []uint64

func (s *script) Uint64() uint64 {
	x := (*s)[0]
	*s = (*s)[1:]
	return x
}

// Of 2⁶⁴ equally likely draws three classes cannot have the same number: the one too many is drawn again.
func TestChoiceIsFair(t *testing.T) {
	src := &script{0, 1, math.MaxUint64}
	equal(t, "choices", dl.Choice(3, 2, src), []int{0, 2})
}

func TestInitializers(t *testing.T) {
	for _, c := range []struct {
		name string
		init dl.Initializer
		want float64
	}{{"Std(0.01)", dl.Std(0.01), 0.01}, {"Xavier", dl.Xavier, 0.125}, {"He", dl.He, math.Sqrt(2.0 / 64)}, {"nil", nil, 0.01}} {
		if c.init != nil {
			equal(t, c.name+" for 64 inputs", c.init(64), c.want)
		}
		w1 := dl.NewTwoLayerNet(64, 900, 3, c.init, rand.NewPCG(1, 0)).Param("W1").Value
		_, std := moments(mat.DenseCopyOf(w1).RawMatrix().Data)
		checkNear(t, c.name+": spread of W1", std, c.want, c.want/math.Sqrt(2*64*900))
	}
}

package dl

import (
	"fmt"
	"math"
	"math/rand/v2"

	"dlfs/dl/internal/kernel"
	"gonum.org/v1/gonum/mat"
)

// Initializer is a function that returns the standard deviation of the weights that a layer starts with, given the number of
// its inputs: Xavier, He, or what Std returns. Weights are drawn from a normal distribution around 0; biases start at 0.
type Initializer func(inputs int) (std float64)

// Std returns an Initializer that returns std for every layer. The book uses 0.01.
func Std(std float64) Initializer { return func(int) float64 { return std } }

// Xavier is an Initializer that returns 1/√inputs, made for sigmoid and tanh layers (section 6.2.2). That is the book's
// simplification of Glorot and Bengio (2010), whose standard deviation is √(2/(inputs+outputs)).
func Xavier(inputs int) float64 { return 1 / math.Sqrt(float64(inputs)) }

// He is an Initializer that returns √(2/inputs), made for ReLU layers (section 6.2.3; He et al. 2015).
func He(inputs int) float64 { return math.Sqrt(2 / float64(inputs)) }

var _, _ Initializer = Xavier, He

// Normal returns a matrix of normally distributed numbers with mean 0 and the given standard deviation, in row-major
// order. Two calls with equal sources give the same bits on every machine. It panics with an ArgumentError unless rows
// and cols are at least 1, std is finite and not negative, and src is not nil.
func Normal(rows, cols int, std float64, src rand.Source) *mat.Dense {
	checkSize("Normal", rows, cols)
	checkSource("Normal", src)
	checkArgument(std >= 0 && std <= math.MaxFloat64, "Normal", "standard deviation", std, "a finite number, 0 or more")
	m := mat.NewDense(rows, cols, nil)
	data := m.RawMatrix().Data
	for i := 0; i < len(data); i += 2 {
		a, b := normalPair(src)
		data[i] = float64(std * a)
		if i+1 < len(data) {
			data[i+1] = float64(std * b)
		}
	}
	return m
}

// Uniform returns a matrix of numbers spread evenly over [0, 1), in row-major order. It panics with an ArgumentError
// unless rows and cols are at least 1 and src is not nil.
func Uniform(rows, cols int, src rand.Source) *mat.Dense {
	checkSize("Uniform", rows, cols)
	checkSource("Uniform", src)
	m := mat.NewDense(rows, cols, nil)
	data := m.RawMatrix().Data
	for i := range data {
		data[i] = uniform(src)
	}
	return m
}

// normalPair returns two independent normally distributed numbers by Marsaglia's polar method (1964): a point drawn
// from the unit disc gives a direction, and its squared distance a length. math/rand's method uses math.Exp, whose
// bits differ between processors.
func normalPair(src rand.Source) (a, b float64) {
	for {
		u := float64(2*uniform(src)) - 1
		v := float64(2*uniform(src)) - 1
		s := float64(u*u) + float64(v*v)
		if s > 0 && s < 1 {
			length := math.Sqrt(float64(-2*kernel.Log(s)) / s)
			return float64(u * length), float64(v * length)
		}
	}
}

// uniform returns a number from [0, 1): 53 random bits, as many as a float64 holds. A division by a power of two compiles
// to a product, hence the second conversion.
func uniform(src rand.Source) float64 { return float64(float64(src.Uint64()>>11) / (1 << 53)) }

func checkSize(op string, rows, cols int) {
	checkArgument(rows > 0 && cols > 0, op, "size", fmt.Sprintf("%d×%d", rows, cols), "at least 1×1")
}

package dl_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"dlfs/dl"
)

func ExampleNode() {
	apple, apples := dl.Input("apple", 100), dl.Input("apples", 2)
	orange, oranges := dl.Input("orange", 150), dl.Input("oranges", 3)
	tax := dl.Input("tax", 1.1)
	bill := apple.Mul(apples).Add(orange.Mul(oranges)).Mul(tax).Named("bill")
	bill.Backward()
	fmt.Println(bill)
	for _, n := range []*dl.Node{apples, apple, orange, oranges, tax} {
		fmt.Printf("%-8s %.4g\n", n.Name, n.Grad)
	}
	// Output:
	// bill = 715
	// apples   110
	// apple    2.2
	// orange   3.3
	// oranges  165
	// tax      650
}

// The derivatives of random graphs, with all operations and with nodes that are used again, are those of central differences
// at h = 1e-6. Rounding alone makes these wrong by 1e-16 / 1e-6 of a value, about 1e-10; 1e-5 leaves room for values and
// third derivatives of 1e4, and a wrong rule is wrong in the first digit.
func TestBackwardAgreesWithDifferences(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 0))
	for range 200 {
		inputs := []*dl.Node{dl.Input("a", 0.5+random.Float64()), dl.Input("b", 0.5+random.Float64()), dl.Input("c", 0.5+random.Float64())}
		nodes := append([]*dl.Node{}, inputs...)
		for range 6 {
			n, m := nodes[random.IntN(len(nodes))], nodes[random.IntN(len(nodes))]
			half, one := dl.Input("half", 0.5), dl.Input("one", 1)
			nodes = append(nodes, []*dl.Node{
				n.Add(m).Mul(half), n.Sub(m), n.Mul(n).Add(one).Log().Mul(m), n.Div(m.Mul(m).Add(one)),
				n.Mul(n).Mul(dl.Input("", -1)).Exp(), n.Add(one).ReLU().Mul(half),
			}[random.IntN(6)])
		}
		result := nodes[len(nodes)-1]
		for _, n := range nodes[3:] {
			result = result.Add(n)
		}
		result.Backward()
		for _, in := range inputs {
			const h = 1e-6
			x := in.Value
			in.Value = x + h
			up := result.Forward()
			in.Value = x - h
			down := result.Forward()
			in.Value = x
			result.Forward()
			if want := (up - down) / (2 * h); math.Abs(in.Grad-want) > 1e-5*max(1, math.Abs(want)) {
				t.Errorf("the derivative with respect to %s is %v, want %v", in.Name, in.Grad, want)
			}
		}
	}
}

// What is used twice gets both contributions, and a second Backward does not add to the first.
func TestBackwardTwice(t *testing.T) {
	x := dl.Input("x", 3)
	y := x.Mul(x).Add(x)
	y.Backward()
	y.Backward()
	if x.Grad != 7 {
		t.Errorf("the derivative of x² + x at 3 is %v, want 7", x.Grad)
	}
}

func TestNodeOfNothing(t *testing.T) {
	defer func() {
		if _, ok := recover().(dl.ArgumentError); !ok {
			t.Error("a nil node made no ArgumentError")
		}
	}()
	dl.Input("x", 1).Add(nil)
}

package plotting_test

import "dlfs/dl"

// courseGraphs are the graphs that the course draws, before Backward.
var courseGraphs = map[string]func() *dl.Node{
	"5.1 shopping": func() *dl.Node {
		price := dl.Input("apple price", 100).Mul(dl.Input("apples", 2)).Named("price")
		return price.Mul(dl.Input("tax", 1.1)).Named("total")
	},
	"5.1 fruit": func() *dl.Node { return fruits(100, 2, 80, 4, 1.1) },
	"5.1 nudge": func() *dl.Node { return fruits(103, 2, 80, 4, 1.1) },
	"5.1 local": func() *dl.Node {
		apples := dl.Input("apple price", 100).Mul(dl.Input("apples", 2)).Named("apple cost")
		return apples.Add(dl.Input("the rest", 4000)).Named("goods")
	},
	"5.1 delivery": func() *dl.Node {
		apples := dl.Input("applePrice", 100).Mul(dl.Input("apples", 2)).Named("appleCost")
		oranges := dl.Input("orangePrice", 80).Mul(dl.Input("oranges", 4)).Named("orangeCost")
		taxed := apples.Add(oranges).Named("goods").Mul(dl.Input("tax", 1.1)).Named("taxed")
		return taxed.Add(dl.Input("delivery", 50)).Named("total")
	},
	"5.1 numbered": func() *dl.Node {
		two := dl.Input("0", 100).Mul(dl.Input("1", 2)).Named("2")
		return two.Mul(dl.Input("3", 1.1)).Named("4")
	},
	"5.2 square": func() *dl.Node {
		t := dl.Input("x", 3).Add(dl.Input("y", 1)).Named("t")
		return t.Mul(t).Named("z")
	},
	"5.2 fruit": func() *dl.Node { return fruits(60, 5, 90, 2, 1.2) },
	"5.2 two routes": func() *dl.Node {
		x, y := dl.Input("x", 2), dl.Input("y", 1)
		t := x.Add(y).Named("t")
		return x.Mul(t.Mul(t).Named("s")).Named("z")
	},
	"5.3 fruit": func() *dl.Node {
		apples := dl.Input("apple", 100).Mul(dl.Input("apples", 2)).Named("for apples")
		oranges := dl.Input("orange", 150).Mul(dl.Input("oranges", 3)).Named("for oranges")
		return apples.Add(oranges).Named("sum").Mul(dl.Input("tax", 1.1)).Named("total")
	},
	"5.3 sum": func() *dl.Node {
		return dl.Input("x", 200).Add(dl.Input("y", 450)).Named("z").Mul(dl.Input("tax", 1.1)).Named("result")
	},
	"5.3 twice": func() *dl.Node {
		side := dl.Input("x", 5)
		return side.Mul(side).Named("area")
	},
	"5.3 count": func() *dl.Node {
		count := dl.Input("count", 2)
		return dl.Input("apple", 100).Mul(count).Add(count.Mul(dl.Input("orange", 150))).Named("both")
	},
	"5.3 puzzle": func() *dl.Node {
		a, b, c := dl.Input("a", 5), dl.Input("b", -2), dl.Input("c", 3)
		return b.Mul(c).Named("p").Add(a).Named("s").Mul(a).Named("L")
	},
	"5.4 fruit": func() *dl.Node {
		first := dl.Input("price", 100).Mul(dl.Input("count", 2)).Named("apples")
		second := dl.Input("price", 150).Mul(dl.Input("count", 3)).Named("oranges")
		return first.Add(second).Named("sum").Mul(dl.Input("rate", 1.1)).Named("tax")
	},
	"5.5 sigmoid": func() *dl.Node {
		a := dl.Input("x", 1).Mul(dl.Input("−1", -1)).Named("a")
		c := a.Exp().Named("b").Add(dl.Input("1", 1)).Named("c")
		return dl.Input("1", 1).Div(c).Named("y")
	},
	"5.6 one weight": func() *dl.Node {
		w01 := dl.Input("w01", 1)
		in0 := dl.Input("x00", 1).Mul(w01)
		in1 := dl.Input("x10", 3).Mul(w01)
		return dl.Input("", -1).Mul(in0).Add(in1.Mul(dl.Input("", 3))).Named("L")
	},
	"5.6 softmax": func() *dl.Node {
		x0, x1, x2 := dl.Input("x0", 1), dl.Input("x1", 2), dl.Input("x2", 0.5)
		return x0.Exp().Add(x1.Exp()).Add(x2.Exp()).Named("S").Log().Sub(x0).Named("L")
	},
	"a reader's: around powers": func() *dl.Node {
		x := dl.Input("x", 3)
		return x.Mul(x.Exp().Exp())
	},
	"a reader's: both ends": func() *dl.Node {
		x, y := dl.Input("x", 3), dl.Input("y", 1)
		square := x.Add(y).Mul(y)
		return square.Add(square).Mul(x)
	},
}

func fruits(apple, apples, orange, oranges, tax float64) *dl.Node {
	appleCost := dl.Input("apple price", apple).Mul(dl.Input("apples", apples)).Named("apple cost")
	orangeCost := dl.Input("orange price", orange).Mul(dl.Input("oranges", oranges)).Named("orange cost")
	return appleCost.Add(orangeCost).Named("goods").Mul(dl.Input("tax", tax)).Named("total")
}

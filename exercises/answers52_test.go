package exercises

import (
	"math"

	"dlfs/dl"
)

func answers52() []answers {
	return []answers{
		{id: "5.2-1", right: rightRoutes(), wrong: wrongRoutes()},
		{id: "5.2-2", right: rightLocals(), wrong: wrongLocals()},
	}
}

func rightRoutes() []answer {
	return []answer{
		{"factored", func(x, y float64) (float64, float64) { return (x + y) * (3*x + y), 2 * x * (x + y) }, ""},
		{"multiplied out", func(x, y float64) (float64, float64) {
			return 3*x*x + 4*x*y + y*y, 2*x*x + 2*x*y
		}, ""},
		{"math.Pow", func(x, y float64) (float64, float64) {
			byY := 2 * x * math.Pow(x+y, 1)
			return math.Pow(x+y, 2) + byY, byY
		}, ""},
		{"back through a list", func(x, y float64) (byX, byY float64) {
			t := x + y
			grad := 1.0
			for _, local := range []float64{x, 2 * t, 1} {
				grad *= local
			}
			return grad + t*t, grad
		}, ""},
	}
}

func wrongRoutes() []answer {
	z := func(x, y float64) float64 { return x * (x + y) * (x + y) }
	at := func(v []float64) float64 { return z(v[0], v[1]) }
	return []answer{
		{"of the square alone", func(x, y float64) (float64, float64) { return 2 * (x + y), 2 * (x + y) }, ""},
		{"s for y as well", func(x, y float64) (float64, float64) {
			byX := (x+y)*(x+y) + 2*x*(x+y)
			return byX, byX
		}, ""},
		{"difference of the routes", func(x, y float64) (float64, float64) {
			return 2*x*(x+y) - (x+y)*(x+y), 2 * x * (x + y)
		}, ""},
		{"y for x", func(x, y float64) (float64, float64) { return (x+y)*(x+y) + 2*y*(x+y), 2 * y * (x + y) }, ""},
		{"without the sum", func(x, y float64) (float64, float64) { return 3 * x * x, 2 * x * y }, ""},
		{"forward difference", func(x, y float64) (float64, float64) {
			const h = 1e-6
			return (z(x+h, y) - z(x, y)) / h, (z(x, y+h) - z(x, y)) / h
		}, "a difference instead of the derivative"},
		{"dl.NumericalGradient", func(x, y float64) (float64, float64) {
			g := dl.NumericalGradient(nil, at, []float64{x, y})
			return g[0], g[1]
		}, "a difference instead of the derivative"},
		{"float32", func(x, y float64) (float64, float64) {
			a, b := float32(x), float32(y)
			return float64((a + b) * (3*a + b)), float64(2 * a * (a + b))
		}, "a difference instead of the derivative"},
		{"upstream forgotten", func(x, y float64) (float64, float64) {
			t := x + y
			return t*t + 2*t, 2 * t
		}, "a factor is missing"},
		{"not differentiated", func(x, y float64) (float64, float64) { return x * (x + y), x * (x + y) }, ""},
	}
}

func rightLocals() []answer {
	return []answer{
		{"if", func(op string, a, b float64) (float64, float64) {
			if op == "+" {
				return 1, 1
			}
			if op == "-" {
				return 1, -1
			}
			if op == "*" {
				return b, a
			}
			return 1 / b, -(a / b) / b
		}, ""},
		{"named results", func(op string, a, b float64) (byA, byB float64) {
			byA, byB = 1, 1
			switch op {
			case "-":
				byB = -1
			case "*":
				byA, byB = b, a
			case "/":
				byA = math.Pow(b, -1)
				byB = -a * byA * byA
			}
			return byA, byB
		}, ""},
		{"a table", func(op string, a, b float64) (float64, float64) {
			both := map[string][2]float64{"+": {1, 1}, "-": {1, -1}, "*": {b, a}, "/": {1 / b, -a * math.Pow(b, -2)}}[op]
			return both[0], both[1]
		}, ""},
	}
}

func wrongLocals() []answer {
	one := func(_, _ float64) (float64, float64) { return 1, 1 }
	minus := func(_, _ float64) (float64, float64) { return 1, -1 }
	cross := func(a, b float64) (float64, float64) { return b, a }
	return []answer{
		{"values", func(op string, a, b float64) (float64, float64) {
			c := map[string]float64{"+": a + b, "-": a - b, "*": a * b, "/": a / b}[op]
			return c, c
		}, ""},
		{"1 for all", func(string, float64, float64) (float64, float64) { return 1, 1 }, ""},
		{"the product's for all", func(_ string, a, b float64) (float64, float64) { return b, a }, ""},
		{"a quotient like a product", byOp(one, minus, cross, cross), ""},
		{"no case for /", byOp(one, minus, cross, func(_, _ float64) (float64, float64) { return 0, 0 }), ""},
		{"inputs of a product", byOp(one, minus, func(a, b float64) (float64, float64) { return a, b },
			func(a, b float64) (float64, float64) { return 1 / b, -a / b / b }), "swapped"},
		{"panics at /", func(op string, a, b float64) (float64, float64) {
			if op == "/" {
				panic("no such operation")
			}
			return map[string]slopesOf{"+": one, "-": minus, "*": cross}[op](a, b)
		}, ""},
		{"one and the same quotient", byOp(one, minus, cross, func(_, b float64) (float64, float64) { return 1 / b, 1 / b }), ""},
		{"absolute", byOp(one, minus, cross, func(a, b float64) (float64, float64) {
			return 1 / math.Abs(b), -a / (b * b)
		}), ""},
		{"division sign only", byOp(one, minus, cross, func(a, b float64) (float64, float64) {
			return 1 / b, a / b / b
		}), "wrong sign"},
		{"forward differences", func(op string, a, b float64) (float64, float64) {
			const h = 1e-6
			c := func(a, b float64) float64 {
				return map[string]float64{"+": a + b, "-": a - b, "*": a * b, "/": a / b}[op]
			}
			return (c(a+h, b) - c(a, b)) / h, (c(a, b+h) - c(a, b)) / h
		}, "a difference instead of the derivative"},
	}
}

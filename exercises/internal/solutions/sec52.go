package solutions

var all52 = map[string]any{
	"5.2-1": twoRoutes,
	"5.2-2": localDerivatives,
}

//exercise:5.2-1 twoRoutes

// twoRoutes returns the derivatives of z = x·(x+y)² with respect to x and y.
func twoRoutes(x, y float64) (byX, byY float64) {
	// BEGIN SOLUTION
	t := x + y
	s := t * t
	byS := x           // z = x·s
	byT := byS * 2 * t // s = t²
	byX = s + byT      // directly in the product, and through t
	byY = byT
	return byX, byY
	// END SOLUTION
}

//exercise:5.2-2 localDerivatives

// localDerivatives returns the local derivatives ∂c/∂a and ∂c/∂b of the node c = a op b. The
// operation op is "+", "-", "*" or "/".
func localDerivatives(op string, a, b float64) (byA, byB float64) {
	// BEGIN SOLUTION
	switch op {
	case "+":
		return 1, 1
	case "-":
		return 1, -1
	case "*":
		return b, a
	default:
		return 1 / b, -a / (b * b)
	}
	// END SOLUTION
}

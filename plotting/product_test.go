package plotting_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"dlfs/plotting"
)

func ExampleProduct() {
	x := mat.NewDense(2, 3, []float64{1, 2, 0, 3, -1, 4})
	dy := mat.NewDense(2, 2, []float64{0.5, -1, -2, 3})
	fmt.Println(plotting.Product("Xᵀ", x.T(), "dY", dy, "dW", 0, 1).Alt())
	// Output:
	// The product of Xᵀ, 3 by 2, and dY, 2 by 2, is dW, 3 by 2. Row 0 of Xᵀ and column 1 of dY make the entry: 1·(−1) + 3·3 = 8.
}

func ExampleProductShape() {
	fmt.Println(plotting.ProductShape("X", 4, 3, "W", 2, "Y").Alt())
	// Output:
	// The product of X, 4 by 3, and W, 3 by 2, is Y, 4 by 2.
}

// All entries of a product give figures of one size, for nb.Slide, and figures can stand beside each other.
func TestProductsOfOneSize(t *testing.T) {
	a, b := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, -6.25}), mat.NewDense(3, 2, []float64{1, 0, 0.333333, 2, 12345678, 3})
	width, height := plotting.Product("A", a, "B", b, "AB", 0, 0).Size()
	for i := range 2 {
		for j := range 2 {
			f := plotting.Product("A", a, "B", b, "AB", i, j)
			if w, h := f.Size(); w != width || h != height {
				t.Errorf("the figure of entry (%d, %d) is %d×%d, the first %d×%d", i, j, w, h, width, height)
			}
			if _, err := f.SVGImage(); err != nil {
				t.Error(err)
			}
		}
	}
	row := plotting.Beside(plotting.ProductShape("A", 1, 1, "B", 1, "AB"), plotting.ProductShape("A", 12, 12, "B", 12, "AB"))
	if _, err := row.PNG(); err != nil {
		t.Error(err)
	}
}

func TestProductRefuses(t *testing.T) {
	a, b := mat.NewDense(2, 3, nil), mat.NewDense(3, 2, nil)
	for _, c := range []struct {
		name string
		fig  *plotting.Figure
		want string
	}{
		{"no factor", plotting.Product("A", nil, "B", b, "AB", 0, 0), "A is nil"},
		{"factors that do not fit", plotting.Product("A", a, "B", a, "AB", 0, 0), "A has 3 columns and B has 2 rows"},
		{"no such row", plotting.Product("A", a, "B", b, "AB", 2, 0), "entry (2, 0) of AB, which is 2 by 2"},
		{"a negative column", plotting.Product("A", a, "B", b, "AB", 0, -1), "entry (0, -1)"},
		{"not a number", plotting.Product("A", a, "B", mat.NewDense(3, 1, []float64{0, 0, math.NaN()}), "AB", 0, 0), "B at row 2, column 0 is NaN"},
		{"too large", plotting.Product("A", mat.NewDense(1, 13, nil), "B", mat.NewDense(13, 1, nil), "AB", 0, 0), "13 rows or columns"},
		{"no rows", plotting.ProductShape("A", 0, 1, "B", 1, "AB"), "0 rows or columns"},
		{"a large shape", plotting.ProductShape("A", 1, 13, "B", 1, "AB"), "13 rows or columns"},
	} {
		if err := c.fig.Err(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error is %v, want one with %q", c.name, err, c.want)
		}
	}
}

package plotting

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// golden reads one case of the values that an independent NumPy program made, with its tolerance.
func golden(t *testing.T, id string, in, out any) (abs, rel float64) {
	t.Helper()
	data, err := os.ReadFile("../dl/testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			ID      string
			In, Out json.RawMessage
			Tol     struct{ Abs, Rel float64 }
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Cases {
		if c.ID != id {
			continue
		}
		if err := json.Unmarshal(c.In, in); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(c.Out, out); err != nil {
			t.Fatal(err)
		}
		return c.Tol.Abs, c.Tol.Rel
	}
	t.Fatalf("no golden case %q", id)
	return 0, 0
}

func TestGoldenSurface(t *testing.T) {
	var in struct {
		Lo, Hi  float64
		N, Skip int
	}
	var out struct {
		Spacing    float64
		Corner     float64    `json:"z_corner"`
		Min        float64    `json:"z_min"`
		Max        float64    `json:"z_max"`
		AxisCount  int        `json:"arrow_axis_count"`
		Count      int        `json:"arrow_count"`
		AxisFirst  float64    `json:"arrow_axis_first"`
		AxisSecond float64    `json:"arrow_axis_second"`
		AxisLast   float64    `json:"arrow_axis_last"`
		First      [4]float64 `json:"first_arrow"` // x0, x1 and the gradient there
		Last       [4]float64 `json:"last_arrow"`
		Row0       []float64  `json:"z_row0_first5"`
	}
	abs, rel := golden(t, "field/surface", &in, &out)
	near := func(what string, got, want, tolerance float64) {
		t.Helper()
		if !(math.Abs(got-want) <= tolerance+abs+rel*math.Abs(want)) {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	if in.N != gridPoints || in.Skip != arrowEvery {
		t.Fatalf("%d points and arrows at every %dth of them, want %d and %d", gridPoints, arrowEvery, in.N, in.Skip)
	}
	l, err := newLandscape(func(x []float64) float64 { return x[0]*x[0] + x[1]*x[1] }, in.Lo, in.Hi)
	if err != nil {
		t.Fatal(err)
	}
	lowest, highest := math.Inf(1), math.Inf(-1)
	for _, row := range l.z {
		for _, z := range row {
			lowest, highest = min(lowest, z), max(highest, z)
		}
	}
	near("spacing", l.at[1]-l.at[0], out.Spacing, 0)
	near("corner", l.z[0][0], out.Corner, 0)
	near("lowest", lowest, out.Min, 0)
	near("highest", highest, out.Max, 0)
	for j, want := range out.Row0 {
		near("a point of the first row", l.z[0][j], want, 0)
	}

	q, err := l.arrows()
	if err != nil {
		t.Fatal(err)
	}
	if len(q.Tails) != out.Count || out.AxisCount*out.AxisCount != out.Count {
		t.Fatalf("%d arrows, want %d×%d = %d", len(q.Tails), out.AxisCount, out.AxisCount, out.Count)
	}
	near("first place of an arrow", q.Tails[0].X, out.AxisFirst, 0)
	near("second place of an arrow", q.Tails[1].X, out.AxisSecond, 0)
	near("last place of an arrow", q.Tails[out.AxisCount-1].X, out.AxisLast, 0)
	// The file has the exact gradient. Here it is a difference quotient with h = 6e-5, which is exact for this function but
	// for the rounding of values up to 18: some ten units of 4e-15 divided by 2h.
	for _, c := range []struct {
		at   int
		want [4]float64
		tol  float64
	}{{0, out.First, 1e-9}, {out.Count - 1, out.Last, 1e-9}} {
		near("x0 of an arrow", q.Tails[c.at].X, c.want[0], 0)
		near("x1 of an arrow", q.Tails[c.at].Y, c.want[1], 0)
		near("first part of an arrow", q.Vectors[c.at].X, c.want[2], c.tol)
		near("second part of an arrow", q.Vectors[c.at].Y, c.want[3], c.tol)
	}
}

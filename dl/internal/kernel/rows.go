// Package kernel holds the loops below dl in which the time goes.
//
// One rule keeps the bits the same everywhere: every sum starts at +0 and takes its terms in order, and every product
// is rounded before it is added (the conversion in float64(a*b) + c forbids the compiler to fuse the two). So plain Go,
// another processor or a vector unit may change how long a result takes, never the result.
//
// All matrices are slices in row-major order with a stride, the distance between the starts of two rows. Lengths are
// the caller's duty; dl checks shapes before it comes here.
package kernel

// WeightedSum sets y to Σ_k a[k] · row_k of b, where row_k starts at b[k·stride]: one row of a matrix product.
func WeightedSum(y, a, b []float64, stride int) {
	clear(y)
	n := len(y)
	k := 0
	for ; k+4 <= len(a); k += 4 {
		add4(y, a[k], a[k+1], a[k+2], a[k+3],
			b[k*stride:][:n], b[(k+1)*stride:][:n], b[(k+2)*stride:][:n], b[(k+3)*stride:][:n])
	}
	for ; k < len(a); k++ {
		add1(y, a[k], b[k*stride:][:n])
	}
}

// WeightedSumAt sets y to Σ_k a[k] · row at[k] of b: WeightedSum for a row that is mostly zeros, of which only the
// others are listed.
func WeightedSumAt(y, a []float64, at []int32, b []float64, stride int) {
	clear(y)
	n := len(y)
	k := 0
	for ; k+4 <= len(a); k += 4 {
		i, j, l, m := int(at[k]), int(at[k+1]), int(at[k+2]), int(at[k+3])
		add4(y, a[k], a[k+1], a[k+2], a[k+3],
			b[i*stride:][:n], b[j*stride:][:n], b[l*stride:][:n], b[m*stride:][:n])
	}
	for ; k < len(a); k++ {
		add1(y, a[k], b[int(at[k])*stride:][:n])
	}
}

// add4 adds four scaled rows to y in one pass, which reads and writes y once instead of four times.
func add4(y []float64, a0, a1, a2, a3 float64, b0, b1, b2, b3 []float64) {
	b0, b1, b2, b3 = b0[:len(y)], b1[:len(y)], b2[:len(y)], b3[:len(y)]
	for j, s := range y {
		s += float64(a0 * b0[j])
		s += float64(a1 * b1[j])
		s += float64(a2 * b2[j])
		s += float64(a3 * b3[j])
		y[j] = s
	}
}

func add1(y []float64, a float64, b []float64) {
	b = b[:len(y)]
	for j, s := range y {
		y[j] = s + float64(a*b[j])
	}
}

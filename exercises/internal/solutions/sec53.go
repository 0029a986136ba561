package solutions

var all53 = map[string]any{
	"5.3-1": quotientBack,
	"5.3-2": orderGradients,
}

//exercise:5.3-1 quotientBack

// quotientBack is the backward step of the node q = a/b. It takes the upstream gradient dq, which
// is the gradient with respect to q, and returns the gradients with respect to a and b.
func quotientBack(a, b, dq float64) (da, db float64) {
	// BEGIN SOLUTION
	return dq / b, -dq * a / (b * b)
	// END SOLUTION
}

//exercise:5.3-2 orderGradients

// orderGradients returns the gradients of the total (count·price + count·fee)·tax with respect to
// count, price, fee and tax.
func orderGradients(count, price, fee, tax float64) (dCount, dPrice, dFee, dTax float64) {
	// BEGIN SOLUTION
	apples, wrapping := count*price, count*fee
	sum := apples + wrapping

	dSum, dTax := tax, sum                 // total = sum·tax
	dApples, dWrapping := dSum, dSum       // sum = apples + wrapping
	dPrice = dApples * count               // apples = count·price
	dFee = dWrapping * count               // wrapping = count·fee
	dCount = dApples*price + dWrapping*fee // count is in both
	return dCount, dPrice, dFee, dTax
	// END SOLUTION
}

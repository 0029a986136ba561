package solutions

import "slices"

var all51 = map[string]any{
	"5.1-1": deliveredBill,
	"5.1-2": changedNodes,
}

//exercise:5.1-1 deliveredBill

// deliveredBill returns the values of the five nodes, in the order of the forward pass.
func deliveredBill(applePrice, apples, orangePrice, oranges, tax, delivery float64) (
	appleCost, orangeCost, goods, taxed, total float64,
) {
	// BEGIN SOLUTION
	appleCost = applePrice * apples
	orangeCost = orangePrice * oranges
	goods = appleCost + orangeCost
	taxed = goods * tax
	total = taxed + delivery
	return appleCost, orangeCost, goods, taxed, total
	// END SOLUTION
}

//exercise:5.1-2 changedNodes

// changedNodes returns the nodes to compute again, in ascending order, when node number input, an
// input of the graph, has a new value. from[i] lists the nodes that node i uses. Their numbers are
// smaller than i. If node i is an input, from[i] is empty.
func changedNodes(from [][]int, input int) []int {
	// BEGIN SOLUTION
	isNew := make([]bool, len(from)) // whether a node's value has changed
	isNew[input] = true
	var again []int
	for i, inputs := range from {
		if slices.ContainsFunc(inputs, func(k int) bool { return isNew[k] }) {
			isNew[i] = true
			again = append(again, i)
		}
	}
	return again
	// END SOLUTION
}

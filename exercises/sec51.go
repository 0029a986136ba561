package exercises

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"dlfs/exercises/internal/solutions"
	"dlfs/internal/words"
)

func sec51() []*Exercise {
	return []*Exercise{deliveredBill(), changedNodes()}
}

// billOf computes the bill of 5.1-1, node after node.
type billOf = func(applePrice, apples, orangePrice, oranges, tax, delivery float64) (
	appleCost, orangeCost, goods, taxed, total float64)

func deliveredBill() *Exercise {
	try := func(what words.Message, applePrice, apples, orangePrice, oranges, tax, delivery float64) test[billOf] {
		input := fmt.Sprintf("deliveredBill(%v, %v, %v, %v, %v, %v)", applePrice, apples, orangePrice, oranges, tax, delivery)
		return test[billOf]{what: what, input: input, call: func(f billOf) any {
			appleCost, orangeCost, goods, taxed, total := f(applePrice, apples, orangePrice, oranges, tax, delivery)
			return parts{
				{plain("appleCost"), appleCost}, {plain("orangeCost"), orangeCost}, {plain("goods"), goods},
				{plain("taxed"), taxed}, {plain("total"), total},
			}
		}}
	}
	tests := []test[billOf]{
		try(values, 100, 2, 0, 0, 1.1, 0),
		try(values, 100, 2, 150, 3, 1.1, 0),
		try(values, 100, 2, 150, 3, 1.1, 50),
		try(values, 80, 5, 120, 1, 1.25, 30),
		try(extremes, 0, 0, 0, 0, 1.5, 40),
		try(extremes, 1e6, 1, 1e-3, 1000, 1, 0.5),
	}
	tests = append(tests, drawnTests(20, func(r *rand.Rand, _ int) test[billOf] {
		return try(randomInputs, hundredth(r, 1, 200), float64(1+r.IntN(9)), hundredth(r, 1, 200), float64(1+r.IntN(9)),
			1+hundredth(r, 0, 1)/2, hundredth(r, 1, 50))
	})...)
	// as is a bill whose last two nodes are computed otherwise.
	as := func(last func(goods, tax, delivery float64) (taxed, total float64)) billOf {
		return func(applePrice, apples, orangePrice, oranges, tax, delivery float64) (a, o, goods, taxed, total float64) {
			a, o = applePrice*apples, orangePrice*oranges
			goods = a + o
			taxed, total = last(goods, tax, delivery)
			return a, o, goods, taxed, total
		}
	}
	return define(exercise[billOf]{
		id: "5.1-1", level: 1, title: words.Exercises.Message("A bill, node by node"),
		hints: []words.Message{
			words.Exercises.Message("Give each node a line of its own. Begin with the two nodes that only need inputs."),
			words.Exercises.Message("appleCost = applePrice * apples, and orangeCost is computed in the same way. " +
				"goods is the sum of the two."),
			words.Exercises.Message("taxed = goods * tax, because tax is a factor such as 1.1. Add the delivery after that."),
		},
		why: words.Exercises.Message("Each line is one node and uses only its own inputs. The intermediate values are kept, " +
			"because the backward pass will need them."),
		tests: tests,
		mistakes: []mistake[billOf]{
			{kind: wrongOrder, as: as(func(goods, tax, delivery float64) (float64, float64) {
				return goods * tax, (goods + delivery) * tax
			}), says: words.Exercises.Message("This taxes the delivery too. First multiply goods by tax, then add the delivery.")},
			{kind: wrongOrder, as: as(func(goods, tax, delivery float64) (float64, float64) {
				return (goods + delivery) * tax, (goods + delivery) * tax
			}), says: words.Exercises.Message("This adds the delivery before the tax. Add it in the last node, after the tax.")},
			{kind: missingFactor, as: as(func(goods, tax, delivery float64) (float64, float64) {
				return goods * tax, goods + delivery
			}), says: words.Exercises.Message("The total leaves out the tax. The last node takes taxed, not goods.")},
			{kind: misread, as: as(func(goods, tax, delivery float64) (float64, float64) {
				return goods + tax, goods + tax + delivery
			}), says: words.Exercises.Message("This adds the tax. It is a factor such as 1.1, so multiply by it.")},
			{kind: misread, as: as(func(goods, tax, delivery float64) (float64, float64) {
				return goods * (1 + tax), goods*(1+tax) + delivery
			}), says: words.Exercises.Message("Here tax is not the rate 0.1 but the factor 1.1, which already includes the 1. " +
				"Multiply by tax, not by 1 + tax.")},
			{kind: misread, as: as(func(goods, tax, delivery float64) (float64, float64) {
				return goods * (tax - 1), goods*tax + delivery
			}), says: words.Exercises.Message("The total is right, but taxed is only the tax. It should be the goods " +
				"with their tax.")},
			{kind: wrongOrder, as: func(applePrice, apples, orangePrice, oranges, tax, delivery float64) (
				a, o, goods, taxed, total float64,
			) {
				a, o = applePrice*apples*tax, orangePrice*oranges*tax
				return a, o, a + o, a + o, a + o + delivery
			}, says: words.Exercises.Message("The total is right, but this taxes apples and oranges separately. In this graph " +
				"the tax node follows the sum, so the two costs and goods do not include tax.")},
			{kind: exchanged, as: func(applePrice, apples, orangePrice, oranges, tax, delivery float64) (
				a, o, goods, taxed, total float64,
			) {
				a, o = applePrice*oranges, orangePrice*apples
				return a, o, a + o, (a + o) * tax, (a+o)*tax + delivery
			}, says: words.Exercises.Message("This multiplies the price of one fruit by the number of the other.")},
			{kind: misread, as: func(applePrice, apples, orangePrice, oranges, tax, delivery float64) (
				a, o, goods, taxed, total float64,
			) {
				return 0, 0, 0, 0, (applePrice*apples+orangePrice*oranges)*tax + delivery
			}, says: words.Exercises.Message("The total is right, but the other four values are missing. Return what each node " +
				"computes.")},
		},
	})
}

// dependents returns the numbers of nodes of a graph.
type dependents = func(from [][]int, input int) []int

// rewalked is a walk through the graph of 5.1-2 that decides for each node, by its inputs, whether it is taken.
func rewalked(take func(inputs []int, input int, isNew []bool) bool) dependents {
	return func(from [][]int, input int) (again []int) {
		isNew := make([]bool, len(from))
		isNew[input] = true
		for i, inputs := range from {
			if len(inputs) > 0 && take(inputs, input, isNew) {
				isNew[i] = true
				again = append(again, i)
			}
		}
		return again
	}
}

func graphTest(what words.Message, from [][]int, input int) test[dependents] {
	return test[dependents]{
		what: what, input: fmt.Sprintf("changedNodes(%v, %d)", from, input),
		call: func(f dependents) any {
			mine := make([][]int, len(from))
			var before, after [][]float64
			for i := range from {
				mine[i] = slices.Clone(from[i])
				before = append(before, asFloats(from[i]))
			}
			again := slices.Clone(f(mine, input))
			for i := range mine {
				if len(mine[i]) != len(from[i]) {
					mine[i] = make([]int, len(from[i])) // no longer the caller's
				}
				after = append(after, asFloats(mine[i]))
			}
			return unlessChanged(again, after, before)
		},
	}
}

func changedNodesTests() []test[dependents] {
	apples := [][]int{{}, {}, {0, 1}, {}, {2, 3}}
	bill := [][]int{{}, {}, {}, {}, {}, {0, 1}, {2, 3}, {5, 6}, {7, 4}}
	mixed := [][]int{{}, {}, {0, 1}, {}, {}, {3, 4}, {2, 5}, {}, {6, 7}}
	shared := [][]int{{}, {}, {0, 1}, {2, 0}, {2, 3}, {1}}
	unread := [][]int{{}, {}, {0}}
	chain := [][]int{{}, {0}, {1}, {2}, {3}, {4}, {5}}
	tests := []test[dependents]{
		graphTest(values, apples, 0),
		graphTest(values, apples, 3),
		graphTest(values, bill, 2),
		graphTest(values, bill, 4),
		graphTest(values, mixed, 3),
		graphTest(values, mixed, 1),
		graphTest(extremes, [][]int{{}, {0, 0}}, 0),
		graphTest(extremes, shared, 0),
		graphTest(extremes, shared, 1),
		graphTest(extremes, unread, 1),
		graphTest(extremes, [][]int{{}}, 0),
		graphTest(extremes, chain, 0),
	}
	return append(tests, drawnTests(20, func(r *rand.Rand, size int) test[dependents] {
		from := [][]int{{}, {}}
		for i := 2; i < 4+2*size; i++ {
			switch r.IntN(4) {
			case 0:
				from = append(from, []int{})
			case 1:
				from = append(from, []int{r.IntN(i)})
			default:
				from = append(from, []int{r.IntN(i), r.IntN(i)})
			}
		}
		input := r.IntN(len(from))
		for len(from[input]) > 0 {
			input = r.IntN(len(from))
		}
		return graphTest(randomInputs, from, input)
	})...)
}

func changedNodes() *Exercise {
	const id = "5.1-2"
	tests := changedNodesTests()
	// rightUpTo reports whether all lists are right after tidy has been at them.
	rightUpTo := func(tidy func(list []int) []int) func([]outcome) bool {
		return func(got []outcome) bool {
			for i := range tests {
				list, isList := got[i].value.([]int)
				want := tests[i].outcome(solutions.All[id].(dependents), nil).value.([]int)
				if !isList || len(got[i].changed) > 0 || !slices.Equal(tidy(slices.Clone(list)), want) {
					return false
				}
			}
			return true
		}
	}
	sorted := func(list []int) []int { slices.Sort(list); return list }
	isNewIn := func(isNew []bool) func(k int) bool { return func(k int) bool { return isNew[k] } }
	right := rewalked(func(inputs []int, _ int, isNew []bool) bool { return slices.ContainsFunc(inputs, isNewIn(isNew)) })
	return define(exercise[dependents]{
		id: id, level: 2, title: words.Exercises.Message("Which nodes change?"),
		hints: []words.Message{
			words.Exercises.Message("A node must be computed again if the value of at least one of its inputs has changed."),
			words.Exercises.Message("A node has a larger number than the nodes it uses, so one loop from node 0 upward " +
				"is enough. Remember for each node whether its value is new."),
			words.Exercises.Message("Write isNew := make([]bool, len(from)) and set isNew[input] = true. Then loop over the nodes: " +
				"if isNew[k] is true for any k in from[i], set isNew[i] = true and append i."),
		},
		why: words.Exercises.Message("A change travels only along the arrows. All other nodes keep their values, " +
			"which is why it pays to store them."),
		tests: tests,
		mistakes: []mistake[dependents]{
			{kind: misread, as: rewalked(func(inputs []int, input int, _ []bool) bool { return slices.Contains(inputs, input) }),
				says: words.Exercises.Message("These are only the nodes that use the input directly. Their values change too, so " +
					"the nodes that use them must also be computed again.")},
			{kind: misread, as: rewalked(func(inputs []int, _ int, isNew []bool) bool {
				return !slices.ContainsFunc(inputs, func(k int) bool { return !isNew[k] })
			}), says: words.Exercises.Message("This lists a node only if all of its inputs are new. One new input is enough to " +
				"change its value.")},
			{kind: misread, as: rewalked(func([]int, int, []bool) bool { return true }),
				says: words.Exercises.Message("This computes the whole graph again. A node keeps its value if none of its inputs " +
					"has changed.")},
			{kind: misread, as: func(from [][]int, input int) (again []int) {
				for i := input + 1; i < len(from); i++ {
					if len(from[i]) > 0 {
						again = append(again, i)
					}
				}
				return again
			}, says: words.Exercises.Message("These are all nodes with a larger number. A larger number does not mean that a " +
				"node uses the input. Look at the lists in from.")},
			{kind: misread, as: func(from [][]int, input int) []int { return append([]int{input}, right(from, input)...) },
				says: words.Exercises.Message("The list contains the input itself. An input is given, not computed, so leave it out.")},
			{kind: wrongOrder, as: func(from [][]int, input int) []int {
				list := right(from, input)
				slices.Reverse(list)
				return list
			}, seen: rightUpTo(sorted), says: words.Exercises.Message("These are the right nodes. Return them in ascending order, " +
				"so that each is computed after its inputs.")},
			{kind: misread, as: func(from [][]int, input int) (again []int) {
				isNew := make([]bool, len(from))
				isNew[input] = true
				for i, inputs := range from {
					for _, k := range inputs {
						if isNew[k] {
							isNew[i] = true
							again = append(again, i)
						}
					}
				}
				return again
			}, seen: rightUpTo(func(list []int) []int { return slices.Compact(sorted(list)) }),
				says: words.Exercises.Message("Some nodes are listed more than once, because more than one path leads to them. " +
					"List each only once.")},
		},
	})
}

package exercises

import (
	"maps"
	"slices"
)

func answers51() []answers {
	return []answers{
		{id: "5.1-1", right: rightBills(), wrong: wrongBills()},
		{id: "5.1-2", right: rightDependents(), wrong: wrongDependents()},
	}
}

func rightBills() []answer {
	return []answer{
		{"in one line", func(ap, a, op, o, tax, d float64) (float64, float64, float64, float64, float64) {
			return ap * a, op * o, ap*a + op*o, (ap*a + op*o) * tax, (ap*a+op*o)*tax + d
		}, ""},
		{"each fruit taxed for the sum", func(ap, a, op, o, tax, d float64) (x, y, goods, taxed, total float64) {
			x, y = ap*a, op*o
			taxed = x*tax + y*tax
			return x, y, x + y, taxed, d + taxed
		}, ""},
		{"one fruit after another", func(ap, a, op, o, tax, d float64) (x, y, goods, taxed, total float64) {
			for range int(a) {
				x += ap
			}
			for range int(o) {
				y += op
			}
			goods = x + y
			taxed = goods + goods*(tax-1)
			return x, y, goods, taxed, taxed + d
		}, ""},
		{"backwards", func(ap, a, op, o, tax, d float64) (x, y, goods, taxed, total float64) {
			total = (ap*a+op*o)*tax + d
			taxed = total - d
			goods = taxed / tax
			return ap * a, goods - ap*a, goods, taxed, total
		}, ""},
	}
}

func wrongBills() []answer {
	return []answer{
		{"apples only", func(ap, a, _, _, tax, d float64) (float64, float64, float64, float64, float64) {
			return ap * a, 0, ap * a, ap * a * tax, ap*a*tax + d
		}, ""},
		{"no delivery", func(ap, a, op, o, tax, _ float64) (x, y, goods, taxed, total float64) {
			x, y = ap*a, op*o
			return x, y, x + y, (x + y) * tax, (x + y) * tax
		}, ""},
		{"missing parentheses", func(ap, a, op, o, tax, d float64) (x, y, goods, taxed, total float64) {
			x, y = ap*a, op*o
			return x, y, x + y, x + y*tax, x + y*tax + d
		}, ""},
		{"prices added", func(ap, a, op, o, tax, d float64) (x, y, goods, taxed, total float64) {
			x, y = ap+a, op+o
			return x, y, x + y, (x + y) * tax, (x+y)*tax + d
		}, ""},
		{"always 10 percent", func(ap, a, op, o, _, d float64) (x, y, goods, taxed, total float64) {
			x, y = ap*a, op*o
			return x, y, x + y, (x + y) * 1.1, (x+y)*1.1 + d
		}, ""},
		{"rounded", func(ap, a, op, o, tax, d float64) (x, y, goods, taxed, total float64) {
			x, y = ap*a, op*o
			taxed = float64(int((x + y) * tax))
			return x, y, x + y, taxed, taxed + d
		}, ""},
		{"delivery taxed", func(ap, a, op, o, tax, d float64) (x, y, goods, taxed, total float64) {
			x, y = ap*a, op*o
			goods = x + y
			return x, y, goods, goods * tax, goods*tax + d*tax
		}, "the wrong order"},
		{"rate for factor", func(ap, a, op, o, tax, d float64) (x, y, goods, taxed, total float64) {
			x, y = ap*a, op*o
			goods = x + y
			taxed = goods + goods*tax
			return x, y, goods, taxed, taxed + d
		}, "a misunderstanding"},
	}
}

// visited adds the nodes that depend on k to found, in the order in which a recursion meets them.
func visited(from [][]int, k int, found func(i int) (goOn bool)) {
	for i, inputs := range from {
		if slices.Contains(inputs, k) && found(i) {
			visited(from, i, found)
		}
	}
}

func dependsOn(from [][]int, i, input int) bool {
	return slices.ContainsFunc(from[i], func(k int) bool { return k == input || dependsOn(from, k, input) })
}

func rightDependents() []answer {
	return []answer{
		{"recursion from each node", func(from [][]int, input int) (list []int) {
			for i := range from {
				if dependsOn(from, i, input) {
					list = append(list, i)
				}
			}
			return list
		}, ""},
		{"recursion from the input", func(from [][]int, input int) []int {
			seen := make(map[int]bool)
			visited(from, input, func(i int) bool {
				isNew := !seen[i]
				seen[i] = true
				return isNew
			})
			return slices.Sorted(maps.Keys(seen))
		}, ""},
		{"its own list", func(from [][]int, input int) []int {
			list := []int{input}
			for i := range from {
				for _, k := range from[i] {
					if slices.Contains(list, k) {
						list = append(list, i)
						break
					}
				}
			}
			return list[1:]
		}, ""},
		{"until nothing changes", func(from [][]int, input int) []int {
			isNew := map[int]bool{input: true}
			for n := 0; n != len(isNew); {
				n = len(isNew)
				for i := len(from) - 1; i >= 0; i-- {
					for _, k := range from[i] {
						if isNew[k] {
							isNew[i] = true
						}
					}
				}
			}
			delete(isNew, input)
			return slices.Sorted(maps.Keys(isNew))
		}, ""},
	}
}

func wrongDependents() []answer {
	all := rightDependents()[0].mine.(func([][]int, int) []int)
	return []answer{
		{"the inputs of the node", func(from [][]int, input int) []int { return from[input] }, ""},
		{"two generations", func(from [][]int, input int) (list []int) {
			for i, inputs := range from {
				for _, k := range inputs {
					if k == input || slices.Contains(from[k], input) {
						list = append(list, i)
						break
					}
				}
			}
			return list
		}, ""},
		{"only the last", func(from [][]int, input int) []int {
			list := all(from, input)
			return list[max(0, len(list)-1):]
		}, ""},
		{"the first input only", func(from [][]int, input int) []int {
			isNew := map[int]bool{input: true}
			for i, inputs := range from {
				if len(inputs) > 0 && isNew[inputs[0]] {
					isNew[i] = true
				}
			}
			delete(isNew, input)
			return slices.Sorted(maps.Keys(isNew))
		}, ""},
		{"how many", func(from [][]int, input int) []int { return []int{len(all(from, input))} }, ""},
		{"what stays", func(from [][]int, input int) (list []int) {
			for i := range from {
				if !slices.Contains(all(from, input), i) {
					list = append(list, i)
				}
			}
			return list
		}, ""},
		{"a recursion's order, twice", func(from [][]int, input int) (list []int) {
			visited(from, input, func(i int) bool { list = append(list, i); return true })
			return list
		}, "a misunderstanding"},
		{"a recursion's order", func(from [][]int, input int) (list []int) {
			visited(from, input, func(i int) bool {
				isNew := !slices.Contains(list, i)
				if isNew {
					list = append(list, i)
				}
				return isNew
			})
			return list
		}, "the wrong order"},
		{"with the input at the end", func(from [][]int, input int) []int { return append(all(from, input), input) }, ""},
		{"clears from", func(from [][]int, input int) []int {
			list := all(from, input)
			for i := range from {
				clear(from[i])
			}
			return list
		}, "changes its argument"},
	}
}

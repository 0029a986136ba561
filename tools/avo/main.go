// Command avo writes the AVX2 kernels of dl/internal/kernel. `go generate ./dl/internal/kernel` runs it.
//
// Each kernel computes an entry of its result by the same operations in the same order as its plain-Go twin in
// reference.go: products are rounded before they are added, and only entries that do not depend on each other share a
// vector. So the bits are the same.
package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const (
	lanes   = 4 // float64 numbers in a vector
	bytes   = 8 * lanes
	widest  = 13 // vectors of a row that gather holds in registers; the other three are a factor, a product and a mask
	panel   = 3  // vectors in a row of a panel of product
	tallest = 4  // rows that product works on at once
	unroll  = 3  // vectors whose exponentials are computed at once: a polynomial mostly waits for its last term

	sliceHeader = 24 // bytes: address, length, capacity
)

func main() {
	ConstraintExpr("amd64")
	declareConstants()
	fetch()
	list()
	gather()
	copyRows()
	transpose()
	product()
	elementwise("exp", []string{"x"}, unroll, func(x ...vectors) vectors { return exp(x[0]) })
	elementwise("sigmoid", []string{"x"}, unroll, sigmoid)
	elementwise("relu", []string{"x"}, 1, func(x ...vectors) vectors { return zeroWhere(x[0], x[0], lessOrEqual) })
	elementwise("reluGradient", []string{"dy", "y"}, 1, func(x ...vectors) vectors { return zeroWhere(x[0], x[1], equal) })
	elementwise("sigmoidGradient", []string{"dy", "y"}, 1, sigmoidGradient)
	combine()
	pause()
	Generate()
}

// load loads a parameter of the function into a register.
func load(name string) reg.GPVirtual { return Load(Param(name), GP64()).(reg.GPVirtual) }

// loadBytes loads a parameter that counts float64 numbers and makes it a number of bytes.
func loadBytes(name string) reg.GPVirtual {
	r := load(name)
	SHLQ(U8(3), r)
	return r
}

// parameter returns the place of a parameter in memory.
func parameter(name string) Mem {
	b, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

// jumpTable jumps to the label prefix1 … prefixN that the parameter names, and falls through if it is none of them.
func jumpTable(name, prefix string, n int) {
	choice := load(name)
	for i := 1; i <= n; i++ {
		CMPQ(choice, U32(uint32(i)))
		JEQ(LabelRef(fmt.Sprint(prefix, i)))
	}
}

func zero(x reg.VecVirtual) { VXORPD(x, x, x) }

// setMask makes mask the mask of the first n lanes, 0 ≤ n ≤ lanes.
func setMask(n reg.GPVirtual, mask reg.VecVirtual) {
	from, back := GP64(), GP64()
	LEAQ(NewDataAddr(NewStaticSymbol("mask"), bytes), from) // lanes ones, and zeros after this place
	MOVQ(n, back)
	NEGQ(back)
	VMOVUPD(Mem{Base: from, Index: back, Scale: 8}, mask)
}

// loadVector and storeVector touch memory only in the lanes of the mask, if there is one.
func loadVector(from Mem, x reg.VecVirtual, mask Op) {
	if mask == nil {
		VMOVUPD(from, x)
	} else {
		VMASKMOVPD(from, mask, x)
	}
}

func storeVector(x reg.VecVirtual, to Mem, mask Op) {
	if mask == nil {
		VMOVUPD(x, to)
	} else {
		VMASKMOVPD(x, mask, to)
	}
}

// The constants of the kernels, four times each.
var constants = map[float64]Mem{}

const (
	log2E  = math.Log2E
	ln2Hi  = 0x1.62e42feep-01
	ln2Lo  = 0x1.a39ef35793c76p-33
	round  = 0x1.8p52 // adding it to x and subtracting it again rounds x to an integer, ties to even
	expMax = 710.0
	expMin = -746.0
)

var expTaylor = [...]float64{
	1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320,
	1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800,
}

func declareConstants() {
	GLOBL("mask", RODATA|NOPTR)
	for i := range 2 * lanes {
		var bits uint64
		if i < lanes {
			bits = math.MaxUint64
		}
		DATA(8*i, U64(bits))
	}
	for _, c := range append([]float64{log2E, ln2Hi, ln2Lo, round, expMax, expMin, 0.5}, expTaylor[:]...) {
		if _, ok := constants[c]; ok {
			continue
		}
		constants[c] = GLOBL(fmt.Sprintf("c%016x", math.Float64bits(c)), RODATA|NOPTR)
		for i := range lanes {
			DATA(8*i, U64(math.Float64bits(c)))
		}
	}
}

func constant(c float64) Mem {
	m, ok := constants[c]
	if !ok {
		panic(fmt.Sprintf("constant %v is not declared", c))
	}
	return m
}

// fetch asks for bytes of all rows at once, so that the waits for them overlap.
func fetch() {
	TEXT("fetchAVX2", NOSPLIT, "func(m int, rows *[]uint8, from int, to int)")
	Pragma("noescape")
	Doc("fetchAVX2 brings bytes from ≤ j < to of m rows into the cache.")
	m, rows, from, to, at, end := load("m"), load("rows"), load("from"), load("to"), GP64(), GP64()
	Label("row")
	MOVQ(Mem{Base: rows}, at)
	LEAQ(Mem{Base: at, Index: to, Scale: 1}, end)
	ADDQ(from, at)
	Label("line")
	PREFETCHT0(Mem{Base: at})
	ADDQ(U8(64), at)
	CMPQ(at, end)
	JLT(LabelRef("line"))
	ADDQ(U8(sliceHeader), rows)
	DECQ(m)
	JNZ(LabelRef("row"))
	RET()
}

// pause lets a core that waits rest for a moment.
func pause() {
	TEXT("pause", NOSPLIT, "func()")
	Doc("pause lets a core that waits rest for some nanoseconds.")
	PAUSE()
	PAUSE()
	RET()
}

// list writes down where bytes of rows are not 0, and what they are.
func list() {
	TEXT("listAVX2", NOSPLIT, "func(m int, rows *[]uint8, first int, groups int, rest int, places *uint64, column *uint8, code *uint8, start *int, n int) int")
	Pragma("noescape")
	Doc("listAVX2 lists m rows: 8·groups + rest bytes of each, from byte first on. It may write 8 bytes beyond the end.")
	m, rows, places, column, code, start := load("m"), load("rows"), load("places"), load("column"), load("code"), load("start")
	n := load("n")
	nothing, eight, place := XMM(), XMM(), XMM()
	VPXOR(nothing, nothing, nothing)
	group := GP64()
	MOVQ(U64(0x0808080808080808), group)
	VMOVQ(group, eight)

	Label("row")
	MOVQ(n, Mem{Base: start})
	ADDQ(U8(8), start)
	at := GP64()
	MOVQ(Mem{Base: rows}, at)
	ADDQ(parameter("first"), at)
	ADDQ(U8(sliceHeader), rows)
	VPXOR(place, place, place)
	MOVQ(parameter("groups"), group)
	TESTQ(group, group)
	JZ(LabelRef("rest"))

	Label("group") // no branch asks whether there is anything among the eight: it would be guessed wrongly too often
	pixels, which, shuffle := XMM(), XMM(), XMM()
	set, count := GP64(), GP64()
	VMOVQ(Mem{Base: at}, pixels)
	VPCMPEQB(pixels, nothing, which)
	VPMOVMSKB(which, set.As32())
	XORL(U32(0xffff), set.As32()) // the upper eight were equal
	VMOVQ(Mem{Base: places, Index: set, Scale: 8}, shuffle)
	POPCNTQ(set, count)
	VPSHUFB(shuffle, pixels, pixels)
	VMOVQ(pixels, Mem{Base: code, Index: n, Scale: 1})
	VPADDB(place, shuffle, shuffle)
	VMOVQ(shuffle, Mem{Base: column, Index: n, Scale: 1})
	VPADDB(eight, place, place)
	ADDQ(count, n)
	ADDQ(U8(8), at)
	DECQ(group)
	JNZ(LabelRef("group"))

	Label("rest")
	left, number := GP64(), GP64()
	MOVQ(parameter("rest"), left)
	TESTQ(left, left)
	JZ(LabelRef("end"))
	VMOVQ(place, number)
	Label("byte")
	pixel, isSet := GP64(), GP64()
	MOVBQZX(Mem{Base: at}, pixel)
	MOVB(pixel.As8(), Mem{Base: code, Index: n, Scale: 1})
	MOVB(number.As8(), Mem{Base: column, Index: n, Scale: 1})
	XORQ(isSet, isSet)
	TESTQ(pixel, pixel)
	SETNE(isSet.As8())
	ADDQ(isSet, n)
	INCQ(at)
	INCQ(number)
	DECQ(left)
	JNZ(LabelRef("byte"))
	Label("end")
	DECQ(m)
	JNZ(LabelRef("row"))
	MOVQ(n, Mem{Base: start})
	Store(n, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

// gather adds up rows of w with the weights that a list names: for each row of y a sum that stays in registers. There
// is a loop for each width, and another one for rows that end with half a vector, which needs no mask.
func gather() {
	TEXT("gatherAVX2", NOSPLIT, "func(m int, y *float64, yStride int, w *float64, wStride int, index *uint8, code *uint8, from *int, to *int, values *float64, vectors int, last int, add int)")
	Pragma("noescape")
	Doc("gatherAVX2 computes m rows of 4·(vectors-1) + last numbers, 1 ≤ vectors ≤ 13.")
	m, y, yStride, w, wStride := load("m"), load("y"), loadBytes("yStride"), load("w"), loadBytes("wStride")
	index, code, from, to, values := load("index"), load("code"), load("from"), load("to"), load("values")
	mask, factor, term := YMM(), YMM(), YMM()
	setMask(load("last"), mask)
	sums := make([]reg.VecVirtual, widest)
	for i := range sums {
		sums[i] = YMM()
	}
	k, end, row := GP64(), GP64(), GP64()
	CMPQ(parameter("last"), U8(lanes/2))
	JEQ(LabelRef("halves"))
	jumpTable("vectors", "wide", widest)
	RET()
	Label("halves")
	jumpTable("vectors", "half", widest)
	RET()

	loop := func(id string, sums []reg.VecVirtual, half bool) {
		last := len(sums) - 1
		Label(id)
		MOVQ(Mem{Base: from}, k)
		MOVQ(Mem{Base: to}, end)
		CMPQ(parameter("add"), U8(0))
		JNE(LabelRef("add" + id))
		for _, s := range sums {
			zero(s)
		}
		JMP(LabelRef("begin" + id))
		Label("add" + id)
		for i, s := range sums {
			at := Mem{Base: y, Disp: i * bytes}
			switch {
			case i < last:
				VMOVUPD(at, s)
			case half:
				VMOVUPD(at, s.AsX())
			default:
				VMASKMOVPD(at, mask, s)
			}
		}
		Label("begin" + id)
		CMPQ(k, end)
		JGE(LabelRef("store" + id))

		Label("term" + id)
		MOVBQZX(Mem{Base: code, Index: k, Scale: 1}, row)
		VBROADCASTSD(Mem{Base: values, Index: row, Scale: 8}, factor)
		MOVBQZX(Mem{Base: index, Index: k, Scale: 1}, row)
		IMULQ(wStride, row)
		ADDQ(w, row)
		for i, s := range sums {
			at := Mem{Base: row, Disp: i * bytes}
			switch {
			case i < last:
				VMULPD(at, factor, term)
			case half:
				VMULPD(at, factor.AsX(), term.AsX())
			default:
				VMASKMOVPD(at, mask, term)
				VMULPD(term, factor, term)
			}
			VADDPD(term, s, s) // the upper half of half a vector is 0
		}
		INCQ(k)
		CMPQ(k, end)
		JLT(LabelRef("term" + id))

		Label("store" + id)
		for i, s := range sums {
			at := Mem{Base: y, Disp: i * bytes}
			switch {
			case i < last:
				VMOVUPD(s, at)
			case half:
				VMOVUPD(s.AsX(), at)
			default:
				VMASKMOVPD(s, mask, at)
			}
		}
		ADDQ(U8(8), from)
		ADDQ(U8(8), to)
		ADDQ(yStride, y)
		DECQ(m)
		JNZ(LabelRef(id))
		VZEROUPPER()
		RET()
	}
	for vectors := 1; vectors <= widest; vectors++ {
		loop(fmt.Sprint("wide", vectors), sums[:vectors], false)
		loop(fmt.Sprint("half", vectors), sums[:vectors], true)
	}
}

// copyRows copies rows of four numbers. (A call of Go's copy takes longer than such a row.)
func copyRows() {
	TEXT("copyAVX2", NOSPLIT, "func(n int, from *float64, fromStride int, to *float64, toStride int)")
	Pragma("noescape")
	Doc("copyAVX2 copies n rows of 4 numbers, n ≥ 1.")
	n, from, fromStride, to, toStride := load("n"), load("from"), loadBytes("fromStride"), load("to"), loadBytes("toStride")
	row := YMM()
	Label("row")
	VMOVUPD(Mem{Base: from}, row)
	VMOVUPD(row, Mem{Base: to})
	ADDQ(fromStride, from)
	ADDQ(toStride, to)
	DECQ(n)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// fourRows returns the places of rows that lie a stride apart.
func fourRows(base, stride reg.GPVirtual) [4]Mem {
	triple := GP64()
	LEAQ(Mem{Base: stride, Index: stride, Scale: 2}, triple)
	return [4]Mem{{Base: base}, {Base: base, Index: stride, Scale: 1}, {Base: base, Index: stride, Scale: 2}, {Base: base, Index: triple, Scale: 1}}
}

// transpose turns four rows into four columns, four entries of each at a time.
func transpose() {
	TEXT("transposeAVX2", NOSPLIT, "func(n int, from *float64, fromStride int, to *float64, toStride int)")
	Pragma("noescape")
	Doc("transposeAVX2 copies 4 rows of 4·n numbers, n ≥ 1, to 4·n rows of 4 numbers.")
	n, from, fromStride, to, toStride := load("n"), load("from"), loadBytes("fromStride"), load("to"), loadBytes("toStride")
	source, target := fourRows(from, fromStride), fourRows(to, toStride)
	Label("four")
	var half [lanes]reg.VecVirtual // entries 0, 1 of rows 0 and 2; of rows 1 and 3; then entries 2, 3
	for i := range half {
		half[i] = YMM()
		at, below := source[i%2], source[i%2+2]
		at.Disp, below.Disp = i/2*(bytes/2), i/2*(bytes/2)
		VMOVUPD(at, half[i].AsX())
		VINSERTF128(U8(1), below, half[i], half[i])
	}
	for i := range half {
		column := YMM()
		if i%2 == 0 {
			VUNPCKLPD(half[i+1], half[i], column)
		} else {
			VUNPCKHPD(half[i], half[i-1], column)
		}
		VMOVUPD(column, target[i])
	}
	ADDQ(U8(bytes), from)
	LEAQ(Mem{Base: to, Index: toStride, Scale: lanes}, to)
	DECQ(n)
	JNZ(LabelRef("four"))
	VZEROUPPER()
	RET()
}

// product multiplies rows of a by a panel of b, in tiles of 4, 2 or 1 rows whose sums stay in registers.
func product() {
	TEXT("productAVX2", NOSPLIT, "func(m int, k int, a *float64, aRow int, aCol int, aTile int, b *float64, c *float64, cStride int, vectors int, last int, add int)")
	Pragma("noescape")
	Doc("productAVX2 sets m rows of 4·(vectors-1) + last numbers, 1 ≤ vectors ≤ 3, to the product of a and the panel b,",
		"k ≥ 1 rows of 12 numbers; or goes on with the sums that are there, if add is not 0. Each four rows of a begin aTile",
		"numbers after the four above.")
	m, a, aRow, aCol, b, c, cStride := load("m"), load("a"), loadBytes("aRow"), loadBytes("aCol"), load("b"), load("c"), loadBytes("cStride")
	k, at, panelAt := GP64(), GP64(), GP64()
	entry, result := fourRows(at, aRow), fourRows(c, cStride)
	// One set of registers for all tiles: sets of their own would be too many to be given out.
	sums := make([]reg.VecVirtual, tallest*panel)
	for i := range sums {
		sums[i] = YMM()
	}
	row, factor, term := []reg.VecVirtual{YMM(), YMM()}, YMM(), YMM()
	jumpTable("vectors", "wide", panel)
	RET()

	for vectors := 1; vectors <= panel; vectors++ {
		Label(fmt.Sprint("wide", vectors))
		for height := tallest; height > 0; height /= 2 {
			id := fmt.Sprintf("%dx%d", height, vectors)
			next := "done"
			if height > 1 {
				next = fmt.Sprintf("tile%dx%d", height/2, vectors)
			}
			tile := func(i, j int) reg.VecVirtual { return sums[i*vectors+j] }
			eachVector := func(f func(sum reg.VecVirtual, at Mem, mask Op)) {
				for i := range height {
					for j := range vectors {
						at, mask := result[i], Op(nil)
						at.Disp = j * bytes
						if j == vectors-1 {
							mask = factor
						}
						f(tile(i, j), at, mask)
					}
				}
			}
			Label("tile" + id)
			CMPQ(m, U32(uint32(height)))
			JLT(LabelRef(next))
			Load(Param("k"), k)
			MOVQ(a, at)
			MOVQ(b, panelAt)
			CMPQ(parameter("add"), U8(0))
			JNE(LabelRef("add" + id))
			for i := range height * vectors {
				zero(sums[i])
			}
			JMP(LabelRef("term" + id))
			Label("add" + id)
			setMask(load("last"), factor)
			eachVector(func(sum reg.VecVirtual, at Mem, mask Op) { loadVector(at, sum, mask) })

			Label("term" + id)
			for j := range min(vectors, len(row)) {
				VMOVUPD(Mem{Base: panelAt, Disp: j * bytes}, row[j])
			}
			for i := range height {
				VBROADCASTSD(entry[i], factor)
				for j := range vectors {
					var from Op = Mem{Base: panelAt, Disp: j * bytes}
					if j < len(row) {
						from = row[j]
					}
					VMULPD(from, factor, term)
					VADDPD(term, tile(i, j), tile(i, j))
				}
			}
			ADDQ(aCol, at)
			ADDQ(U32(panel*bytes), panelAt)
			DECQ(k)
			JNZ(LabelRef("term" + id))

			CMPQ(parameter("last"), U8(lanes)) // storing under a mask is slow
			JNE(LabelRef("part" + id))
			eachVector(func(sum reg.VecVirtual, at Mem, mask Op) { storeVector(sum, at, nil) })
			JMP(LabelRef("next" + id))
			Label("part" + id)
			setMask(load("last"), factor)
			eachVector(func(sum reg.VecVirtual, at Mem, mask Op) { storeVector(sum, at, mask) })
			Label("next" + id)
			LEAQ(Mem{Base: c, Index: cStride, Scale: uint8(height)}, c)
			if height == tallest {
				ADDQ(loadBytes("aTile"), a)
			} else {
				LEAQ(Mem{Base: a, Index: aRow, Scale: uint8(height)}, a)
			}
			SUBQ(U32(uint32(height)), m)
			JMP(LabelRef("tile" + id))
		}
	}
	Label("done")
	VZEROUPPER()
	RET()
}

// vectors are registers whose numbers take the same way side by side.
type vectors []reg.VecVirtual

func newVectors(n int) vectors {
	x := make(vectors, n)
	for i := range x {
		x[i] = YMM()
	}
	return x
}

// elementwise writes func(rows, cols, dst, its stride, sources…): for each row the given number of vectors at once, then
// single ones, then a part of one.
func elementwise(name string, sources []string, unroll int, f func(x ...vectors) vectors) {
	signature := "func(rows int, cols int, dst *float64, dstStride int"
	for _, s := range sources {
		signature += fmt.Sprintf(", %s *float64, %sStride int", s, s)
	}
	begin(name, signature+")")
	rowwise(append([]string{"dst"}, sources...), unroll, func(at []Mem, n int, mask Op) {
		var x []vectors
		for _, from := range at[1:] {
			v := newVectors(n)
			for i := range v {
				loadVector(from.Offset(i*bytes), v[i], mask)
			}
			x = append(x, v)
		}
		for i, v := range f(x...) {
			storeVector(v, at[0].Offset(i*bytes), mask)
		}
	})
}

func combine() {
	begin("combine", "func(rows int, cols int, dst *float64, dstStride int, a float64, x *float64, xStride int, b float64, y *float64, yStride int)")
	a, b := YMM(), YMM()
	VBROADCASTSD(parameter("a"), a)
	VBROADCASTSD(parameter("b"), b)
	rowwise([]string{"dst", "x", "y"}, 1, func(at []Mem, _ int, mask Op) {
		x, y := YMM(), YMM()
		loadVector(at[1], x, mask)
		loadVector(at[2], y, mask)
		VMULPD(x, a, x)
		VMULPD(y, b, y)
		VADDPD(y, x, x)
		storeVector(x, at[0], mask)
	})
}

func begin(name, signature string) {
	TEXT(name+"AVX2", NOSPLIT, signature)
	Pragma("noescape")
	Doc(name + "AVX2 computes rows·cols entries, of which there is at least one.")
}

// rowwise calls step for whole vectors of each row of the named matrices, several at once as long as there are so many, and
// for what is left at the end of the row.
func rowwise(matrices []string, unroll int, step func(at []Mem, n int, mask Op)) {
	rows, j, whole, rest, mask := load("rows"), GP64(), load("cols"), GP64(), YMM()
	MOVQ(whole, rest)
	ANDQ(U8(lanes-1), rest)
	SUBQ(rest, whole)
	setMask(rest, mask)
	SHLQ(U8(3), whole)
	var starts, strides []reg.GPVirtual
	var at []Mem
	for _, m := range matrices {
		start := load(m)
		starts, strides = append(starts, start), append(strides, loadBytes(m+"Stride"))
		at = append(at, Mem{Base: start, Index: j, Scale: 1})
	}
	Label("row")
	XORQ(j, j)
	if unroll > 1 {
		many := GP64()
		MOVQ(whole, many)
		SUBQ(U8(unroll*bytes), many)
		JL(LabelRef("few"))
		Label("several")
		step(at, unroll, nil)
		ADDQ(U8(unroll*bytes), j)
		CMPQ(j, many)
		JLE(LabelRef("several"))
		Label("few")
	}
	CMPQ(j, whole)
	JGE(LabelRef("rest"))
	Label("vector")
	step(at, 1, nil)
	ADDQ(U8(bytes), j)
	CMPQ(j, whole)
	JLT(LabelRef("vector"))
	Label("rest")
	TESTQ(rest, rest)
	JZ(LabelRef("next"))
	step(at, 1, mask)
	Label("next")
	for i, start := range starts {
		ADDQ(strides[i], start)
	}
	DECQ(rows)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// exp follows kernel.Exp step by step. It takes all vectors through a step before the next begins: each step waits for the
// one before, and meanwhile another vector has its turn.
func exp(x vectors) vectors {
	c := YMM()
	each := func(f func(i int)) {
		for i := range x {
			f(i)
		}
	}
	t, n, p := newVectors(len(x)), newVectors(len(x)), newVectors(len(x))
	VMOVUPD(constant(expMax), c)
	each(func(i int) { VMINPD(x[i], c, x[i]) }) // this order of operands lets NaN through
	VMOVUPD(constant(expMin), c)
	each(func(i int) { VMAXPD(x[i], c, x[i]) })
	each(func(i int) { VMULPD(constant(log2E), x[i], t[i]) })
	each(func(i int) { VADDPD(constant(round), t[i], t[i]) })
	each(func(i int) { VSUBPD(constant(round), t[i], n[i]) })
	for _, ln2 := range []float64{ln2Hi, ln2Lo} {
		each(func(i int) { VMULPD(constant(ln2), n[i], t[i]) })
		each(func(i int) { VSUBPD(t[i], x[i], x[i]) })
	}
	each(func(i int) { VMOVUPD(constant(expTaylor[13]), p[i]) })
	for k := 12; k >= 0; k-- {
		each(func(i int) { VMULPD(x[i], p[i], p[i]) })
		each(func(i int) { VADDPD(constant(expTaylor[k]), p[i], p[i]) })
	}
	// 2**n in two factors. The lowest bits of round + h are those of the integer h: shifted into place they are the
	// exponent of 2**h, once that of 1 has been added.
	h, whole := x, t // of which nobody needs the old numbers
	each(func(i int) { VMULPD(constant(0.5), n[i], h[i]) })
	each(func(i int) { VADDPD(constant(round), h[i], h[i]) })
	each(func(i int) { VSUBPD(constant(round), h[i], whole[i]) })
	each(func(i int) { VSUBPD(whole[i], n[i], n[i]) })
	each(func(i int) { VADDPD(constant(round), n[i], n[i]) })
	for _, e := range []vectors{h, n} {
		each(func(i int) { VPSLLQ(U8(52), e[i], e[i]) })
		each(func(i int) { VPADDQ(constant(1), e[i], e[i]) })
		each(func(i int) { VMULPD(e[i], p[i], p[i]) })
	}
	return p
}

// sigmoid is 1/(1+exp(0-x)); 0-x instead of -x makes no difference to exp.
func sigmoid(x ...vectors) vectors {
	nothing, one := YMM(), YMM()
	zero(nothing)
	minus := x[0]
	for _, v := range minus {
		VSUBPD(v, nothing, v)
	}
	y := exp(minus)
	VMOVUPD(constant(1), one)
	for _, v := range y {
		VADDPD(one, v, v)
		VDIVPD(v, one, v)
	}
	return y
}

func sigmoidGradient(x ...vectors) vectors {
	dy, y, t := x[0][0], x[1][0], YMM()
	VMOVUPD(constant(1), t)
	VSUBPD(y, t, t)
	VMULPD(t, y, t)
	VMULPD(t, dy, t)
	return vectors{t}
}

// Predicates of VCMPPD that are false for NaN and raise nothing.
const (
	equal       = U8(0x00)
	lessOrEqual = U8(0x12)
)

// zeroWhere returns x, or +0 where y compares so with 0.
func zeroWhere(x, y vectors, predicate Constant) vectors {
	t := YMM()
	zero(t)
	VCMPPD(predicate, t, y[0], t)
	VANDNPD(x[0], t, t)
	return vectors{t}
}

package kernel

import (
	_ "embed" // of the module
	"os"
	"syscall/js"
	"unsafe"

	"gonum.org/v1/gonum/blas/blas64"
)

// The wrappers of the vector kernels in simd128.wasm, which tools/simd builds. They check that all memory is there. Nothing
// else runs meanwhile in a program of one thread, so the work need not be cut.

var simd128 = implementation{
	name:            "SIMD128",
	fetch:           simdFetch,
	zeros:           simdZeros,
	list:            simdList,
	transpose:       simdTranspose,
	gather:          simdGather,
	panel:           referencePanel,
	pack:            referencePack,
	product:         simdProduct,
	exp:             func(dst, x blas64.General) { eachOfOne(&simd.exp, dst, x) },
	sigmoid:         func(dst, x blas64.General) { eachOfOne(&simd.sigmoid, dst, x) },
	relu:            func(dst, x blas64.General) { eachOfOne(&simd.relu, dst, x) },
	reluGradient:    func(dst, dy, y blas64.General) { each(&simd.reluGradient, dst, 0, dy, 0, y) },
	sigmoidGradient: func(dst, dy, y blas64.General) { each(&simd.sigmoidGradient, dst, 0, dy, 0, y) },
	combine: func(dst blas64.General, a float64, x blas64.General, b float64, y blas64.General) {
		each(&simd.combine, dst, a, x, b, y)
	},
}

func init() {
	if os.Getenv("DLFS_KERNEL_REFERENCE") != "1" && load(module) {
		best = simd128
	}
}

//go:embed simd128.wasm
var module []byte

// simd are the functions of the module.
var simd struct {
	fetch                         function[fetchArguments]
	zeros                         function[zerosArguments]
	list                          function[listArguments]
	transpose                     function[transposeArguments]
	gather                        function[gatherArguments]
	product                       function[productArguments]
	exp, sigmoid, relu            function[eachArguments]
	reluGradient, sigmoidGradient function[eachArguments]
	combine                       function[eachArguments]
}

// function is a function of the module and memory for its arguments, whose address it was told once and for all: a call
// hands nothing to JavaScript, which would allocate. What a pointer in a global variable points to is on the heap and stays
// where it is, while a stack moves when it grows.
type function[A any] struct {
	arguments A
	js        js.Value
}

func (f *function[A]) bind(exports js.Value, name string) {
	f.js = exports.Get(name).Call("bind", nil, int(uintptr(unsafe.Pointer(&f.arguments))))
}

func (f *function[A]) call(arguments A) (result js.Value) {
	f.arguments = arguments
	result = f.js.Invoke()
	var none A
	f.arguments = none
	return result
}

// load makes the functions of the module work on this program's memory, and tries one. It returns false where the host
// has no vectors, or lets nobody compile, or the module or the host's part of Go is not as we know it.
func load(module []byte) (works bool) {
	defer func() {
		if recover() != nil {
			works = false
		}
	}()
	code := js.Global().Get("Uint8Array").New(len(module))
	js.CopyBytesToJS(code, module)
	wasm := js.Global().Get("WebAssembly")
	imports := map[string]any{"env": map[string]any{"memory": memory()}}
	exports := wasm.Get("Instance").New(wasm.Get("Module").New(code), imports).Get("exports")
	simd.fetch.bind(exports, "fetch")
	simd.zeros.bind(exports, "zeros")
	simd.list.bind(exports, "list")
	simd.transpose.bind(exports, "transpose")
	simd.gather.bind(exports, "gather")
	simd.product.bind(exports, "product")
	simd.exp.bind(exports, "exp")
	simd.sigmoid.bind(exports, "sigmoid")
	simd.relu.bind(exports, "relu")
	simd.reluGradient.bind(exports, "relu_gradient")
	simd.sigmoidGradient.bind(exports, "sigmoid_gradient")
	simd.combine.bind(exports, "combine")
	return simdZeros(module) == referenceZeros(module)
}

// memory returns this program's memory as JavaScript has it. It is known to the object that runs the program, in a private
// field of Go's wasm_exec.js. That object passes by as "this" when the program asks it for a function.
func memory() js.Value {
	const method = "_makeFuncWrapper"
	class := js.Global().Get("Go").Get("prototype")
	original := class.Get(method)
	if original.Type() != js.TypeFunction {
		panic("another wasm_exec.js") // here, where load recovers, and not in the spy
	}
	var runner js.Value
	spy := js.FuncOf(func(this js.Value, args []js.Value) any {
		runner = this
		return original.Call("call", this, args[0])
	})
	defer spy.Release()
	class.Set(method, spy)
	defer class.Set(method, original)
	js.FuncOf(func(js.Value, []js.Value) any { return nil }).Release()
	return runner.Get("_inst").Get("exports").Get("mem")
}

type fetchArguments struct {
	rows        *[]uint8
	n, from, to int
}

func simdFetch(rows [][]uint8, from, to int) {
	if len(rows) > 0 {
		simd.fetch.call(fetchArguments{&rows[0], len(rows), from, to})
	}
}

type zerosArguments struct {
	bytes *uint8
	n     int
}

func simdZeros(b []uint8) int {
	if len(b) == 0 {
		return 0
	}
	return simd.zeros.call(zerosArguments{&b[0], len(b)}).Int()
}

type listArguments struct {
	rows         *[]uint8
	n, from, to  int
	column, code *uint8
	start        *int
}

func simdList(rows [][]uint8, from, to int, column, code []uint8, start []int) {
	if len(rows) == 0 || from == to {
		clear(start)
		return
	}
	for _, row := range rows {
		_ = row[from:to]
	}
	end := len(rows) * (to - from)
	_, _, _ = column[:end], code[:end], start[:len(rows)+1]
	simd.list.call(listArguments{&rows[0], len(rows), from, to, &column[0], &code[0], &start[0]})
}

type transposeArguments struct {
	index, code  *uint8
	from, to     *int
	rows         int
	row, rowCode *uint8
	ends         *int
}

func simdTranspose(t *transposed, l entries) {
	if len(l.from) > 0 {
		_ = l.to[len(l.from)-1]
		simd.transpose.call(transposeArguments{&l.index[0], &l.code[0], &l.from[0], &l.to[0], len(l.from), &t.row[0], &t.code[0], &t.to[0]})
	}
}

type gatherArguments struct {
	y           *float64
	yStride     int
	w           *float64
	wStride     int
	index, code *uint8
	from, to    *int
	values      *[256]float64
	rows, cols  int
	keep        int
}

func simdGather(y, w blas64.General, l entries, add bool) {
	if y.Rows == 0 || y.Cols == 0 || w.Rows == 0 {
		referenceGather(y, w, l, add)
		return
	}
	checkData(Of(y))
	checkData(Of(w))
	check(len(l.from) == y.Rows && len(l.to) == y.Rows, "a list has another number of rows than the result")
	simd.gather.call(gatherArguments{&y.Data[0], y.Stride, &w.Data[0], w.Stride, &l.index[0], &l.code[0], &l.from[0], &l.to[0],
		l.values, y.Rows, y.Cols, keep(add)})
}

// keep is whether to go on with the sums that are there.
func keep(add bool) int {
	if add {
		return 1
	}
	return 0
}

type productArguments struct {
	c                 *float64
	cStride           int
	a                 *float64
	aRow, aCol        int
	b                 *float64
	bStride           int
	rows, cols, terms int
	keep              int
}

func simdProduct(c blas64.General, a, b Matrix, _ int, _ []float64, add bool) {
	simd.product.call(productArguments{&c.Data[0], c.Stride, &a.data[0], a.rowStride, a.colStride, &b.data[0], b.rowStride,
		c.Rows, c.Cols, b.Rows, keep(add)})
}

type eachArguments struct {
	dst        *float64
	dstStride  int
	x          *float64
	xStride    int
	y          *float64
	yStride    int
	rows, cols int
	a, b       float64
}

func each(f *function[eachArguments], dst blas64.General, a float64, x blas64.General, b float64, y blas64.General) {
	f.call(eachArguments{&dst.Data[0], dst.Stride, &x.Data[0], x.Stride, &y.Data[0], y.Stride, dst.Rows, dst.Cols, a, b})
}

func eachOfOne(f *function[eachArguments], dst, x blas64.General) { each(f, dst, 0, x, 0, x) }

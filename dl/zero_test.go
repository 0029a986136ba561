package dl_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"dlfs/dl"
	"gonum.org/v1/gonum/mat"
)

// functions has every function of the package with arguments that are fine.
func functions(t *testing.T) map[string][]any {
	src := rand.NewPCG(1, 0)
	x, y := dl.Uniform(2, 3, src), dl.Uniform(2, 2, src)
	net := dl.NewTwoLayerNet(3, 4, 2, nil, src)
	labels, row := dl.Labels{0, 1}, []float64{1, 2}
	path := filepath.Join(t.TempDir(), "a.net")
	square := func(x float64) float64 { return x * x }
	bowl := func(x []float64) float64 { return square(x[0]) + square(x[1]) }
	return map[string][]any{
		"Add": {dl.Add, x, x}, "AddRow": {dl.AddRow, y, dl.Uniform(1, 2, src)}, "ArgMax": {dl.ArgMax, row},
		"ArgMaxRows": {dl.ArgMaxRows, x}, "CheckGradient": {dl.CheckGradient, net, x, labels}, "Choice": {dl.Choice, 3, 2, src},
		"ColumnSums": {dl.ColumnSums, x}, "CrossEntropy": {dl.CrossEntropy, row, row},
		"CrossEntropyBatch": {dl.CrossEntropyBatch, y, labels}, "Divide": {dl.Divide, x, 2.0}, "Dot": {dl.Dot, y, x},
		"EpochStart": {dl.EpochStart, 1, 2, 3}, "Exp": {dl.Exp, 1.0}, "FormatMatrix": {dl.FormatMatrix, x},
		"FormatVector": {dl.FormatVector, row}, "ForwardDiff": {dl.ForwardDiff, square, 1.0, 0.1},
		"GradientDescent": {dl.GradientDescent, bowl, row, 0.1, 3}, "He": {dl.He, 3}, "Input": {dl.Input, "x", 1.0}, "Save": {dl.Save, path, net},
		"Load": {dl.Load, path, new(dl.TwoLayerNet)}, "Log": {dl.Log, 1.0}, "Map": {dl.Map, square, x}, "MulElem": {dl.MulElem, x, x},
		"NewAffineLayer": {dl.NewAffineLayer, net.Param("W1"), net.Param("b1")}, "NewBytes": {dl.NewBytes, []uint8{1, 2}, 1},
		"NewAffine":   {dl.NewAffine, 3, 2, dl.Initializer(dl.He), src},
		"NewLayerNet": {dl.NewLayerNet, 3, 4, 2, dl.Initializer(dl.He), src}, "NewSimpleNet": {dl.NewSimpleNet, src},
		"NewSequential":    {dl.NewSequential, []dl.Layer{new(dl.ReLULayer)}},
		"NewThreeLayerNet": {dl.NewThreeLayerNet, 3, 4, 5, 2, dl.Std(1), src},
		"NewTwoLayerNet":   {dl.NewTwoLayerNet, 3, 4, 2, dl.Initializer(dl.Xavier), src}, "Normal": {dl.Normal, 2, 3, 1.0, src},
		"NumericalDiff": {dl.NumericalDiff, square, 1.0}, "NumericalGradient": {dl.NumericalGradient, []float64{0, 0}, bowl, row},
		"NumericalGradients": {dl.NumericalGradients, func() float64 { return net.Loss(x, labels) }, net.Params()},
		"OneHot":             {dl.OneHot, labels, 2}, "ReLU": {dl.ReLU, 1.0}, "RegisterLayer": {dl.RegisterLayer, new(custom)}, "RowSums": {dl.RowSums, x}, "Scale": {dl.Scale, 2.0, x},
		"ShapeOf": {dl.ShapeOf, x}, "Sigmoid": {dl.Sigmoid, 1.0}, "SigmoidGrad": {dl.SigmoidGrad, 1.0},
		"Softmax": {dl.Softmax, []float64{0, 0}, row}, "SoftmaxRows": {dl.SoftmaxRows, mat.NewDense(2, 3, nil), x}, "Std": {dl.Std, 1.0},
		"StepFunction": {dl.StepFunction, 1.0}, "Sub": {dl.Sub, x, x}, "SumSquaredError": {dl.SumSquaredError, row, row},
		"SumSquaredErrorBatch": {dl.SumSquaredErrorBatch, y, labels}, "Take": {dl.Take, x, []int{1, 0}},
		"TangentLine": {dl.TangentLine, square, 1.0}, "Tanh": {dl.Tanh, 1.0}, "TargetsOf": {dl.TargetsOf, x}, "Uniform": {dl.Uniform, 2, 3, src},
		"Xavier": {dl.Xavier, 3},
	}
}

// No function takes a nil for what it is not: it panics with an error that says so, or has a meaning for nil.
func TestNilArguments(t *testing.T) {
	all := functions(t)
	for _, name := range exported(t) {
		if all[name] == nil {
			t.Errorf("the table lacks %s", name)
		}
	}
	for _, name := range append([]string{"Save"}, exported(t)...) { // Load reads what Save wrote
		f := reflect.ValueOf(all[name][0])
		good := valuesOf(f.Type(), all[name][1:])
		if raw, _ := calls(f, good); raw != nil {
			t.Errorf("%s fails with good arguments: %v", name, raw)
		}
		for i := range good {
			bad := valuesOf(f.Type(), all[name][1:])
			bad[i] = reflect.Zero(f.Type().In(i))
			if raw, _ := calls(f, bad); raw != nil {
				t.Errorf("%s, argument %d is %v: a raw panic: %v", name, i, bad[i], raw)
			}
		}
	}
}

// exported lists the functions of the package.
func exported(t *testing.T) (names []string) {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.IsExported() {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

func valuesOf(f reflect.Type, args []any) []reflect.Value {
	values := make([]reflect.Value, len(args))
	for i, arg := range args {
		values[i] = reflect.ValueOf(arg).Convert(f.In(i))
	}
	return values
}

// calls calls f and returns with what it panicked: raw, or typed if it is one of the package's errors.
func calls(f reflect.Value, args []reflect.Value) (raw any, typed error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case dl.ArgumentError:
			typed = p
		case dl.ShapeError:
			typed = p
		default:
			raw = p
		}
	}()
	if f.Type().IsVariadic() {
		f.CallSlice(args)
	} else {
		f.Call(args)
	}
	return nil, nil
}

// arguments returns arguments for a method: some that are fine for the small nets of this file, or else nil and 0.
func arguments(method reflect.Type, fine bool) []reflect.Value {
	src := rand.NewPCG(1, 0)
	values := map[reflect.Type]any{
		reflect.TypeFor[mat.Matrix]():  dl.Uniform(2, 3, src),
		reflect.TypeFor[*mat.Dense]():  dl.Uniform(2, 2, src),
		reflect.TypeFor[dl.Targets]():  dl.Labels{0, 1},
		reflect.TypeFor[dl.Data]():     newSamples(10, 3, 2, src),
		reflect.TypeFor[[]*dl.Param](): dl.NewTwoLayerNet(3, 4, 2, nil, src).Params(),
		reflect.TypeFor[[]float64]():   []float64{1, 2},
		reflect.TypeFor[string]():      "W1",
		reflect.TypeFor[[]byte]():      []byte("dlfs net"),
	}
	args := make([]reflect.Value, method.NumIn())
	for i := range args {
		args[i] = reflect.Zero(method.In(i))
		if value, ok := values[method.In(i)]; ok && fine {
			args[i] = reflect.ValueOf(value)
		}
	}
	return args
}

// eachMethod calls check with what every method of v does, given good arguments and given none.
func eachMethod(v any, check func(method string, fine bool, typed error, raw any)) {
	value := reflect.ValueOf(v)
	for i := range value.NumMethod() {
		for _, fine := range []bool{true, false} {
			raw, typed := calls(value.Method(i), arguments(value.Method(i).Type(), fine))
			check(value.Type().String()+"."+value.Type().Method(i).Name, fine, typed, raw)
		}
	}
}

// A net that nothing has made says so in every method, and tells how to make it.
func TestEmptyNets(t *testing.T) {
	for _, net := range []any{
		new(dl.TwoLayerNet), new(dl.LayerNet), new(dl.ThreeLayerNet), new(dl.SimpleNet),
		(*dl.TwoLayerNet)(nil), (*dl.LayerNet)(nil), (*dl.SimpleNet)(nil),
	} {
		eachMethod(net, func(method string, _ bool, typed error, raw any) {
			if strings.HasSuffix(method, "MarshalBinary") || strings.HasSuffix(method, "UnmarshalBinary") {
				if raw != nil {
					t.Errorf("%s: a raw panic: %v", method, raw)
				}
				return
			}
			kind, name, _ := strings.Cut(strings.TrimPrefix(method, "*dl."), ".")
			if kind == "ThreeLayerNet" && name != "Predict" {
				kind = "LayerNet" // whose method it is
			}
			e, ok := typed.(dl.ArgumentError)
			if !ok || e.Op != "dl."+kind+"."+name || !strings.Contains(e.Error(), "New"+kind) {
				t.Errorf("%s: %v, %v, want an ArgumentError that names New%s", method, typed, raw, kind)
			}
		})
	}
}

// The zero values of all other types are usable or say what they lack.
func TestZeroValues(t *testing.T) {
	for _, v := range []any{
		new(dl.AffineLayer), new(dl.ReLULayer), new(dl.SigmoidLayer), new(dl.TanhLayer),
		new(dl.Dropout), new(dl.MulLayer), dl.AddLayer{}, new(dl.SoftmaxWithLoss), new(dl.SGD), new(dl.Momentum),
		new(dl.Param), new(dl.Trainer), dl.Shape(nil), dl.GradientDifference{}, dl.ShapeError{}, dl.ArgumentError{},
		&dl.AffineLayer{W: new(dl.Param), B: new(dl.Param)}, (*dl.Param)(nil),
	} {
		eachMethod(v, func(method string, _ bool, _ error, raw any) {
			if raw != nil {
				t.Errorf("%s: a raw panic: %v", method, raw)
			}
		})
	}
}

// A parameter without a value or a gradient is named, whichever it is and whatever is done with it.
func TestParametersWithoutValue(t *testing.T) {
	for _, kind := range []func() anyNet{
		func() anyNet { return dl.NewTwoLayerNet(3, 4, 2, nil, rand.NewPCG(1, 0)) },
		func() anyNet { return dl.NewLayerNet(3, 4, 2, nil, rand.NewPCG(1, 0)) },
		func() anyNet { return dl.NewThreeLayerNet(3, 4, 4, 2, nil, rand.NewPCG(1, 0)) },
	} {
		for i, p := range kind().Params() {
			for what, take := range map[string]func(*dl.Param){
				"value":    func(p *dl.Param) { p.Value = nil },
				"gradient": func(p *dl.Param) { p.Grad = nil },
			} {
				net := kind()
				take(net.Params()[i])
				eachMethod(net, func(method string, fine bool, typed error, raw any) {
					if raw != nil || fine && typed != nil && strings.HasSuffix(method, ".Predict") && what == "gradient" {
						t.Errorf("%s without the %s of %s: %v, %v", method, what, p.Name, typed, raw)
					}
				})
				if _, err := net.MarshalBinary(); (err != nil) != (what == "value") {
					t.Errorf("a %T without the %s of %s is written: %v", net, what, p.Name, err)
				}
				for _, optimizer := range []dl.Optimizer{&dl.SGD{LearningRate: 0.1}, &dl.Momentum{LearningRate: 0.1}} {
					update := reflect.ValueOf(optimizer).MethodByName("Update")
					raw, typed := calls(update, []reflect.Value{reflect.ValueOf(net.Params())})
					if raw != nil || typed == nil || !strings.Contains(typed.Error(), p.Name) {
						t.Errorf("%T without the %s of %s: %v, %v", optimizer, what, p.Name, typed, raw)
					}
				}
			}
		}
	}
	for _, optimizer := range []dl.Optimizer{&dl.SGD{LearningRate: 0.1}, &dl.Momentum{LearningRate: 0.1}} {
		raw, typed := calls(reflect.ValueOf(optimizer).MethodByName("Update"), []reflect.Value{reflect.ValueOf([]*dl.Param{nil})})
		if raw != nil || typed == nil {
			t.Errorf("%T of a nil: %v, %v", optimizer, typed, raw)
		}
	}
}

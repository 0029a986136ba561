package kernel

import (
	"errors"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// withCores runs the test as if the machine had so many cores.
func withCores(t *testing.T, n int, test func(t *testing.T)) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
	test(t)
}

// Whatever the number of cores, all results have the bits of the definition.
func TestCoresProductSparseElementwise(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	counts := []int{1, 2, 3, 8, 2}
	if testing.Short() { // with the race detector, say
		counts = []int{3}
	}
	for _, cores := range counts {
		withCores(t, cores, func(t *testing.T) {
			eachImplementation(t, func(t *testing.T) {
				var memory Memory
				for _, size := range [][3]int{{100, 50, 784}, {784, 50, 100}, {100, 50, 10}, {33, 61, 70}, {3, 5, 4000}} {
					checkProduct(t, size[0], size[1], size[2], numbers, rng, &memory)
				}
				var s Sparse
				for _, size := range [][3]int{{100, 784, 50}, {100, 784, 50}, {601, 131, 53}, {41, 500, 7}, {3, 7000, 2}} {
					checkSparse(t, &s, size[0], size[1], size[2], 0.8, rng)
				}
				checkCombine(t, 100, 50, rng)
				checkCombine(t, 7, 3000, rng)
			})
		})
	}
}

func checkCombine(t *testing.T, rows, cols int, rng *rand.Rand) {
	t.Helper()
	x, y := matrix(rows, cols, cols+rng.IntN(3), numbers, rng), matrix(rows, cols, cols+rng.IntN(3), numbers, rng)
	dst, intact := guarded(rows, cols, cols+3)
	Combine(dst, 3, x, -0.1, y)
	for i := range rows {
		for j := range cols {
			want := float64(3*x.Data[i*x.Stride+j]) + float64(-0.1*y.Data[i*y.Stride+j])
			if got := dst.Data[i*dst.Stride+j]; !same(got, want) {
				t.Fatalf("entry %d, %d of %d×%d is %v, want %v", i, j, rows, cols, got, want)
			}
		}
	}
	if !intact() {
		t.Fatal("something was written beside the result")
	}
}

// marks counts how often each part is done, and lets one of them do something else.
type marks struct {
	done  [MostCores]atomic.Int32
	extra func(i int)
}

func (m *marks) Part(i int) {
	m.done[i].Add(1)
	if m.extra != nil {
		m.extra(i)
	}
}

func (m *marks) check(t *testing.T, parts, times int) {
	t.Helper()
	for i := range m.done {
		want := 0
		if i < parts {
			want = times
		}
		if got := int(m.done[i].Load()); got != want {
			t.Errorf("part %d of %d was done %d times, want %d", i, parts, got, want)
		}
	}
}

// Each part is done once, also while others share and inside a part.
func TestShare(t *testing.T) {
	withCores(t, 4, func(t *testing.T) {
		for _, n := range []int{0, 1, 2, 4, MostCores} {
			const callers, times = 5, 50
			var all sync.WaitGroup
			for range callers {
				all.Go(func() {
					var outer, inner marks
					outer.extra = func(int) { Share(&inner, 3) }
					for range times {
						Share(&outer, n)
					}
					outer.check(t, n, times)
					inner.check(t, 3*min(n, 1), n*times)
				})
			}
			all.Wait()
		}
	})
}

// A panic in a part arrives at the caller, wherever the part was done, and the pool goes on working.
func TestSharePanics(t *testing.T) {
	withCores(t, 2, func(t *testing.T) {
		broken := errors.New("broken")
		for part := range 2 {
			for range 50 {
				m := marks{extra: func(i int) {
					if i == part {
						panic(broken)
					}
				}}
				func() {
					defer func() {
						if p := recover(); p != broken {
							t.Errorf("part %d: recovered %v, want %v", part, p, broken)
						}
					}()
					Share(&m, 2)
				}()
			}
		}
		var m marks
		Share(&m, 2)
		m.check(t, 2, 1)
	})
}

// When there is nothing to do, helpers sleep.
func TestHelpersFallAsleep(t *testing.T) {
	withCores(t, 3, func(t *testing.T) {
		var m marks
		Share(&m, 3)
		for range 6000 { // at most a minute; it takes a fraction of a millisecond
			if helpers, awake := helpersAwake(); helpers > 0 && awake == 0 {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Error("helpers are awake although there is nothing to do")
	})
}

// helpersAwake returns how many helpers there are, and how many of them do not wait for a token.
func helpersAwake() (helpers, awake int) {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for _, goroutine := range strings.Split(string(stacks), "\n\n") {
		if strings.Contains(goroutine, "(*pool).help") {
			helpers++
			if !strings.Contains(goroutine, "[chan receive") {
				awake++
			}
		}
	}
	return helpers, awake
}

// Once the memory is large enough, sharing allocates nothing either. AllocsPerRun allows one core only.
func TestNothingIsAllocatedOnManyCores(t *testing.T) {
	withCores(t, 2, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(2, 0))
		x := newImages(100, 784, 0.8, rng)
		w, g, y := matrix(784, 50, 50, numbers, rng), matrix(784, 50, 50, numbers, rng), matrix(100, 50, 50, numbers, rng)
		var s Sparse
		var memory Memory
		step := func() {
			x.index[0], x.index[1] = x.index[1], x.index[0] // other rows than before, or Set would have nothing to do
			s.setImages(x)
			s.Times(y, w, w.Data[:50])
			s.TransposedTimes(g, y, false)
			Product(g, Of(w), Of(matrix50).T(), nil, &memory)
			Sigmoid(y, y)
			SumRows(g.Data[:50], y, false)
			Combine(w, 1, w, -0.1, g)
		}
		step() // reads the bytes
		step() // lists them
		var before, after runtime.MemStats
		const steps = 200
		runtime.ReadMemStats(&before)
		for range steps {
			step()
		}
		runtime.ReadMemStats(&after)
		if n := after.Mallocs - before.Mallocs; n >= steps { // the runtime itself may allocate now and then
			t.Errorf("%d allocations in %d steps, want none", n, steps)
		}
	})
}

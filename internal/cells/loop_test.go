package cells

import (
	"strings"
	"testing"

	"dlfs/nb/kept/manifest"
)

// A variable that a loop changes is kept by address where the loop calls something, so that an interrupt or a panic in it
// loses nothing; in a tight loop it stays in a register.
func TestLoopsThatCall(t *testing.T) {
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	declared, err := After(State{}, 1, "func twice(x int) int { return 2 * x }\nfunc slow(x int) int { for range x { x++ }; return x }")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		loop      string
		byAddress bool
	}{
		{"for i := range 10 { k += i }", false},
		{"for i := range 10 { k += int(math.Sqrt(float64(i))) }", false},
		{"for i := range 10 { k += len(xs) + min(i, 3) }", false},
		{"for i := range 10 { k += twice(i) }", false},
		{"for i := range 10 { k += slow(i) }", true},
		{"for { k++; fmt.Println(k) }", true},
		{"for { k++; time.Sleep(1) }", true},
		{"for ; ; k++ { fmt.Println() }", true},
		{"for k = range 10 { fmt.Println() }", true},
		{"for range 10 { for i := range 10 { k += i }; fmt.Println() }", false},
		{"for range 10 { if k > 3 { k++ }; os.Getenv(\"\") }", true},
		{"for v := range c { k += v; c <- k }", true},
		{"for range 10 { f := func() { fmt.Println() }; _ = f; k++ }", false},
		{"k++; fmt.Println(k)", false},
	} {
		r := Rewrite(declared, 2, "k := 0\nxs, c := []int{}, (chan int)(nil)\n"+test.loop+"\n_, _ = xs, c", manifest.Manifest{}, w.index, w.importer)
		if r.Err != nil {
			t.Errorf("%s: %v", test.loop, r.Err)
			continue
		}
		if got := strings.Contains(r.Code, `kept_.Ref("k"`); got != test.byAddress {
			t.Errorf("%s: by address %t, want %t\n%s", test.loop, got, test.byAddress, r.Code)
		}
	}
}

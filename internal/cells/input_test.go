package cells

import "testing"

func TestReadsInput(t *testing.T) {
	const head = "package main\n\nimport (\n\t\"bufio\"\n\t\"fmt\"\n\t\"os\"\n\tf \"fmt\"\n\t\"dlfs/nb\"\n)\n\n"
	for _, test := range []struct {
		name, body string
		want       bool
	}{
		{"nothing", "func main() { fmt.Println(1) }", false},
		{"Scanln", "func main() { var s string; fmt.Scanln(&s) }", true},
		{"Scan", "func main() { fmt.Scan() }", true},
		{"Scanf", "func main() { fmt.Scanf(`%d`) }", true},
		{"another name", "func main() { f.Scan() }", true},
		{"from a string", "func main() { fmt.Sscan(`1`); fmt.Fscan(nil) }", false},
		{"bufio", "func main() { bufio.NewScanner(os.Stdin).Scan() }", true},
		{"another Scan", "func main() { nb.Scan(); var s bufio.Scanner; s.Scan() }", false},
		{"in a string", "func main() { fmt.Println(`fmt.Scan() os.Stdin`) } // os.Stdin", false},
		{"a function that asks", "func ask() { fmt.Scan() }\nfunc main() { ask() }", true},
		{"a function that is remembered", "func ask() { fmt.Scan() }\nfunc main() {}", false},
		{"two that call each other", "func a() { b() }\nfunc b() { a(); fmt.Scan() }\nfunc main() { a() }", true},
		{"a method", "type T int\nfunc (T) Ask() { fmt.Scan() }\nfunc main() { T(1).Ask() }", true},
		{"a function as a value", "func ask() { fmt.Scan() }\nfunc main() { g := ask; g() }", true},
		{"init", "func init() { fmt.Scan() }\nfunc main() {}", true},
		{"a reader that is used", "var in = bufio.NewReader(os.Stdin)\nfunc main() { in.ReadString(0) }", true},
		{"a reader that is remembered", "var in = bufio.NewReader(os.Stdin)\nfunc main() {}", false},
		{"a variable that is asked for", "var n, err = fmt.Scan()\nfunc main() {}", true},
		{"a variable that a function asks for", "func ask() int { fmt.Fscan(os.Stdin); return 1 }\nvar n = ask()\nfunc main() {}", true},
		{"a variable that a reader gives", "var in = bufio.NewReader(os.Stdin)\nvar line, err = in.ReadString(0)\nfunc main() {}", true},
		{"what GoNB asks for", "func main() { gonbui.RequestInput(`Name`, false); fmt.Scan() }", false},
		{"not a program", "func main() { fmt.Scan(", false},
	} {
		if got := ReadsInput(head + test.body); got != test.want {
			t.Errorf("%s: %t", test.name, got)
		}
	}
}

//go:build !js

// What is otherwise in a browser: it has no fonts in files, and math's own functions round in another way there.

package plotting_test

import (
	"dlfs/internal/cjk"
	"dlfs/plotting"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// install is what is said of text that only a font which is missing could draw.
var install = "install the font Noto Sans CJK, for instance with " + cjk.Command()

func TestBrokenFont(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "NotoSansCJK-Regular.ttc"), []byte("No font, but some bytes."), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv(cjk.Variable, folder)
	f := plotting.LossCurve([]float64{2, 1}, 0)
	pngOf(t, f)
	f.Title.Text = "损失"
	_, err := f.PNG()
	if err == nil || !strings.Contains(err.Error(), "NotoSansCJK-Regular.ttc") || !strings.Contains(err.Error(), "again") {
		t.Errorf("error %v: want one that says which file to install again", err)
	}
}

func ExampleErrorCurves() {
	fmt.Println(plotting.ErrorCurves(differences()).Alt())
	// Output:
	// Error of two differences for 15 values of h from 0.10 to 1.00e−15, both axes logarithmic; forward: from 0.14 to 0.83, least with 3.78e−8 at h = 1.00e−8; central: from 0.0045 to 0.17, least with 1.42e−11 at h = 1.00e−5.
}

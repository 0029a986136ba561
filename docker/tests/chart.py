"""A first chart, whose title and description mean harm to a page that does not escape them."""

CHART = """\
import (
	"dlfs/dl"
	"dlfs/nb"
	"dlfs/plotting"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

%%
p := plot.New()
p.Title.Text = "<script>alert(1)</script>"
line, err := plotter.NewLine(plotter.XYs{{X: -2, Y: dl.Sigmoid(-2)}, {X: 2, Y: dl.Sigmoid(2)}})
if err != nil {
	panic(err)
}
p.Add(line)
nb.Show(plotting.New(p, "<script>alert(1)</script>"))
"""

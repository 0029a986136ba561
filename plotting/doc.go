// Package plotting draws the course's figures on gonum.org/v1/plot.
//
// A constructor takes plain slices or functions and returns a *Figure: a
// *plot.Plot that a caller can reach and change, a size, and an alt text made
// from the data. A Figure turns itself into PNG or SVG, and the same data give
// the same bytes.
//
//	square := func(x float64) float64 { return x * x }
//	fig := plotting.Curve(-3, 3, square)
//	fig.Title.Text = "A parabola"
//
//	nb.Show(fig)                                      // in a notebook
//	err := fig.Save(fig.Width, fig.Height, "x2.png")  // to a file
//
// Rules of the package:
//
//   - Bad data never gives an empty chart. A constructor keeps the error, and
//     Err, PNG, SVG, WriterTo and Save return it, so a figure can be built and
//     shown in one expression. Bad data are: a NaN, an infinity, a number beyond
//     ±1e300; no data, or lengths that differ; a nil function, or one whose value
//     is such a number; a range whose lower end is not below its upper end.
//   - A descent that runs off to infinity is not bad data but a result: its finite
//     part is drawn, and the figure or its alt text says where it ended.
//   - Alt texts, errors and the words of Pipelines, Secant, Differences, Probabilities,
//     CrossEntropy and Microscope are in the language that DLFS_LANG names. All other
//     text that the package writes into figures is English.
//   - The package has a font for its own words in Chinese, Korean and Japanese.
//     Other text in these languages needs Noto Sans CJK (regular), either
//     installed or in a folder that DLFS_FONTS names. A character that no font has
//     is an error, not a blank.
//   - Data are copied: a figure does not change when a slice does.
//   - Heights are coloured by viridis, which reads in grey too, and numbers with a
//     sign by blue below 0 and red above.
//   - Lines have the colours of Okabe and Ito, which people with any kind of
//     colour vision can tell apart, and six more. Lines with a legend differ in
//     dashes or width too.
//   - Long titles and labels are broken or shortened to fit the figure's size, and
//     a legend is placed where it covers nothing, beside the axes if need be.
//
// New makes a Figure of a chart that you build with plot.New, and Style gives it
// the looks of the others.
package plotting

// Package plotting draws the chapter's figures on gonum.org/v1/plot.
//
// A constructor takes plain slices or functions and returns a *Figure: a
// *plot.Plot that a caller can reach and change, a size, and an alt text made
// from the data. A Figure turns itself into PNG or SVG, and the same data give
// the same bytes.
//
// Rules of the package:
//
//   - Bad data (NaN, an infinity, nothing at all, lengths that differ) never
//     gives an empty chart. A constructor keeps the error, and Err, PNG and SVG
//     return it; so a figure can be built and shown in one expression.
//   - A descent that runs off to infinity is no bad data but a result: its finite
//     part is drawn, and the figure or its alt text says where it ended.
//   - Alt texts and errors are in the language that DLFS_LANG names, as it is when
//     they are made, and so are the words of Pipelines, which has nothing else; what is drawn
//     otherwise is as in the sources, whatever the language.
//   - A text is drawn in the embedded font if that has all of its characters, and
//     otherwise in Noto Sans CJK (regular) as far as that goes: in its Japanese shapes
//     where there are kana, in its Korean ones where there is hangul, else in those of
//     the reader's language. That font must be installed, or DLFS_FONTS name a folder
//     that has it. A character that no font has is an error, not a blank.
//   - Data are copied: what happens to a slice afterwards does not show.
//   - Heights are coloured by viridis, which reads in grey too, and what has a
//     sign by blue below 0 and red above.
//   - Colours are those of Okabe and Ito, which people with any kind of colour
//     vision can tell apart, and six more; lines with a legend differ in dashes or width too.
//   - A figure is finished when it is drawn, in its size: titles and labels that are too long are broken or shortened, a
//     legend is where it covers nothing, beside the axes if need be, and axes with about the same
//     range have ticks at the same distances.
//   - A PNG has at most 256 colours, and of a line that has more points than dots only those that show are drawn.
//
// A chart that somebody built with plot.New becomes a Figure through New, and
// looks like the others after Style.
package plotting

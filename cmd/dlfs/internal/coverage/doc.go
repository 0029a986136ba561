// Package coverage holds the notebooks against the five sources that the course mirrors.
//
// A source is a list of rows, its units in their order: notebooks/mirrors/rows.tsv has all of them. A cell of a course
// notebook names the rows that it mirrors in its metadata. Survey finds what is missing, Report.Markdown is the table that
// people read, and Mirror puts the course's cells into the order and the cell boundaries of one source.
package coverage

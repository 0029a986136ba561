// Package coverage holds the notebooks against the five sources.
//
// A source is a list of rows, its units in their order: notebooks/mirrors/rows.tsv has all of them. A mirror is a notebook
// that follows one source cell by cell, and a cell names in its metadata the rows that it mirrors. Survey finds what is
// missing, out of place or not used, and Report.Markdown is the table that people read.
package coverage

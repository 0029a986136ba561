// Package cells gives the cells of a notebook the meaning that GoNB gives them, in a browser.
//
// A cell adds its declarations to those of the earlier cells, and the lines below %% run as the main function of a
// program that has all of them. The program is made anew for each cell: [Run] takes what is remembered and a cell, and
// returns the source of the program together with what is to be remembered if it compiles. Nothing is kept here, so a
// cell that does not compile leaves no trace.
//
// Each declaration carries the place where it was written as a line directive. So the compiler, and a panic, name the
// cell and its line.
package cells

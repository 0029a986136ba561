package plotting

// Picture is a figure in all its colours, for tests that look at what a PNG makes of them.
var Picture = (*Figure).picture

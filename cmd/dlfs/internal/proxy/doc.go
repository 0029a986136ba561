// Package proxy sits between Jupyter and GoNB and turns GoNB into the kernel that JupyterLab and its users expect.
//
//	Jupyter ─ shell, control, stdin, iopub ─▶ proxy ─ the same, elsewhere ─▶ GoNB ─▶ go, the cell's program
//	                                            ▲                                        │
//	                                            └────────── pipes out, err, in ──────────┘
//
// Cells run one after the other: a request waits here until the one before it has ended, so a failure can abort those that
// wait. What GoNB does not answer is answered here (is_complete, history, comm_info, shutdown), and so are requests that it
// answers only when no cell is running (kernel_info). A failing cell produces one error message, with the places of the
// cells and advice (package advice). What the program of a cell prints and shows comes over pipes of our own: GoNB splits
// characters, sends a message for each line, and keeps in memory what is printed faster than it can send.
//
// Everything else passes through unchanged.
package proxy

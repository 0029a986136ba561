// Command dlfs is the learner's command: it makes the notebook kernel known to Jupyter and runs it, prepares the data,
// and says what a machine lacks. "dlfs help" lists what it can do.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"dlfs/cmd/dlfs/internal/cell"
	"dlfs/internal/command"
	"dlfs/internal/words"
)

func program() *command.Program {
	return &command.Program{Name: "dlfs", About: words.DLFS.Sprintf("dlfs serves the notebooks of this project."), Commands: []command.Command{
		{Name: "kernel install", Usage: "[--data-dir DIR]", Summary: words.DLFS.Sprintf("make the notebook kernel known to Jupyter"), Run: installKernel},
		{Name: "kernel run", Usage: "CONNECTION_FILE", Summary: words.DLFS.Sprintf("run the notebook kernel (Jupyter does this)"), Run: runKernel},
		{Name: "kernel guard", Usage: "FOLDER", Run: guardKernel},
		{Name: "kernel exec", Usage: "COMMAND [ARGUMENT…]", Run: execInKernel},
		{Name: "gonb", Usage: "[-o FILE] NOTEBOOK", Summary: words.DLFS.Sprintf("write a notebook for GoNB without this kernel, with %%%% and with calls that keep its variables"), Run: writeForGoNB},
		{Name: "data", Summary: words.DLFS.Sprintf("prepare the MNIST images, from the module cache or a mirror"), Run: prepareData},
		{Name: "doctor", Summary: words.DLFS.Sprintf("check what the notebooks need, and say how to get what is missing"), Run: runDoctor},
	}}
}

func main() {
	if filepath.Base(os.Args[0]) == cell.Name {
		os.Exit(runGo(os.Args[1:], os.Stderr))
	}
	os.Exit(program().Run(os.Args[1:], os.Stdout, os.Stderr))
}

// runGo is what this program does as the go command of a kernel (see kernel run). It does not return where the real go
// command takes over.
func runGo(args []string, stderr io.Writer) int {
	code, err := cell.Go(args)
	if err != nil {
		fmt.Fprintf(stderr, "dlfs: %v\n", err)
	}
	return code
}

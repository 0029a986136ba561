// Command extract prints the messages in the module at the current folder as JSON, for `make i18n`.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"dlfs/internal/words/ids"
)

func main() {
	found, err := ids.Below(".")
	if err == nil {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(append([]ids.Message{}, found...)) // a list even if there are none
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

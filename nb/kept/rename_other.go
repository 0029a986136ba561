//go:build !unix && !js

package kept

import "os"

func rename(from, to string) error { return os.Rename(from, to) }

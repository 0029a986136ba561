//go:build !js

package nb

// A copy of this package that is laid beside another module does without: it is used behind the proxy alone, and so asks for
// no module of GoNB's.
import _ "dlfs/nb/internal/front/pipes"

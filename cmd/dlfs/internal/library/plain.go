package library

import (
	"context"

	"dlfs/internal/cells"
)

// WritePlain writes the code cells of a notebook as cells.WritePlain does. It waits for all that it has to know until ctx ends.
func (l *Library) WritePlain(ctx context.Context, sources []string) (written []cells.Plain) {
	l.answer(ctx, l.read, func(c *catalog, e *exports) { written = cells.WritePlain(sources, c.index, e) })
	return written
}

package kept

// Watch has the variables kept as well when the cell is interrupted. It is not for a cell that waits for channels or locks:
// while somebody waits for a signal the runtime does not find out that all goroutines are asleep.
func Watch() {
	if folder() != "" {
		watchInterrupts()
	}
}

// keepInterrupted keeps the variables while the cell goes on. It says nothing of what fails: what was kept before stays.
func keepInterrupted() {
	const attempts = 3 // if the cell is just changing what is kept
	mu.Lock()
	defer mu.Unlock()
	for range attempts {
		if keep() == nil {
			return
		}
	}
}

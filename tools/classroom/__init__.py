"""The exercises as a course for nbgrader."""

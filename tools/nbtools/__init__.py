"""Running, tidying, comparing and checking the notebooks of this project."""

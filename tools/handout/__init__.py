"""Makes handouts of executed notebooks: see `handouts.py --help`."""

"""Running, tidying, comparing and checking the notebooks of this project."""

import sys

# nbformat imports jsonschema, which would build a grammar of web addresses: two seconds, in each
# process, for what no notebook needs. What is None here counts as not installed.
sys.modules.setdefault("rfc3987_syntax", None)

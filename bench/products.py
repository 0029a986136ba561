"""The benchmark of dl's dense product as JSON: `products.py PROGRAM products`, one core."""

import json
import re
import subprocess
import sys

LEAST = 50  # rows, columns and terms: smaller products are not what is asked


def main(program: str) -> dict[str, float]:
    command = [program, "-test.run=^$", "-test.bench=Product", "-test.cpu=1"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = {}
    for name, nanoseconds in re.findall(
        r"^BenchmarkProduct/(\S+)\s+\d+\s+([\d.]+) ns/op", done.stdout, re.M
    ):
        if min(map(int, re.findall(r"\d+", name))) >= LEAST:
            found[name] = float(nanoseconds) / 1e9
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))

#!/bin/sh
# Does dl compute the same bits everywhere? Its tests run here without vector kernels (go test ./... runs them with), on arm64
# under qemu-user and as WebAssembly under Node, with vectors and without; and what the compiler makes of it must hold no
# fused multiply-add, which rounds once where the others round twice.
#
# Needs qemu-aarch64-static (Debian: qemu-user-static) and node.
set -eu
cd "$(dirname "$0")/.."

# Go does not see that a test depends on what a program reads before main: -count=1.
echo "amd64, plain Go"
DLFS_KERNEL_REFERENCE=1 go test -timeout 30m -count=1 ./dl/...

tests='Bits|Exp|Log|Product|Sparse|Elementwise|Vectors|Fuzz'
command -v qemu-aarch64-static >/dev/null || { echo "qemu-aarch64-static is missing: install qemu-user-static" >&2; exit 1; }
echo "arm64"
GOARCH=arm64 go test -timeout 30m -count=1 -run "$tests" -exec qemu-aarch64-static ./dl/...

command -v node >/dev/null || { echo "node is missing: install Node.js" >&2; exit 1; }
echo "WebAssembly"
wasm=$(go env GOROOT)/lib/wasm
GOOS=js GOARCH=wasm go test -timeout 30m -count=1 -run "$tests" -exec "$wasm/go_js_wasm_exec" ./dl/...

# Node needs SSE4.1 for vectors. Other processors than x86 are never without.
if [ "$(go env GOHOSTARCH)" = amd64 ]; then
	echo "WebAssembly without vectors"
	without() {
		GOOS=js GOARCH=wasm go test -timeout 30m -count=1 -run "$1" \
			-exec "node --no-enable-sse4-1 --stack-size=8192 $wasm/wasm_exec_node.js" "$2"
	}
	! without TestVectorsAreInUse ./dl/internal/kernel >/dev/null 2>&1 || { echo "Node has vectors all the same" >&2; exit 1; }
	without Bits ./dl
fi

# The listing is the compiler's own: objdump does not know these instructions of amd64.
listing=$(mktemp)
trap 'rm "$listing"' EXIT
for target in "arm64" "amd64 GOAMD64=v3" "riscv64"; do
	echo "no fused instruction for $target"
	# shellcheck disable=SC2086 # one or two words
	env GOARCH=$target go build -gcflags=-S ./dl/... 2>"$listing"
	cat dl/internal/kernel/*.s >>"$listing"
	for name in dl.Softmax dl/internal/kernel.Exp; do
		grep -q "^$(go list -m)/$name STEXT" "$listing" || { echo "$name is not in the listing" >&2; exit 1; }
	done
	if grep -E '\<(V?FN?M(ADD|SUB)([0-9]*[PS])?[DS]?|VFML[AS])\>' "$listing"; then
		echo "A product and a sum are fused: write float64(a*b) + c" >&2
		exit 1
	fi
done

#!/bin/sh
# Does dl compute the same bits everywhere? Its tests run here with and without vector kernels, on arm64 under
# qemu-user and as WebAssembly under Node; and what the compiler makes of it must hold no fused multiply-add, which
# rounds once where the others round twice.
#
# Needs qemu-aarch64-static (Debian: qemu-user-static) and node.
set -eu
cd "$(dirname "$0")/.."

# Go does not see that a test depends on what a program reads before main: -count=1.
echo "amd64, vector kernels and plain Go"
go test -count=1 ./dl/...
DLFS_KERNEL_REFERENCE=1 go test -count=1 ./dl/...

tests='Bits|Exp|Log|Product|Sparse|Elementwise'
command -v qemu-aarch64-static >/dev/null || { echo "qemu-aarch64-static is missing: install qemu-user-static" >&2; exit 1; }
echo "arm64"
GOARCH=arm64 go test -count=1 -run "$tests" -exec qemu-aarch64-static ./dl/...

command -v node >/dev/null || { echo "node is missing: install Node.js" >&2; exit 1; }
echo "WebAssembly"
GOOS=js GOARCH=wasm go test -count=1 -run "$tests" -exec "$(go env GOROOT)/lib/wasm/go_js_wasm_exec" ./dl/...

# fused PATTERN: fails if the packages, built as the environment says, hold an instruction of that name.
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
fused() {
	echo "no fused instruction on $GOARCH"
	for package in $(go list ./dl/...); do
		go build -o "$work/package.a" "$package"
		go tool objdump "$work/package.a" >"$work/listing"
		grep -q . "$work/listing" || { echo "$package: objdump shows nothing" >&2; exit 1; }
		if grep -E "$1" "$work/listing"; then
			echo "$package fuses a product and a sum: write float64(a*b) + c" >&2
			exit 1
		fi
	done
}
(export GOARCH=arm64 && fused '\<(FN?M(ADD|SUB)[DS]|VFML[AS])\>')
(export GOARCH=amd64 GOAMD64=v3 && fused '\<VFN?M(ADD|SUB)[0-9]*[PS][DS]\>')
(export GOARCH=riscv64 && fused '\<FN?M(ADD|SUB)[DS]?\>')

#!/bin/sh
# Removes from the Go distribution in the folder given what neither cells nor the go command of a learner need: tests and
# their data, the sources of the toolchain, documents, and the tools that only check or measure.
set -eu
cd "$1"
rm -rf api doc misc test src/cmd pkg/tool/*/cover pkg/tool/*/fix pkg/tool/*/preprofile
find src -depth -type d -name testdata -exec rm -rf {} +
find src -type f -name '*_test.go' -delete

#!/bin/sh
# In the image's build: GoNB, goimports and gopls at their pinned versions, into .bin.
set -eu
export GOFLAGS="'-ldflags=-s -w' -trimpath" GOBIN="$PWD/.bin"
mkdir -p .bin
tools/gonb/build.sh .bin
go -C tools/gopls install tool
go clean -cache -modcache

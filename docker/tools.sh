#!/bin/sh
# In the image's build: GoNB and goimports at their pinned versions, into .bin.
set -eu
export GOFLAGS="'-ldflags=-s -w' -trimpath" GOBIN="$PWD/.bin"
go -C tools/gonb install tool
go clean -cache -modcache

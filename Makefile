# Every job that a person starts. `make help` lists them.

# The Python that makes .venv; everything after that runs in .venv.
PYTHON ?= python3
# More for JupyterLab, e.g. make lab LAB_ARGS=--no-browser
LAB_ARGS ?=
# What its file browser shows.
LAB_ROOT ?= .
# More for the benchmark, e.g. make bench BENCH_ARGS='--only inference --print'
BENCH_ARGS ?=
# More for the course, e.g. make course COURSE_ARGS='--language ko'
COURSE_ARGS ?=
# What to grade, e.g. make grade ASSIGNMENT=ch04_3x_exercises
ASSIGNMENT ?=
GRADE_ARGS ?=
# The folder of the Noto CJK fonts, for handouts in Chinese, Korean and Japanese.
FONTS ?= /usr/share/fonts/opentype/noto
# Who gives the course and where, on the handouts, e.g. make handouts AUTHOR='Kim Minji' PLACE='Sejong'
AUTHOR :=
PLACE :=
export AUTHOR PLACE
# --upgrade lets `make lock` take newer versions; without it only what changed in the .in files moves.
UPGRADE ?=

UV := uv==0.13.9
START := notebooks/en/00_start_here.ipynb
GO_DIRS := $(wildcard bench browser cmd datasets dl exercises internal nb plotting)
# Modules of their own that have code; the others pin a tool.
MODULES := $(foreach file,$(wildcard tools/*/go.mod),$(if $(wildcard $(dir $(file))*.go),$(dir $(file))))
GO_FILES := $(shell find $(GO_DIRS) -name '*.go' -not -name '*_test.go') $(wildcard internal/words/*/*.txt)
PYTHON_DIRS := tools docker notebooks/twins bench browser
# The course and the mirrors in the languages that they are translated into.
TRANSLATIONS := $(foreach language,$(notdir $(patsubst %/,%,$(wildcard notebooks/i18n/*/))), \
	$(wildcard notebooks/$(language) notebooks/mirrors/$(language)))
VENV := .venv/bin/python
AUTHORING := go run -tags= ./tools/author
# The tests in which several goroutines, or cores, are at work.
RACY := AtOnce|Goroutines|Share|Helpers|TestCores|OnManyCores

# Jupyter keeps to the clone.
export JUPYTER_CONFIG_DIR := $(CURDIR)/.jupyter/config
export JUPYTER_CONFIG_PATH := $(CURDIR)/tools/jupyter
export JUPYTER_DATA_DIR := $(CURDIR)/.jupyter/data
export JUPYTER_RUNTIME_DIR := $(CURDIR)/.jupyter/runtime
export IPYTHONDIR := $(CURDIR)/.jupyter/ipython
# Tools come from .bin, whatever else is installed; a pip that is too old to be liked is no news.
export PATH := $(CURDIR)/.bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help lab setup kernel test test-all notebooks i18n glyphs i18n-check coverage twins parity \
	handouts slides fill-in syllabus course grade simd lite lite-serve lite-times test-lite bench bench-cells bench-values bits lint lock docker docker-run docker-figures test-docker \
	test-hub clean check-tools check-npm test-parts test-go test-cross test-python test-coverage test-notebooks test-all-parts \
	test-bits test-32bit test-fuzz test-more test-pages test-race test-translations test-wasm

help: ## list these jobs
	@awk -F ':.*## ' '/^[a-z0-9 -]+:.*## / { printf "  make %-24s %s\n", $$1, $$2 }' Makefile

lab: setup ## set up what is missing, then open the notebooks in JupyterLab
	exec $(VENV) -m jupyterlab --ServerApp.root_dir='$(LAB_ROOT)' $(LAB_ARGS) '$(START)'

setup: .jupyter/warm .jupyter/trusted ## set up what is missing: Python packages, Go tools, kernel, MNIST, a warm build cache

test: setup .venv/dev.stamp .bin/staticcheck .bin/actionlint ## run the Go and Python tests and compare the English notebooks with a fresh run
	tools/unchanged.sh $(MAKE) --no-print-directory test-parts

test-all: test .venv/course.stamp .simd/stamp ## the same, and what needs more: languages, mirrors run twice and on a plain GoNB, twins, nbgrader, other processors, browsers, no network
	tools/unchanged.sh $(MAKE) --no-print-directory test-all-parts

notebooks: setup ## make the translations, run all notebooks, rewrite their outputs and COVERAGE.md
	$(AUTHORING) exercises
	$(VENV) tools/i18n.py build
	$(VENV) tools/notebooks.py execute
	$(AUTHORING) coverage

i18n: .venv/lab.stamp ## bring the translations up to the English, and say what became stale
	$(VENV) tools/i18n.py merge

glyphs: .venv/dev.stamp ## take the characters of words that figures draw from the font in FONTS, after a change of their translation
	$(VENV) tools/glyphs.py '$(FONTS)'

i18n-check: .venv/lab.stamp ## check the translations, and what was made of them
	$(VENV) tools/i18n.py check

coverage: setup ## check the mirrors of the sources, and write notebooks/COVERAGE.md: which cell mirrors which unit
	$(AUTHORING) coverage

twins: .venv/dev.stamp ## run the Python twins and renew them in the mirrors, and docs/figures.md
	go mod download
	$(VENV) tools/parity.py write

parity: .venv/dev.stamp ## compare the Go cells of the mirrors with their Python twins, number by number
	go mod download
	$(VENV) tools/parity.py check

handouts: .venv/handouts.stamp ## write each notebook and the bound chapter as PDF and HTML, for students and teachers
	$(VENV) tools/handouts.py --fonts '$(FONTS)' --author "$$AUTHOR" --place "$$PLACE"

slides fill-in syllabus: .venv/handouts.stamp ## write what a lecture needs into lecture/: slides, handouts with blanks, or a plan of the course
	$(VENV) tools/lecture.py $@ --fonts '$(FONTS)' --author "$$AUTHOR" --place "$$PLACE"

grade: setup .venv/course.stamp ## mend and grade what students have handed in (make grade ASSIGNMENT=ch04_3x_exercises, GRADE_ARGS=--force)
	@$(VENV) tools/grade.py '$(ASSIGNMENT)' $(GRADE_ARGS)

course: setup .venv/course.stamp ## write the exercises as an nbgrader course into course/ (COURSE_ARGS='--language ko')
	$(VENV) tools/course.py $(COURSE_ARGS)

simd: .simd/stamp ## build the vector kernels for WebAssembly, after a change of tools/simd/kernel.c
	.simd/bin/python tools/simd/build.py

lite: check-npm .lite/stamp .venv/handouts.stamp kernel ## build site/: the whole course as a book of static pages, whose cells run in the browser
	.lite/bin/python browser/build.py

lite-serve: ## show site/ on this machine
	$(PYTHON) -m http.server --bind 127.0.0.1 --directory site 8000

test-lite: lite .venv/dev.stamp ## run everything in the browsers: all notebooks, all that a page can meet (hours)
	$(MAKE) --no-print-directory test-wasm
	$(VENV) -m pytest browser/tests

lite-times: lite .venv/dev.stamp ## measure the site in Chromium: what is fetched, and how long cells take
	PYTHONPATH=tools $(VENV) browser/tests/measure.py

bench: setup .peers/stamp ## time this project beside NumPy and PyTorch, and write bench/RESULTS.md (half an hour)
	PYTHONPATH=tools .peers/bin/python bench/bench.py $(BENCH_ARGS)

bench-cells: kernel .venv/dev.stamp ## time cells beside plain GoNB and ipykernel, for bench/RESULTS.md (five minutes on a quiet machine)
	PYTHONPATH=tools $(VENV) bench/kernels.py $(BENCH_ARGS)

bench-values: kernel lite .venv/dev.stamp ## time cells that keep values beside others, for bench/RESULTS.md (five minutes on a quiet machine)
	PYTHONPATH=tools:browser/tests $(VENV) bench/values.py $(BENCH_ARGS)

bits: ## train both nets for the whole classic run, and compare the checksums of their weights
	go test -run='^$$' -bench=ClassicRun -benchtime=1x ./datasets

lint: .venv/dev.stamp .bin/staticcheck .bin/actionlint ## check the form of Go, Python, notebooks and the release's workflow
	@unformatted=$$(gofmt -l $(GO_DIRS) tools) && [ -z "$$unformatted" ] || \
		{ echo "gofmt would change: $$unformatted" >&2; exit 1; }
	go vet ./...
	GOOS=js GOARCH=wasm go vet ./dl/... ./browser/cells/... ./nb/... ./exercises
	.bin/staticcheck ./...
	for module in $(MODULES); do (cd $$module && go vet ./... && $(CURDIR)/.bin/staticcheck ./...) || exit; done
	.venv/bin/hadolint docker/Dockerfile docker/class/Dockerfile
	@# The same everywhere: with other programs that a machine has, it would look at more.
	.bin/actionlint -shellcheck= -pyflakes=
	$(VENV) -m ruff check $(PYTHON_DIRS)
	$(VENV) -m ruff format --check --quiet $(PYTHON_DIRS)
	$(VENV) tools/notebooks.py lint

lock: | check-tools ## renew the locks after a change of tools/*.in (UPGRADE=--upgrade: all versions)
	@mkdir -p .jupyter
	$(PYTHON) -m venv --clear .jupyter/uv
	.jupyter/uv/bin/python -m pip install --quiet $(UV)
	cd tools && for name in requirements requirements-handouts requirements-class requirements-dev requirements-parity \
		requirements-course requirements-hub requirements-simd; do \
		../.jupyter/uv/bin/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes \
			--no-emit-index-url --custom-compile-command "make lock" $(UPGRADE) \
			--output-file $$name.txt $$name.in || exit; done
	cd bench && ../.jupyter/uv/bin/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" $(UPGRADE) --output-file peers.txt peers.in
	cd browser && ../.jupyter/uv/bin/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" $(UPGRADE) \
		--output-file requirements.txt requirements.in

docker: ## build the image (needs Docker)
	docker build --file docker/Dockerfile --tag dlfs \
		--build-arg VERSION="$$(cat VERSION)" --build-arg REVISION="$$(git rev-parse HEAD)" .

docker-run: ## start the image; work survives in the volume dlfs (needs Docker)
	docker run --rm --interactive --tty --publish 127.0.0.1:8888:8888 --volume dlfs:/home/learner \
		--read-only --cap-drop ALL --security-opt no-new-privileges dlfs

docker-figures: .venv/dev.stamp ## measure the image, and classes of 8 and 20, for docker/README.md (root; 15 minutes)
	PYTHONPATH=tools $(VENV) docker/tests/image.py measure
	PYTHONPATH=tools $(VENV) docker/tests/measure.py 8 20
	PYTHONPATH=tools $(VENV) docker/tests/measure.py 20 --think 10

test-docker: .venv/dev.stamp ## build the image without Docker and run the notebooks in it, offline (root; 10 minutes)
	$(VENV) -m pytest docker/tests/test_image.py

test-hub: .venv/dev.stamp ## let students of a class server misbehave, kill its parts, and give a course there (root; 20 minutes)
	$(VENV) -m pytest docker/tests/test_hub.py docker/tests/test_class.py

clean: ## remove all that these jobs made in the clone
	rm -rf .bin .image .jupyter .lite .peers .simd .venv .ruff_cache handouts lecture site

# The parts of test and test-all. Where a test does not say in what language, it means English.

test-parts test-all-parts: export DLFS_LANG :=

test-parts: lint i18n-check test-go test-cross test-python test-coverage test-notebooks

test-go:
	go test -shuffle=on ./...

test-cross:
	GOOS=darwin GOARCH=arm64 go build ./...
	GOOS=js GOARCH=wasm go build ./dl/... ./plotting/... ./datasets/... ./exercises/... ./nb/... ./browser/cells

test-python:
	$(VENV) -m pytest -m "not more"

test-coverage:
	$(AUTHORING) coverage --check
	$(AUTHORING) exercises --check

test-notebooks:
	$(VENV) tools/notebooks.py check notebooks/en notebooks/mirrors/en

# What only computes runs while kernels and browsers wait.
test-all-parts:
	tools/side_by_side.sh "$(MAKE) --no-print-directory test-bits test-32bit test-race" \
		"$(MAKE) --no-print-directory test-fuzz parity test-pages test-more"

test-more:
	go test ./tools/author -run 'Sample|Results' -more
	$(VENV) -m pytest -m more

# test_offline.py runs this, where it can with the network cut off. The folder has no fonts: figures of the course need none.
test-translations:
	DLFS_FONTS='$(CURDIR)/notebooks' $(VENV) tools/notebooks.py check $(TRANSLATIONS)

# In the browsers, what a few minutes allow; test-lite does the rest.
test-pages: lite
	$(VENV) -m pytest browser/tests -m "not more"

# The Go tests as WebAssembly under Node. What builds or starts programs, or maps files, is for a machine only.
test-wasm:
	GOOS=js GOARCH=wasm go test -timeout 60m -exec "$$(go env GOROOT)/lib/wasm/go_js_wasm_exec" \
		./dl/... ./datasets ./plotting ./nb/... ./exercises/...

# 32-bit systems: everything builds, and where a machine runs their programs, dl and the data give the same bits. GO386=sse2,
# the default, computes with float64 alone; x87 would round to more digits.
test-32bit:
	GOOS=linux GOARCH=386 go build ./...
	GOOS=linux GOARCH=arm go build ./...
	GOOS=windows GOARCH=386 go build ./...
	@if [ "$$(go env GOHOSTOS GOHOSTARCH | xargs)" = "linux amd64" ]; \
	then GOARCH=386 GO386=sse2 go test -timeout 30m ./dl/... ./datasets; \
	else echo "Left out: the bits on linux/386, which runs on linux/amd64 alone."; fi

# Other processors than this one.
test-bits:
	@if [ -n "$$CI" ] || { command -v qemu-aarch64-static && command -v node; } >/dev/null; \
	then tools/same_bits.sh; \
	else echo "Left out: the bits on arm64 and WebAssembly, which need qemu-user-static and nodejs (apt install)."; fi

test-fuzz:
	tools/fuzz.sh

# Everything that starts goroutines. The detector does not see what assembly does, so the kernels compute in Go. Two tests of
# nb/kept are about races: variables are kept while the cell goes on changing them.
test-race:
	@if [ -n "$$CI" ] || [ "$$(go env CGO_ENABLED)" = 1 ]; \
	then DLFS_KERNEL_REFERENCE=1 go test -race -short -run '$(RACY)' ./dl/... ./datasets/... && go test -race -skip '^Test(Interrupt|ConcurrentChange)$$' ./nb/... $(addprefix ./cmd/dlfs/internal/,kernel library proxy); \
	else echo "Left out: the race detector, which needs a C compiler (apt install gcc libc6-dev)."; fi

# What the jobs stand on. A stamp is as old as the set-up that it stands for.

check-tools:
	@tools/check_tools.sh go "$(PYTHON)"

check-npm:
	@command -v npm >/dev/null || \
		{ echo "npm is needed and was not found: install Node.js, on Debian or Ubuntu with apt install npm." >&2; exit 1; }

.venv/lab.stamp: tools/requirements.txt | check-tools
	@[ ! -e .venv ] || ls .venv/*.stamp >/dev/null 2>&1 || \
		{ echo ".venv is not of this Makefile's making: move it away, or remove it." >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	touch .venv/venv.stamp
	$(VENV) -m pip install --quiet --require-hashes -r tools/requirements.txt
	touch $@

.venv/handouts.stamp: .venv/lab.stamp tools/requirements-handouts.txt
	$(VENV) -m pip install --quiet --require-hashes -r tools/requirements.txt -r tools/requirements-handouts.txt
	touch $@

.venv/dev.stamp: .venv/handouts.stamp tools/requirements-dev.txt tools/requirements-parity.txt
	$(VENV) -m pip install --quiet --require-hashes -r tools/requirements.txt -r tools/requirements-dev.txt \
		-r tools/requirements-parity.txt
	touch $@

.venv/course.stamp: .venv/lab.stamp tools/requirements-course.txt
	$(VENV) -m pip install --quiet --require-hashes -r tools/requirements.txt -r tools/requirements-course.txt
	touch $@

.peers/stamp: bench/peers.txt | check-tools
	$(PYTHON) -m venv --clear .peers
	.peers/bin/python -m pip install --quiet --require-hashes -r bench/peers.txt
	touch $@

.lite/stamp: browser/requirements.txt | check-tools
	$(PYTHON) -m venv --clear .lite
	.lite/bin/python -m pip install --quiet --require-hashes -r browser/requirements.txt
	touch $@

.simd/stamp: tools/requirements-simd.txt | check-tools
	$(PYTHON) -m venv --clear .simd
	.simd/bin/python -m pip install --quiet --require-hashes -r tools/requirements-simd.txt
	touch $@

# With GoNB comes goimports.
.bin/gonb .bin/staticcheck .bin/actionlint: .bin/%: tools/%/go.mod tools/%/go.sum | check-tools
	cd tools/$* && GOBIN="$(CURDIR)/.bin" go install tool
	touch $@

# Everything that runs later finds its modules here, MNIST among them, and needs no network. GOFLAGS may have tags for what
# runs in cells; the command itself is built without.
kernel: .bin/gonb
	go mod download
	go build -tags= -o .bin/dlfs ./cmd/dlfs
	.bin/dlfs kernel install
	.bin/dlfs data

# A notebook that came with an update is signed too.
.jupyter/trusted: $(wildcard notebooks/*/*.ipynb notebooks/*/*/*.ipynb) | .venv/lab.stamp
	@mkdir -p .jupyter
	$(VENV) tools/notebooks.py trust
	touch $@

.jupyter/warm: .venv/lab.stamp .bin/gonb go.mod go.sum $(GO_FILES) | kernel
	$(VENV) tools/notebooks.py warm
	touch $@

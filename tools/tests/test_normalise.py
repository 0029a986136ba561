import pytest

from nbtools import normalise
from samples import code, display, error, notebook, stderr, stdout

PLACES = [("/tmp/dlfs-ab/tmp", "$TMPDIR"), ("/home/ada/go", "$GOMODCACHE"), ("/home/ada", "$HOME")]

TRACE = """panic: boom

goroutine 1 [running]:
main.f(0xc000012345, 0x3)
\t/tmp/dlfs-ab/tmp/gonb_0a1b2c3d/main.go:8 +0x95
created by main.main in goroutine 34
exit status 2
"""

TIDY_TRACE = """panic: boom

goroutine 1 [running]:
main.f(0x…, 0x3)
\tgonb/main.go:8 +0x…
created by main.main in goroutine N
exit status 2
"""


def tidied(*outputs):
    return normalise.normalise(notebook(code("%%", *outputs)), PLACES).cells[0].outputs


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ([stdout("a"), stdout("b\n")], [stdout("ab\n")]),
        (
            [stdout("a\n"), stderr("x"), stdout("b\n"), stderr("y")],
            [stdout("a\nb\n"), stderr("xy")],
        ),
        ([stderr("x"), stdout("a")], [stdout("a"), stderr("x")]),
        (
            [stdout("a"), display(html="<b>1</b>"), stdout("b"), stdout("c")],
            [stdout("a"), display(html="<b>1</b>"), stdout("bc")],
        ),
        ([], []),
    ],
)
def test_streams_are_merged_between_displays(given, wanted):
    assert tidied(*given) == wanted


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (stderr(TRACE), stderr(TIDY_TRACE)),
        (stdout("in /home/ada/go/x and /home/ada/y"), stdout("in $GOMODCACHE/x and $HOME/y")),
        (
            error(
                '"/home/ada/bin/go build -o /home/ada/.cache/k/0f1e/gonb_00000000/gonb_00000000"'
            ),
            error('"$HOME/bin/go build -o gonb"'),
        ),
        (stdout("see /tmp/dlfs-ab/tmp/x"), stdout("see $TMPDIR/x")),
        (display(html="<i>gonb_12345678</i>"), display(html="<i>gonb</i>")),
        (
            display(html='<i class="gonb-err-location"> +0x95</i>'),
            display(html='<i class="gonb-err-location"> +0x…</i>'),
        ),
    ],
)
def test_what_differs_from_run_to_run_is_replaced(given, wanted):
    assert tidied(given) == [wanted]


@pytest.mark.parametrize(
    "untouched",
    [
        stdout("float64 bits 0x3fb999999999999a, goroutine 7\n"),
        stdout("gonb_1234 and 0x12\n"),
        display(html='<img src="data:image/png;base64,gonb/0xabcdef0123">'),
        display(html='<img src="data:image/svg+xml,%3Csvg d=%22 gonb_12345678 %22/%3E">'),
        display(png="gonb+0xabcdef0123"),
    ],
)
def test_what_a_cell_means_to_show_stays(untouched):
    assert tidied(untouched) == [untouched]


def test_metadata_is_reduced():
    given = notebook(
        code("%%", dlfs={"mirrors": ["S1-01"]}, tags=["raises-exception"], scrolled=True)
    )
    given.cells[0].metadata["execution"] = {"iopub.status.busy": "2026-01-01T00:00:00Z"}
    given.metadata["widgets"] = {}
    given.metadata["language_info"] = {"name": "go", "version": "go1.26.8", "pygments_lexer": ""}
    normalise.normalise(given, PLACES)
    assert given.cells[0].metadata == {"dlfs": {"mirrors": ["S1-01"]}, "tags": ["raises-exception"]}
    assert set(given.metadata) == {"kernelspec", "language_info"}
    assert given.metadata.language_info == {"name": "go"}


def test_normalising_again_changes_nothing():
    once = normalise.normalise(notebook(code("%%", stderr(TRACE), stdout("ü\n"))), PLACES)
    text = normalise.text_of(once)
    assert normalise.text_of(normalise.normalise(once, PLACES)) == text
    assert text.endswith("}\n")
    assert "ü" in text

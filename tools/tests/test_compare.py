import pytest

from nbtools.compare import differences
from samples import code, display, error, notebook, png, stderr, stdout


def found(old, new, *, exact=True):
    return differences(notebook(code("%%", *old)), notebook(code("%%", *new)), exact_figures=exact)


def test_equal_outputs_have_no_difference():
    outputs = [stdout("a\n"), display(png=png(), html='<img alt="x">'), error()]
    assert found(outputs, outputs) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([stdout("0.5\n")], [stdout("0.6\n")]),
        ([stdout("a\n")], [stderr("a\n")]),
        ([stdout("a\n")], []),
        ([], [display(png=png())]),
        ([display(html='<img alt="up">')], [display(html='<img alt="down">')]),
        ([error("exit status 1")], [error("exit status 2")]),
        ([display(png=png()), stdout("a")], [stdout("a"), display(png=png())]),
    ],
)
@pytest.mark.parametrize("exact", [True, False])
def test_changed_text_is_found_and_named(old, new, exact):
    (said,) = found(old, new, exact=exact)
    assert said.startswith("cell 1 (cell-1): the output differs")


def test_a_text_difference_shows_both_lines():
    (said,) = found([stdout("loss 0.5\n")], [stdout("loss 0.6\n")])
    assert "-loss 0.5" in said
    assert "+loss 0.6" in said


def as_html(picture):
    return display(html=f'<img alt="x" src="data:image/png;base64,{picture}">')


@pytest.mark.parametrize("shown", [lambda p: display(png=p), as_html])
@pytest.mark.parametrize(
    ("old", "new", "exact", "difference"),
    [
        (png(100), png(100, spot=101), True, "figure 1 differs in 1 pixels, by up to 1 of 255"),
        (png(100), png(100, spot=101), False, None),
        (png(100), png(100, spot=120), False, "figure 1 differs in 1 pixels, by up to 20 of 255"),
        (png(100), png(130), False, "figure 1 differs in 32 pixels"),
        (png(compression=0), png(compression=9), True, "same pixels but other bytes"),
        (png(compression=0), png(compression=9), False, None),
    ],
)
def test_changed_pixels(shown, old, new, exact, difference):
    said = found([shown(old)], [shown(new)], exact=exact)
    if difference is None:
        assert said == []
    else:
        assert len(said) == 1
        assert difference in said[0]


@pytest.mark.parametrize(
    ("spot", "dots", "same"),
    [
        (100 + 64, 4, True),
        (100 + 65, 1, False),
        (100 + 20, 4, True),
        (100 + 20, 5, False),
        (100 + 8, 4000, True),
    ],
)
def test_a_few_pixels_may_have_another_colour_of_the_palette(spot, dots, same):
    plain = png(100, size=(80, 50))
    assert (found([display(png=plain)], [display(png=plain)], exact=False)) == []
    spotted = png(100, size=(80, 50), spot=spot, dots=dots)
    assert (found([display(png=plain)], [display(png=spotted)], exact=False) == []) is same
    assert found([display(png=plain)], [display(png=spotted)]) != []


def as_svg(path):
    return [display(html=f'<img src="data:image/svg+xml,%3Csvg%3E%0A{path} 图%3C/svg%3E">')]


@pytest.mark.parametrize(
    ("path", "same"),
    [
        ("M1.5,20L3,1234.5", True),
        ("M1.51,20L3,1234.6", True),
        ("M1.5,20L3,1234.8", False),
        ("M1.5,21L3,1234.5", False),
        ("M1.5,20Q3,1234.5", False),
        ("M1.5,20L3,1234.5Z", False),
    ],
)
def test_an_svg_may_differ_in_last_digits(path, same):
    drawn = "M1.5,20L3,1234.5"
    assert (found(as_svg(drawn), as_svg(path), exact=False) == []) is same
    assert (found(as_svg(drawn), as_svg(path)) == []) is (path == drawn)


def test_another_number_of_cells():
    assert differences(notebook(code()), notebook(), exact_figures=True) == [
        "1 cells are committed, 0 were run"
    ]

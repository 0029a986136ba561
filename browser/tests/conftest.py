"""What the tests of the site stand on: the built site on a server, in each browser."""

import os

import pytest

import visits

# What `make test-all` runs of the notebooks. In Chromium it runs all other tests, too, and these
# in Firefox as well: two browsers make different code of the same module.
BOTH = ("test_vectors.py",)
FEW = (
    ("chromium", "en/00_start_here.ipynb"),
    ("chromium", "ja/ch04_3x_exercises.ipynb"),
    ("firefox", "ko/00_start_here.ipynb"),
)
# Of long tables of cells it runs one in so many.
ONE_IN = {"test_meaning.py": 4, "test_values.py": 8}


def pytest_collection_modifyitems(items):
    for item in items:
        case = getattr(item, "callspec", None)
        browser = case.params.get("browser", "chromium") if case else "chromium"
        if item.path.name == "test_notebooks.py":
            few = (browser, case.params["name"]) in FEW
        else:
            few = (browser == "chromium" or item.path.name in BOTH) and in_sample(item, case)
        if not few:
            item.add_marker("more")


def in_sample(item, case) -> bool:
    numbers = [number for name, number in case.indices.items() if name != "browser"] if case else []
    return sum(numbers) % ONE_IN.get(item.path.name, 1) == 0


def pytest_report_header():
    missing = [name for name in visits.BROWSERS if name not in visits.browsers()]
    return [
        f"Left out: {name}, which is not installed (apt install {name}-esr)." for name in missing
    ]


def pytest_generate_tests(metafunc):
    if "browser" in metafunc.fixturenames:
        metafunc.parametrize("browser", visits.browsers(), indirect=True, scope="session")


@pytest.fixture(scope="session")
def browser(request):
    with visits.launch(request.param) as opened:
        yield opened


@pytest.fixture
def context(browser):
    """A browser that was never here."""
    opened = browser.new_context()
    yield opened
    opened.close()


@pytest.fixture
def server():
    with visits.serve() as running:
        yield running


@pytest.fixture
def notebook(browser, server):
    """The first notebook, in a browser that was never here."""
    context = browser.new_context()
    visits.headless(context)
    opened = visits.open_notebook(context, server, "en/00_start_here.ipynb")
    yield opened
    context.close()


@pytest.fixture(scope="module")
def first_notebook(browser):
    """The same for all tests of a file."""
    with visits.serve() as running:
        context = browser.new_context()
        visits.headless(context)
        yield visits.open_notebook(context, running, "en/00_start_here.ipynb")
        context.close()


if not visits.SITE.is_dir():
    raise pytest.UsageError("there is no site/: run `make lite` first")
if os.environ.get("CI") and visits.browsers() != [*visits.BROWSERS]:
    raise pytest.UsageError(f"of {visits.BROWSERS}, only {visits.browsers()} are installed")

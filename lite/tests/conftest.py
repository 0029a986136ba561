"""What the tests of the site stand on: the built site on a server, in each browser there is."""

import os

import pytest

import visits


def pytest_generate_tests(metafunc):
    if "browser" in metafunc.fixturenames:
        metafunc.parametrize("browser", visits.browsers(), indirect=True, scope="session")


@pytest.fixture(scope="session")
def browser(request):
    with visits.launch(request.param) as opened:
        yield opened


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


if os.environ.get("CI") is None and not visits.SITE.is_dir():
    raise pytest.UsageError("there is no site/: run `make lite` first")

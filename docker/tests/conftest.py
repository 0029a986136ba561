"""The image is built once for all tests that ask for it."""

import os

import pytest

import container


@pytest.fixture(scope="session")
def built():
    """The image, built anew as far as something has changed."""
    if reason := container.why_not():
        pytest.fail(f"the image cannot be built here: {reason}", pytrace=False)
    container.build()
    return container.settings()


@pytest.fixture(scope="session")
def class_built():
    """The image of the class server, on top of it."""
    if reason := container.why_not():
        pytest.fail(f"the class server cannot be built here: {reason}", pytrace=False)
    container.build_class()


@pytest.fixture(scope="session")
def root(built):
    with container.mounted() as folder:
        yield folder


@pytest.fixture
def home(tmp_path):
    """An empty home of a user whom the image does not know."""
    os.chown(tmp_path, USER, USER)
    tmp_path.chmod(0o700)
    for parent in tmp_path.parents:
        if parent.owner() == "root" and str(parent).startswith("/tmp/"):
            parent.chmod(0o711)
    return tmp_path


USER = 23456

"""JupyterLab there opens as the course's: on the notebook asked for, in its language, unchanged."""

import json
import tempfile
from pathlib import Path

import pytest

import visits
from nbtools import lab

CHAPTER = "ch04_3_numerical_differentiation.ipynb"
HELLO = '%%\nfmt.Println("hello")'
LANGUAGES = [
    ("ja", "ja", "ファイル"),
    pytest.param("en", "en", "File", marks=pytest.mark.more),
    pytest.param("zh", "zh", "文件", marks=pytest.mark.more),
    pytest.param("ko", "ko", "파일", marks=pytest.mark.more),
]


def current(notebook) -> str:
    return notebook.page.evaluate("() => jupyterapp.shell.currentWidget.context.path")


def wait_for_splash(page, sentence: str) -> None:
    page.wait_for_function(
        f"""() => document.getElementById('splash')?.textContent.includes({json.dumps(sentence)})"""
    )


def words(language: str) -> dict[str, str]:
    return json.loads((visits.ROOT / "browser/lab/words.json").read_text("utf-8"))[language]


@pytest.mark.parametrize(("folder", "lang", "menu"), LANGUAGES)
def test_in_the_language_of_the_notebook(context, server, folder, lang, menu):
    name = f"{folder}/{CHAPTER}"
    notebook = visits.open_notebook(context, server, name)
    page = notebook.page
    page.wait_for_function("() => document.getElementById('splash') === null")
    assert page.evaluate("() => document.documentElement.lang").startswith(lang)
    assert menu in page.evaluate("() => document.querySelector('#jp-top-panel').textContent")
    page.wait_for_timeout(4000)  # more than it takes until a changed notebook is saved
    assert page.evaluate("() => jupyterapp.shell.currentWidget.context.model.dirty") is False
    assert stored(page) == []
    assert current(notebook) == name
    asked = page.evaluate("() => new URL(location.href).searchParams.get('path')")
    assert asked == name
    assert words("en")["title"] in page.title() and "Jupyter" not in page.title()
    assert visits.text_of(notebook.run_cell(HELLO)) == "hello\n"
    page.evaluate("() => document.querySelector('#dlfs-book').click()")
    wait_for_page_of(page, name)
    assert server.missed == []


def wait_for_page_of(page, name: str) -> None:
    """Waits for the book's page of a notebook, which JupyterLab leads back to."""
    address = name.removesuffix("ipynb") + "html"
    page.wait_for_function(f"() => location.pathname.endsWith({json.dumps(address)})")
    page.wait_for_function("() => Boolean(document.querySelector('main h1'))")


def stored(page) -> list[str]:
    """The notebooks of which the browser has a copy."""
    return page.evaluate(
        """() => new Promise((resolve, reject) => {
            const {pathname} = new URL('..', location.href);
            const opened = indexedDB.open(`JupyterLite Storage - ${pathname}`);
            opened.onerror = () => reject(opened.error);
            opened.onsuccess = () => {
                const database = opened.result;
                const end = (keys) => { database.close(); resolve(keys); };
                if (!database.objectStoreNames.contains('files')) return end([]);
                const asked = database.transaction('files').objectStore('files').getAllKeys();
                asked.onsuccess = () => end(asked.result);
            };
        })"""
    )


def test_the_notebook_asked_for_comes_to_the_front(context, server):
    first = visits.open_notebook(context, server, f"en/{CHAPTER}")
    first.page.wait_for_timeout(2000)  # JupyterLab remembers what was open.
    first.page.close()
    second = visits.open_notebook(context, server, "en/00_start_here.ipynb")
    second.page.wait_for_timeout(2000)
    assert current(second) == "en/00_start_here.ipynb"
    opened = second.page.evaluate("() => new URL(location.href).searchParams.get('path')")
    assert opened == "en/00_start_here.ipynb"


def test_a_narrow_screen_gets_the_notebook_alone(browser, server):
    if not hasattr(browser, "browser_type"):
        pytest.skip("Firefox is driven without sizes of windows")
    context = browser.new_context(viewport={"width": 390, "height": 800})
    notebook = visits.open_notebook(context, server, f"ko/{CHAPTER}")
    assert "/notebooks/index.html?path=ko" in notebook.page.url
    widths = "() => [document.documentElement.scrollWidth, innerWidth]"
    whole, seen = notebook.page.evaluate(widths)
    assert whole <= seen
    assert visits.text_of(notebook.run_cell(HELLO)) == "hello\n"
    notebook.page.evaluate(
        """() => {
            const {commands, shell} = jupyterapp;
            shell.currentWidget.content.model.sharedModel.cells[0].setSource('changed');
            commands.execute('dlfs:book');
        }"""
    )
    wait_for_page_of(notebook.page, f"ko/{CHAPTER}")
    notebook = visits.open_notebook(context, server, f"ko/{CHAPTER}")
    assert stored(notebook.page) == [f"ko/{CHAPTER}"]  # It was saved on the way.
    assert server.missed == []
    context.close()


def test_the_splash_says_what_is_loaded_and_what_failed(context, server):
    (bundle,) = (p.relative_to(visits.SITE) for p in (visits.SITE / "build/lab").iterdir())
    server.moved[bundle.as_posix()] = "nowhere"
    page = context.new_page()
    page.goto(server.address(f"zh/{CHAPTER}"))
    wait_for_splash(page, words("zh")["failed"])
    assert words("zh")["title"] in page.title()
    assert page.evaluate("() => document.getElementById('read').href").endswith("/zh/index.html")
    server.moved.clear()
    server.cut.add("api/translations/zh_CN.json")  # It is said in English then.
    notebook = visits.open_notebook(context, server, f"zh/{CHAPTER}")
    assert visits.text_of(notebook.run_cell(HELLO)) == "hello\n"


def test_blocked_storage_is_one_sentence(browser, server):
    if not hasattr(browser, "browser_type"):
        pytest.skip("Firefox has the setting in a file of its own")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        settings = Path(profile, "Default", "Preferences")
        settings.parent.mkdir()
        blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
        settings.write_text(json.dumps(blocked))
        context = browser.browser_type.launch_persistent_context(
            profile, executable_path=lab.find_browser(), args=[*lab.FLAGS, "--no-sandbox"]
        )
        notebook = visits.open_notebook(context, server, f"en/{CHAPTER}")
        notebook.page.wait_for_function("() => document.querySelector('.Toastify__toast') !== null")
        (said,) = notebook.notifications()
        assert said.startswith(words("en")["memory"])
        assert visits.text_of(notebook.run_cell(HELLO)) == "hello\n"
        notebook.add_cell("// mine")
        notebook.command("docmanager:save")
        assert not notebook.page.evaluate(
            "() => jupyterapp.shell.currentWidget.context.model.dirty"
        )
        context.close()

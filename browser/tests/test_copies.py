"""The learner's copies of notebooks: never lost, and never in the way of a new version."""

import copy
import json

import pytest

import visits

NAME = "en/ch04_errata.ipynb"
WORDS = json.loads((visits.ROOT / "browser/lab/words.json").read_text("utf-8"))["en"]
BESIDE = f"en/ch04_errata ({WORDS['beside']}).ipynb"


@pytest.fixture
def original():
    return json.loads((visits.SITE / "files" / NAME).read_text("utf-8"))


def with_cell(notebook: dict, source: str) -> dict:
    changed = copy.deepcopy(notebook)
    changed["cells"][-1] |= {"source": source}
    return changed


def lay(context, server, notebook: dict, mark: str = "") -> None:
    """Lays a copy into JupyterLab's store, which began from the version that the site has now.

    With a mark it is from the book, which brings its own.
    """
    page = context.new_page()
    page.goto(f"{server.url}icon.svg")
    page.evaluate(
        """async ([path, notebook, mark]) => {
            const site = new URL('./', location.href);
            const {digest} = await import(new URL('extensions/dlfs-go/lab/copies.js', site));
            const original = await (await fetch(`files/${path}`, {cache: 'no-cache'})).json();
            notebook.metadata = mark ? {...notebook.metadata, [mark]: 'sum'}
                : {...notebook.metadata, dlfs_original: digest(original)};
            const model = {name: path.split('/').at(-1), path, created: '', last_modified: '',
                format: 'json', mimetype: 'application/json', content: notebook, size: 1,
                writable: true, type: 'notebook'};
            const asked = indexedDB.open(`JupyterLite Storage - ${site.pathname}`);
            const database = await new Promise((resolve) => {
                asked.onupgradeneeded = () => asked.result.createObjectStore('files');
                asked.onsuccess = () => resolve(asked.result);
            });
            const transaction = database.transaction('files', 'readwrite');
            transaction.objectStore('files').put(model, path);
            await new Promise((resolve) => { transaction.oncomplete = resolve; });
            database.close();
        }""",
        [NAME, notebook, mark],
    )
    page.close()


def publish(server, notebook: dict) -> None:
    """The site has this version of the notebook from now on."""
    server.damaged[f"files/{NAME}"] = json.dumps(notebook).encode()


def stored(page) -> dict:
    """What the browser has, by path."""
    return page.evaluate(
        """() => new Promise((resolve, reject) => {
            const {pathname} = new URL('..', location.href);
            const opened = indexedDB.open(`JupyterLite Storage - ${pathname}`);
            opened.onerror = () => reject(opened.error);
            opened.onsuccess = async () => {
                const files = opened.result.transaction('files').objectStore('files');
                const get = (asked) => new Promise((done) => {
                    asked.onsuccess = () => done(asked.result);
                });
                const asked = [get(files.getAllKeys()), get(files.getAll())];
                const [keys, all] = await Promise.all(asked);
                opened.result.close();
                resolve(Object.fromEntries(keys.map((key, i) => [key, all[i]])));
            };
        })"""
    )


def last_source(notebook) -> str:
    return "".join(notebook.cells()[-1]["source"])


def answer(notebook, label: str) -> None:
    found = f"""[...document.querySelectorAll('.Toastify__toast button')]
        .find((button) => button.textContent === {json.dumps(label)})"""
    notebook.page.wait_for_function(f"() => {found} !== undefined")
    notebook.page.evaluate(f"() => {found}.click()")


def test_what_is_typed_is_stored_without_a_save(context, server):
    notebook = visits.open_notebook(context, server, NAME)
    notebook.add_cell("// typed and never saved")
    notebook.page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    notebook.page.close()
    again = visits.open_notebook(context, server, NAME)
    assert any("never saved" in "".join(cell["source"]) for cell in again.cells())


def test_a_copy_that_says_nothing_new_is_dropped(context, server, original):
    lay(context, server, with_cell(original, "mine, again"))
    notebook = visits.open_notebook(context, server, NAME)
    assert last_source(notebook) == "mine, again"
    publish(server, with_cell(original, "mine, again"))
    notebook.page.close()
    notebook = visits.open_notebook(context, server, NAME)
    assert notebook.notifications() == []
    publish(server, with_cell(original, "the newest"))
    notebook.page.close()
    notebook = visits.open_notebook(context, server, NAME)
    assert last_source(notebook) == "the newest" and stored(notebook.page) == {}


def test_the_new_version_is_offered_and_mine_kept(context, server, original):
    lay(context, server, with_cell(original, "mine"))
    publish(server, with_cell(original, "theirs"))
    notebook = visits.open_notebook(context, server, NAME)
    answer(notebook, WORDS["mine"])
    notebook.page.wait_for_timeout(500)
    notebook.page.close()
    notebook = visits.open_notebook(context, server, NAME)
    notebook.page.wait_for_timeout(1000)
    assert last_source(notebook) == "mine" and notebook.notifications() == []


def test_the_new_version_is_offered_and_taken(context, server, original):
    lay(context, server, with_cell(original, "mine"))
    publish(server, with_cell(original, "theirs"))
    notebook = visits.open_notebook(context, server, NAME)
    assert last_source(notebook) == "mine"
    answer(notebook, WORDS["new"])
    notebook.page.wait_for_function(
        """() => [...jupyterapp.shell.currentWidget.content.model.cells].at(-1)
            .sharedModel.getSource() === 'theirs'"""
    )
    assert NAME not in stored(notebook.page)
    restored = """async (path) => {
        const {contents} = jupyterapp.serviceManager;
        const points = await contents.listCheckpoints(path);
        await contents.restoreCheckpoint(path, points.at(-1).id);
        return (await contents.get(path, {content: true})).content.cells.at(-1).source;
    }"""
    assert notebook.page.evaluate(restored, NAME) == "mine"


def test_the_new_version_is_offered_and_laid_beside(context, server, original):
    lay(context, server, with_cell(original, "mine"))
    publish(server, with_cell(original, "theirs"))
    notebook = visits.open_notebook(context, server, NAME)
    answer(notebook, WORDS["both"])
    notebook.page.wait_for_function(
        f"() => jupyterapp.shell.currentWidget?.context?.path === {json.dumps(BESIDE)}"
    )
    kept = stored(notebook.page)
    assert kept[BESIDE]["content"]["cells"][-1]["source"] == "theirs"
    assert kept[NAME]["content"]["cells"][-1]["source"] == "mine"
    assert not [name for name in server.missed if name.endswith(".ipynb")]


def test_what_comes_from_the_book_is_the_learners(context, server, original):
    lay(context, server, with_cell(original, "of the book"), "dlfs_from_the_book")
    notebook = visits.open_notebook(context, server, NAME)
    assert last_source(notebook) == "of the book"
    notebook.page.close()
    publish(server, with_cell(original, "theirs"))
    notebook = visits.open_notebook(context, server, NAME)
    answer(notebook, WORDS["mine"])
    assert last_source(notebook) == "of the book"


def test_full_storage_is_one_sentence(context, server):
    notebook = visits.open_notebook(context, server, NAME)
    notebook.page.evaluate(
        """() => {
            IDBObjectStore.prototype.put = () => {
                throw new DOMException('no room', 'QuotaExceededError');
            };
        }"""
    )
    for number in range(2):
        notebook.add_cell(f"// cell {number}")
        notebook.command("docmanager:save")
    notebook.page.wait_for_timeout(1000)
    (said,) = notebook.notifications()
    assert said.startswith(WORDS["full"])
    assert "cell 1" in json.dumps(notebook.cells())

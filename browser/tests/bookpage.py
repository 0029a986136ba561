"""A page of the book, driven by what its scripts give to the reader."""

import json
import time

import visits

SECONDS = 120
STORE = f"dlfs-book {visits.SUB_PATH}"
# The tools with their keys, and those for the reader's own work, each of which comes by itself.
READY = "['.run-tools [aria-keyshortcuts]', '.run-own-work'].every(e => document.querySelector(e))"


class BookPage:
    """A page that is open. What it does goes without a mouse, which not every browser here has."""

    def __init__(self, page, server, name: str) -> None:
        self.page, self.notebook = page, name
        page.set_default_timeout(1000 * SECONDS)
        page.goto(server.url + address(name))
        self.wait_for(READY)

    def wait_for(self, what: str, seconds: float = SECONDS) -> None:
        self.page.wait_for_function(f"() => Boolean({what})", timeout=1000 * seconds)

    def click(self, cell: str, name: str) -> None:
        """Clicks the button with that name."""
        self.page.evaluate(
            """([cell, name]) => [...document.querySelectorAll(`#${cell} button`)]
                .find(b => b.textContent === name && !b.hidden).click()""",
            [cell, name],
        )

    def reset(self, cell: str) -> None:
        """Back to what the book has, with nothing set aside."""
        changed = self.page.evaluate(
            """cell => {
                const root = document.querySelector(`#${cell}`);
                const changed = root.classList.contains('run-changed');
                root.querySelectorAll('.run-tools button')[3].click();
                return changed;
            }""",
            cell,
        )
        if changed:
            delete = f"document.querySelector('#{cell} .run-notes button:last-of-type')"
            self.wait_for(delete)
            self.page.evaluate(f"{delete}.click()")

    def run(self, cell: str, seconds: float = SECONDS) -> str:
        """Runs a cell and returns the text of its outputs."""
        self.click(cell, "Run")
        self.wait_until_idle(seconds)
        return self.text(cell)

    def run_all(self, seconds: float) -> None:
        self.page.evaluate("document.querySelector('.run-bar button').click()")
        self.wait_until_idle(seconds)

    def wait_until_idle(self, seconds: float = SECONDS) -> None:
        self.wait_for("!document.querySelector('.run-busy')", seconds)

    def text(self, cell: str, part: str = ".outputs") -> str:
        return self.page.evaluate(
            "([cell, part]) => document.querySelector(`#${cell} ${part}`).innerText", [cell, part]
        )

    def wait_for_text(self, cell: str, text: str, seconds: float = SECONDS) -> None:
        shown = f"document.querySelector('#{cell} .outputs').textContent"
        self.wait_for(f"{shown}.includes({json.dumps(text)})", seconds)

    def source(self, cell: str) -> str:
        """The text of a cell, as it is seen."""
        return self.page.evaluate(
            """cell => {
                const lines = document.querySelectorAll(`#${cell} .cm-line`);
                if (lines.length) return [...lines].map(l => l.textContent).join('\\n');
                return document.querySelector(`#${cell} pre.sourceCode`).textContent.trimEnd();
            }""",
            cell,
        )

    def write(self, cell: str, source: str) -> None:
        """Edits a cell, and looks at what the editor then shows."""
        self.paste(cell, source)
        assert self.source(cell) == source

    def paste(self, cell: str, source: str) -> None:
        """Edits a cell: the whole text is replaced as a paste would."""
        self.click(cell, "Edit")
        self.wait_for(f"document.querySelector('#{cell} .cm-content')")
        self.page.evaluate(
            """([cell, source]) => {
                const content = document.querySelector(`#${cell} .cm-content`);
                content.focus();
                getSelection().selectAllChildren(content);
                return new Promise((done) => setTimeout(() => {
                    const clipboardData = new DataTransfer();
                    clipboardData.setData('text/plain', source);
                    const firefox = {data: source, dataType: 'text/plain'};
                    const paste = {clipboardData, ...firefox, bubbles: true, cancelable: true};
                    content.dispatchEvent(new ClipboardEvent('paste', paste));
                    done();
                }, 100));
            }""",
            [cell, source],
        )

    def put(self, notebook: str, cell: str, record: dict) -> None:
        """Stores a record of a cell, as an earlier visit may have left it."""
        self.page.evaluate(
            """async (entry) => {
                const {site} = document.documentElement.dataset;
                const {Store} = await import(`${site}book/store.js`);
                await new Store(() => {}).put(...entry);
            }""",
            [notebook, cell, record],
        )

    def records(self) -> dict[str, dict]:
        """What is stored of the page, by cell."""
        return self.page.evaluate(
            f"""() => new Promise((resolve, reject) => {{
                const opened = indexedDB.open({json.dumps(STORE)});
                opened.onerror = () => reject(opened.error);
                opened.onsuccess = () => {{
                    const all = opened.result.transaction('cells').objectStore('cells').getAll();
                    all.onsuccess = () => {{
                        opened.result.close();
                        resolve(Object.fromEntries(all.result
                            .filter(({{notebook}}) => notebook === {json.dumps(self.notebook)})
                            .map(({{id, record}}) => [id, record])));
                    }};
                }};
            }})"""
        )

    def wait_until_stored(self, cell: str, source: str | None) -> None:
        """Waits until that is the text stored of a cell, or with None until nothing is."""
        end = time.monotonic() + SECONDS
        while self.records().get(cell, {}).get("source") != source:
            assert time.monotonic() < end, "not stored"
            time.sleep(0.1)

    def work(self, name: str) -> None:
        """Clicks one of the buttons for the reader's own work."""
        self.page.evaluate(
            """name => [...document.querySelectorAll('.run-own-work button')]
                .find(b => b.textContent === name).click()""",
            name,
        )

    def export(self) -> tuple[str, bytes]:
        """The name of the file with the reader's work, and what is in it."""
        self.page.evaluate(
            """() => {
                URL.createObjectURL = (file) => {
                    window.exported = file;
                    return 'blob:nothing';
                };
                HTMLAnchorElement.prototype.click = () => {};
            }"""
        )
        self.work("Export all")
        self.wait_for("window.exported")
        name, content = self.page.evaluate(
            """async () => [window.exported.name,
                [...new Uint8Array(await window.exported.arrayBuffer())]]"""
        )
        return name, bytes(content)

    def reload(self) -> None:
        self.page.reload()
        self.wait_for(READY)


def address(notebook: str) -> str:
    """Where the page of a notebook is: mirrors/zh/NAME.ipynb has zh/mirrors/NAME.html."""
    *folders, name = notebook.split("/")
    return "/".join([*reversed(folders), name.replace(".ipynb", ".html")])


def open_page(context, server, name: str = "en/00_start_here.ipynb") -> BookPage:
    return BookPage(context.new_page(), server, name)

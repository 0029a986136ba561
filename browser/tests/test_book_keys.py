"""The book by the keyboard alone."""

import pytest

import bookpage

START = "en/00_start_here.ipynb"


@pytest.fixture
def page(browser, server):
    if not hasattr(browser, "browser_type"):
        pytest.skip("only Chromium's keyboard can be pressed here")
    context = browser.new_context()
    yield bookpage.open_page(context, server, START)
    context.close()


def focus(page) -> str:
    """What has the focus: its cell and its text."""
    return page.page.evaluate(
        """() => {
            const {activeElement: e} = document;
            const text = e.classList.contains('cm-content') ? 'editor' : e.textContent;
            return `${e.closest('.cell')?.id}: ${text}`;
        }"""
    )


def tab_to(page, what: str) -> None:
    for _ in range(60):
        page.page.keyboard.press("Tab")
        if focus(page) == what:
            return
    raise AssertionError(f"Tab does not come to {what}")


def test_from_the_page_to_a_changed_cell_that_has_run(page):
    keys = page.page.keyboard
    tab_to(page, "hello: Edit")
    keys.press("Enter")
    page.wait_for("document.activeElement.classList.contains('cm-content')")
    keys.press("Control+End")
    keys.press("Enter")
    keys.type("fmt.Println(6 * 7)")
    keys.press("Tab")
    assert page.source("hello").endswith("\n\tfmt.Println(6 * 7)"), "Tab indents"
    keys.press("Shift+Tab")
    keys.press("Control+Enter")
    page.wait_for_text("hello", "42")
    assert focus(page) == "hello: editor", "it stays"
    keys.press("Shift+Enter")
    assert focus(page) == "last-line-shown: Run", "it goes on"
    page.wait_until_idle()
    keys.press("Shift+Enter")
    assert focus(page) == "counter: Run"
    page.wait_until_idle()
    assert page.text("last-line-shown", ".run-said") == "done"


def test_escape_leaves_the_editor_so_that_tab_goes_on(page):
    keys = page.page.keyboard
    tab_to(page, "hello: Edit")
    keys.press("Enter")
    page.wait_for("document.activeElement.classList.contains('cm-content')")
    keys.press("Escape")
    assert focus(page) == "hello: Run"
    keys.press("Tab")
    assert focus(page) == "hello: Edit"


def test_names_are_completed(page):
    keys = page.page.keyboard
    page.run("hello")
    page.write("hello", "fmt.Println(strings.ToUpp")
    keys.press("Control+End")
    keys.press("Control+Space")
    page.wait_for("document.querySelector('.cm-tooltip-autocomplete')")
    page.page.wait_for_timeout(200)
    keys.press("Enter")
    assert page.source("hello").startswith("fmt.Println(strings.ToUpper")
    keys.press("Control+Space")
    page.wait_for("document.querySelector('.cm-tooltip-autocomplete')")
    keys.press("Escape")
    assert focus(page) == "hello: editor", "Escape closes the list first"
    keys.press("Escape")
    assert focus(page) == "hello: Run"


def test_a_run_is_stopped_and_the_focus_stays_in_the_cell(page):
    page.write("hello", "for {\n}")
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("Enter")
    page.wait_for("!document.querySelector('#hello .run-tools button:nth-of-type(2)').hidden")
    page.page.keyboard.press("Tab")
    assert focus(page) == "hello: Stop"
    page.page.keyboard.press("Enter")
    page.wait_until_idle()
    assert focus(page) == "hello: Run"


def test_what_happens_is_said(page):
    page.page.evaluate(
        """() => {
            window.said = [];
            const status = document.querySelector('.run-status [role=status]');
            new MutationObserver(() => said.push(status.textContent))
                .observe(status, {childList: true, characterData: true, subtree: true});
        }"""
    )
    page.run("hello")
    said = page.page.evaluate("window.said")
    assert said[0] == "Cell 2: downloading…" and said[-1] == "Cell 2: done", said
    assert {"Cell 2: compiling…", "Cell 2: running…"} <= set(said)


def test_without_the_editor_there_is_a_plain_field(page, server):
    server.damaged["book/editor.js"] = b"throw new Error('not this time')"
    page.click("hello", "Edit")
    page.wait_for("document.activeElement.tagName === 'TEXTAREA'")
    page.page.keyboard.press("Control+End")
    page.page.keyboard.type("\nfmt.Println(6 * 7)")
    page.page.keyboard.press("Control+Enter")
    page.wait_for_text("hello", "42")


def test_every_tool_has_a_key(page):
    keys = page.page.keyboard
    book = page.source("hello")
    tab_to(page, "hello: Run")
    keys.press("e")
    page.wait_for("document.activeElement.classList.contains('cm-content')")
    assert page.source("hello") == book, "the letter is not typed"
    page.write("hello", "for {\n}")
    keys.press("Control+Enter")
    page.wait_for("!document.querySelector('#hello .run-tools button:nth-of-type(2)').hidden")
    keys.press("Escape")
    keys.press("s")
    page.wait_until_idle()
    assert page.text("hello", ".run-said") == "stopped"
    keys.press("r")
    assert page.source("hello") == book
    tab_to(page, "counter: Run")
    keys.press("a")
    page.wait_until_idle()
    assert page.text("hello").strip() == "Hello. This is Go."
    assert page.text("hello", ".run-said") == "done"
    assert page.text("counter", ".run-said") == ""


def test_letters_are_keys_on_other_keyboards_and_left_alone_where_somebody_writes(page):
    page.page.evaluate(
        """() => {
            const tool = document.querySelector('#hello .run-tools button');
            const press = (how) => tool.dispatchEvent(
                new KeyboardEvent('keydown', {bubbles: true, ...how}));
            press({key: 'r', ctrlKey: true});
            press({key: 'e', altKey: true});
            if (document.querySelector('#hello .run-editor')) throw new Error('with Alt');
            press({key: 'ㄷ', code: 'KeyE'});
        }"""
    )
    page.wait_for("document.activeElement.classList.contains('cm-content')")
    page.page.keyboard.type("are")
    assert "are" in page.source("hello")


def test_what_is_reset_can_be_taken_back(page):
    page.write("hello", "mine")
    page.click("hello", "Reset")
    assert page.source("hello") != "mine"
    page.reload()
    page.wait_for("document.querySelector('#hello .run-notes button')")
    tab_to(page, "hello: Take mine back")
    page.page.keyboard.press("Enter")
    assert page.source("hello") == "mine"
    assert page.text("hello", ".run-notes") == ""

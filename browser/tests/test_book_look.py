"""The book's pages in Chromium: on a phone, on paper, in the dark, without scripts."""

import contextlib
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

import visits

POLICY = "script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'"
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 800}
LESSON = "ch04_3_numerical_differentiation.html"
# One of each kind, for what takes long.
SAMPLE = (
    *("index.html", "licences.html", "en/index.html", f"en/{LESSON}", "zh/index.html"),
    *("ko/ch05_6_affine_and_softmax.html", "ja/ch04_3x_exercises.html"),
    *("zh/mirrors/S1_chapter_4.html", "en/00_start_here.html"),
)

# What is cut off at the right, and not in a part that scrolls.
CUT = """() => [...document.body.querySelectorAll('*')].filter((element) => {
    const {width, right} = element.getBoundingClientRect();
    if (width === 0 || right <= innerWidth + 1 || element.closest('.skip')) return false;
    for (let parent = element; parent; parent = parent.parentElement) {
        const scrolls = ['auto', 'scroll'].includes(getComputedStyle(parent).overflowX);
        if (scrolls && parent.getBoundingClientRect().right <= innerWidth + 1) return false;
    }
    return true;
}).map((element) => `${element.tagName} in ${element.closest('.cell')?.id}`)"""


def book() -> list[str]:
    """The addresses of the book's pages; JupyterLite's are in other folders."""
    folders = ("", "en", "zh", "ko", "ja", "*/mirrors")
    found = (p for folder in folders for p in visits.SITE.glob(f"{folder}/*.html".lstrip("/")))
    return sorted(p.relative_to(visits.SITE).as_posix() for p in found)


@pytest.fixture(scope="module")
def site():
    """A server that allows pages nothing but scripts and styles that are files of the site."""
    with visits.serve() as running:
        handler = running.httpd.RequestHandlerClass.func

        def end_headers(self):
            self.send_header("Content-Security-Policy", POLICY)
            super(handler, self).end_headers()

        handler.end_headers = end_headers
        yield running


@contextlib.contextmanager
def page_in(browser, **options):
    """A page that notes in `faults` what goes wrong in it."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.faults = faults = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda r: faults.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    yield page
    context.close()


@pytest.fixture
def chromium(browser):
    if not hasattr(browser, "browser_type"):
        pytest.skip("Firefox is driven without what this looks at")
    return browser


@pytest.mark.parametrize("language", ["", "en", "zh", "ko", "ja"])
def test_every_page_opens_and_fits_a_phone(chromium, site, language):
    names = [n for n in book() if n.rpartition("/")[0].split("/")[0] == language]
    with page_in(chromium, viewport=PHONE) as page:
        for name in names:
            page.goto(site.url + name)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
            assert page.evaluate(CUT) == [], name
        assert page.faults == []


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", PHONE), ("dark", WIDE)], ids=["phone", "wide, dark"]
)
def test_a_sample_keeps_nobody_out(chromium, site, scheme, size):
    keeps_nobody_out(chromium, site, SAMPLE, viewport=size, color_scheme=scheme)


@pytest.mark.more
def test_no_page_keeps_anybody_out(chromium, site):
    keeps_nobody_out(chromium, site, book(), viewport=WIDE, color_scheme="dark")
    keeps_nobody_out(chromium, site, book(), viewport=PHONE, color_scheme="light")


def keeps_nobody_out(browser, site, names, **options):
    faults = {}
    with page_in(browser, **options) as page:
        page.route("**/start.js", lambda route: route.abort())  # It would go on to another page.
        for name in names:
            page.goto(site.url + name)
            if name != "index.html":
                page.wait_for_selector(".search:not([hidden]), .licences")
            found = Axe().run(page).response["violations"]
            faults[name] = [(fault["id"], fault["nodes"][0]["html"]) for fault in found]
    assert {name: found for name, found in faults.items() if found} == {}


def test_a_page_is_read_and_its_figures_are_chosen_without_scripts(chromium, site):
    with page_in(chromium, viewport=PHONE, java_script_enabled=False) as page:
        page.goto(f"{site.url}en/{LESSON}")
        assert page.locator("h1").inner_text() == "4.3 Numerical differentiation"
        assert not page.locator(".search").is_visible()
        figures = page.locator("#secant img:visible")
        first = figures.get_attribute("alt")
        page.locator("#secant input").nth(3).check()
        assert figures.count() == 1 and figures.get_attribute("alt") != first
        page.goto(site.url + "index.html")
        for language in ("en", "zh", "ko", "ja"):
            assert page.locator(f'a[href="{language}/index.html"]').is_visible()
        assert page.faults == []


def test_the_contents_lead_on_to_the_page_that_was_read_last(chromium, site):
    with page_in(chromium) as page:
        page.goto(f"{site.url}ko/index.html")
        assert not page.locator("#last").is_visible()
        page.goto(f"{site.url}ko/{LESSON}")
        page.goto(f"{site.url}ko/ch04_3x_exercises.html")
        page.goto(f"{site.url}ko/index.html")
        link = page.locator("#last a")
        assert link.inner_text() == "4.3 수치 미분 · 연습 문제"
        link.click()
        assert page.url.endswith("ko/ch04_3x_exercises.html")
        # Some servers leave the end of the name out of the address.
        page.evaluate("localStorage['dlfs-last ko'] = location.pathname.replace('.html', '')")
        page.goto(f"{site.url}ko/index.html")
        assert link.inner_text() == "4.3 수치 미분 · 연습 문제"
        page.goto(f"{site.url}ja/index.html")
        assert not page.locator("#last").is_visible()
        assert page.faults == []


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-TW", "zh"), ("ko-KR", "ko"), ("ja-JP", "ja"), ("en-GB", "en"), ("de-DE", "en")],
)
def test_the_start_page_goes_on_to_the_readers_language(chromium, site, locale, language):
    with page_in(chromium, locale=locale) as page:
        page.goto(site.url)
        page.wait_for_url(f"**/{language}/index.html")
        page.goto(f"{site.url}ja/{LESSON}")
        page.goto(site.url)
        page.wait_for_url("**/ja/index.html")  # the language read last
        assert page.faults == []


def test_the_same_page_in_another_language_and_the_next(chromium, site):
    with page_in(chromium) as page:
        page.goto(f"{site.url}en/{LESSON}")
        page.locator(".languages a", has_text="한국어").click()
        page.wait_for_url(f"**/ko/{LESSON}")
        page.locator(".steps [rel=next]").click()
        page.wait_for_url("**/ko/ch04_3x_exercises.html")
        page.locator(".steps [rel=prev]").click()
        page.wait_for_url(f"**/ko/{LESSON}")
        page.locator(".home").click()
        page.wait_for_url("**/ko/index.html")
        assert page.faults == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "chain rule"), ("zh", "链式法则"), ("ko", "연쇄 법칙"), ("ja", "連鎖律")],
)
def test_the_search_finds_a_section_of_the_same_language(chromium, site, language, words):
    with page_in(chromium) as page:
        page.goto(f"{site.url}{language}/00_start_here.html")
        fetched = []
        page.on("request", lambda request: fetched.append(request.url))
        page.locator(".search input").fill(words)
        first = page.locator(".found a").first
        first.wait_for()
        assert f"/{language}/" in first.get_attribute("href")
        assert page.locator(".found mark").count() > 0
        assert {url.split("/search/")[1][:2] for url in fetched if "/search/" in url} == {language}
        page.keyboard.press("Enter")  # to the first result
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(rf"/{language}/(?!00_)"))
        assert page.faults == []


def test_without_a_network_the_search_says_so_and_tries_again(chromium, site):
    with page_in(chromium, service_workers="block") as page:
        page.goto(f"{site.url}en/{LESSON}")
        page.context.set_offline(True)
        page.locator(".search input").fill("slope")
        page.get_by_text("The search could not be loaded.").wait_for()
        page.context.set_offline(False)
        page.locator(".search input").fill("slopes")
        page.locator(".found a").first.wait_for()


def test_a_page_on_paper(chromium, site):
    with page_in(chromium, color_scheme="dark") as page:
        page.goto(f"{site.url}en/{LESSON}")
        page.emulate_media(media="print", color_scheme="dark")
        for part in (".bar", ".toc", ".steps", "#secant label"):
            assert not page.locator(part).first.is_visible(), part
        assert page.locator("#secant img:visible").count() == 1
        color = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert color == "rgb(255, 255, 255)"
        page.goto(f"{site.url}en/mirrors/S0_two_layer_net.html")  # whose outputs are long
        cut = "p => getComputedStyle(p).overflowY !== 'visible'"
        assert page.locator("pre").count() > 0
        assert page.evaluate(f"[...document.querySelectorAll('pre')].filter({cut}).length") == 0


def test_a_page_in_the_frame_of_another_site(chromium, site):
    with page_in(chromium) as page:
        page.goto(site.url + "licences.html")
        page.evaluate(
            """address => {
                const frame = document.createElement('iframe');
                frame.src = address;
                document.body.append(frame);
            }""",
            f"{site.url}index.html",
        )
        frame = page.frame_locator("iframe")
        frame.locator(".begin .button").first.click()
        frame.locator('[data-notebook="en/00_start_here.ipynb"] h1').wait_for()
        assert page.url == site.url + "licences.html"
        assert page.faults == []


def test_keys_reach_what_scrolls_and_skip_what_is_above_the_text(chromium, site):
    with page_in(chromium, viewport=PHONE) as page:
        page.goto(f"{site.url}en/{LESSON}")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.wait_for_selector("pre[tabindex]")
        wide = "p.checkVisibility() && p.scrollWidth > p.clientWidth + 1"
        page.wait_for_function(
            f"[...document.querySelectorAll('pre')].every(p => p.tabIndex === 0 || !({wide}))"
        )


def test_the_words_of_the_pages_are_there_in_every_language():
    said = json.loads((visits.ROOT / "browser" / "book" / "pages.json").read_text("utf-8"))
    names = {language: set(words) for language, words in said.items()}
    assert all(found == names["en"] for found in names.values())
    for words in said.values():
        assert all(words[name].count("{}") == 1 for name in ("chapter", "found"))
        assert all(text.strip() == text != "" for text in words.values())

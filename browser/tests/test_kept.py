"""What the service worker keeps: files as the site has them, whatever a server sends meanwhile."""

import itertools
import os
import shutil
import time
from urllib.parse import quote

import pytest

import listing
import visits

ERROR_PAGE = b"<!doctype html><title>Sorry</title>"
FILES = {
    "index.html": "<!doctype html><title>A page</title>",
    "lab/index.html": "<!doctype html><title>Lab</title>",
    "part.js": "export const part = 1;",
    "extensions/dlfs-go/kernel/blobs/1.bin": "a blob",
    "api/contents/all.json": "{}",
    "files/not yet.txt": "of the course",
    "files/zz.txt": "the last one of the course",
}
LAST = list(FILES)[-1]
OLD, NEW = FILES["part.js"], "export const part = 2;"
# HTTP tells times in whole seconds: a browser sees that a site is new if it is a second younger.
TIMES = itertools.count(int(time.time()) - 10_000)


@pytest.fixture
def site(tmp_path):
    """A site of a few files, with the worker of every site."""
    folder = tmp_path / "site"
    fill(folder, FILES)
    return folder


def fill(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    shutil.copy(visits.ROOT / "browser" / listing.WORKER, folder)
    listing.write(folder)
    made = next(TIMES)
    for path in folder.rglob("*"):
        os.utime(path, (made, made))


@pytest.fixture
def server(site):
    with visits.serve(site) as running:
        yield running


@pytest.fixture
def page(context, server):
    """A page whose fetches the worker answers."""
    opened = context.new_page()
    opened.goto(server.url)
    opened.evaluate("async () => { await navigator.serviceWorker.register('service-worker.js') }")
    wait_until(opened, "registration.active.state === 'activated'")
    opened.goto(server.url)
    assert opened.evaluate("() => navigator.serviceWorker.controller !== null")
    server.requests.clear()
    return opened


def wait_until(page, condition: str, *values) -> None:
    """Waits until an expression in JavaScript is true in the page."""
    page.evaluate(
        f"""async (values) => {{
            const registration = await navigator.serviceWorker.ready;
            const {{scope}} = registration;
            const cache = await caches.open(`dlfs-site ${{scope}}`);
            for (let waited = 0; !({condition}); waited += 10) {{
                if (waited > 30000) throw new Error('it does not come');
                await new Promise(resolve => setTimeout(resolve, 10));
            }}
        }}""",
        values,
    )


def get(page, name, how=None) -> str:
    fetched = "async ([name, how]) => (await fetch(name, how ?? {})).text()"
    return page.evaluate(fetched, [name, how])


def kept(page) -> dict[str, str]:
    """What the cache holds, by name."""
    found = page.evaluate(
        """async () => {
            const {scope} = await navigator.serviceWorker.ready;
            const cache = await caches.open(`dlfs-site ${scope}`);
            return Promise.all((await cache.keys()).map(async (request) => [
                decodeURI(request.url.slice(scope.length).split('?')[0]),
                await (await cache.match(request)).text()]));
        }"""
    )
    return {name: text for name, text in found if name != listing.LISTING}


def gather(page) -> None:
    """Has the worker fetch what JupyterLab lacks, as it does itself, and waits for the last."""
    forget(page, LAST)
    page.evaluate(
        """async () => {
            const {active} = await navigator.serviceWorker.ready;
            active.postMessage({loaded: [location.href], ran: true, lab: true});
        }"""
    )
    wait_until_kept(page, LAST)


def wait_until_kept(page, name) -> None:
    """Waits for what the worker does after its answer."""
    kept_so = "(await cache.keys()).some(({url}) => decodeURI(url).includes(`/${values[0]}?`))"
    wait_until(page, kept_so, name)


def forget(page, names="") -> None:
    """Drops from the cache what has this in its address, but not the list of files."""
    page.evaluate(
        """async ([names, listing]) => {
            const {scope} = await navigator.serviceWorker.ready;
            const cache = await caches.open(`dlfs-site ${scope}`);
            for (const request of await cache.keys())
                if (request.url.includes(names) && !request.url.endsWith(listing))
                    await cache.delete(request);
        }""",
        [names, listing.LISTING],
    )


def renew_worker(page) -> None:
    """Has the browser look for a new worker, and waits for it."""
    page.evaluate(
        """async () => {
            const registration = await navigator.serviceWorker.ready;
            window.before = registration.active;
            await registration.update();
        }"""
    )
    wait_until(
        page,
        "registration.active !== window.before && registration.active.state === 'activated'",
    )


WRONG = pytest.mark.parametrize(
    "wrong", [ERROR_PAGE, b"expor", b""], ids=["page", "half", "nothing"]
)
NAMES = ["part.js", "extensions/dlfs-go/kernel/blobs/1.bin", "files/not yet.txt", "lab/index.html"]


def addresses(name) -> list[str]:
    """As a page asks for a file, and as the worker does."""
    return [quote(name.removesuffix("index.html")), quote(name)]


@WRONG
def test_a_wrong_answer_is_asked_for_again(page, server, wrong):
    for name in NAMES:
        address, _ = addresses(name)
        server.once[address] = wrong
        assert get(page, address) == FILES[name], name
        wait_until_kept(page, name)
        assert kept(page)[name] == FILES[name], name
        assert get(page, address) == FILES[name], name
        assert server.requests.count(address) == 2, name


@WRONG
def test_what_stays_wrong_is_shown_and_not_kept(page, server, wrong):
    server.damaged = {address: wrong for name in NAMES for address in addresses(name)}
    for name in NAMES:
        assert get(page, addresses(name)[0]) == wrong.decode(), name
    gather(page)
    assert not set(NAMES) & set(kept(page))
    server.damaged.clear()
    for name in NAMES:
        assert get(page, addresses(name)[0]) == FILES[name], name
        wait_until_kept(page, name)
        assert kept(page)[name] == FILES[name], name


def test_a_lost_connection_leaves_nothing(page, server):
    server.cut.add("part.js")
    assert (
        page.evaluate("() => fetch('part.js').then((r) => r.text()).catch(() => 'none')") == "none"
    )
    assert "part.js" not in kept(page)
    server.cut.clear()
    assert get(page, "part.js") == OLD


def test_a_redirection_is_followed_and_not_kept_as_one(page, server):
    server.moved["files/not%20yet.txt"] = "elsewhere"
    server.damaged["elsewhere"] = FILES["files/not yet.txt"].encode()
    server.moved["part.js"] = "login.html"
    server.damaged["login.html"] = ERROR_PAGE
    assert get(page, "part.js") == ERROR_PAGE.decode()
    gather(page)
    assert kept(page)["files/not yet.txt"] == FILES["files/not yet.txt"]
    assert "part.js" not in kept(page)
    redirected = "async () => (await fetch('files/not yet.txt', {redirect: 'error'})).status"
    assert page.evaluate(redirected) == 200


def test_a_part_of_a_file_is_not_kept_for_the_whole(page):
    part = {"headers": {"Range": "bytes=0-3"}}
    assert get(page, "part.js", part) in (OLD, OLD[:4])
    assert get(page, "part.js") == OLD
    wait_until_kept(page, "part.js")
    assert kept(page)["part.js"] == OLD


def test_what_the_site_does_not_list_is_not_kept(page, server):
    server.damaged["files/mine.txt"] = b"mine"
    assert get(page, "files/mine.txt") == "mine"
    assert "files/mine.txt" not in kept(page)
    assert page.evaluate("async () => (await fetch('api/contents/mine/all.json')).status") == 404
    assert server.requests == ["files/mine.txt"]


# A site that is being copied: its files come one by one.


def test_the_list_of_files_comes_last(page, server, site):
    gather(page)
    get(page, "part.js")
    wait_until_kept(page, "part.js")
    listed = (site / listing.LISTING).read_bytes()
    fill(site, FILES | {"part.js": NEW})
    server.damaged[listing.LISTING] = listed
    assert get(page, "part.js") == OLD
    renew_worker(page)
    assert get(page, "part.js") == OLD  # One site or the other, but not both.
    server.damaged.clear()
    gather(page)
    assert get(page, "part.js") == NEW
    wait_until_kept(page, "part.js")
    assert kept(page)["part.js"] == NEW


def test_a_file_comes_after_the_list(page, server, site):
    gather(page)
    assert get(page, "part.js") == OLD
    fill(site, FILES | {"part.js": NEW, "files/not yet.txt": "another"})
    server.damaged |= {"part.js": OLD.encode(), "files/not%20yet.txt": b"of the course"}
    renew_worker(page)
    assert get(page, "part.js") == OLD  # It is what the server has.
    gather(page)
    assert not {"part.js", "files/not yet.txt"} & set(kept(page))
    server.damaged.clear()
    assert get(page, "part.js") == NEW
    gather(page)
    wait_until_kept(page, "part.js")
    assert kept(page)["part.js"] == NEW and kept(page)["files/not yet.txt"] == "another"


def test_files_come_before_the_worker(page, server):
    server.damaged["part.js"] = NEW.encode()
    assert get(page, "part.js") == NEW
    gather(page)
    assert "part.js" not in kept(page)


# What is kept.


def test_what_an_earlier_worker_kept_unchecked_is_not_shown(page, server, site):
    """It kept files under their addresses."""
    page.evaluate(
        """async (page) => {
            const {scope} = await navigator.serviceWorker.ready;
            const cache = await caches.open(`dlfs-site ${scope}`);
            await cache.put(`${scope}part.js`, new Response(page));
        }""",
        ERROR_PAGE.decode(),
    )
    assert get(page, "part.js") == OLD
    fill(site, FILES | {"files/zz.txt": "another"})
    renew_worker(page)
    assert ERROR_PAGE.decode() not in kept(page).values()


@pytest.mark.parametrize("how", ["reload", "no-cache"])
def test_without_a_network_all_that_is_kept_is_shown(page, server, how):
    gather(page)
    get(page, "part.js")
    wait_until_kept(page, "part.js")
    server.stop()
    asked = "() => fetch('not listed').then(() => 'answered', () => 'nobody is there')"
    assert page.evaluate(asked) == "nobody is there"
    for name in kept(page):
        assert get(page, name) == FILES[name]
        assert get(page, name, {"cache": how}) == FILES[name]
    page.reload()
    assert page.title() == "A page"


def test_a_cache_that_fails_does_not_cost_the_page(page, site):
    fill(site, FILES)
    worker = site / listing.WORKER
    failing = "caches.open = () => Promise.reject(new Error('no cache'));"
    worker.write_text(failing + worker.read_text())
    renew_worker(page)
    assert get(page, "part.js") == OLD


BOOK = {
    "book/book.js": "export {};",
    "en/index.html": "<!doctype html><title>Contents</title>",
    "en/ch04.html": "<!doctype html><img src='../figures/a1.png'>",
    "en/mirrors/S1.html": "<!doctype html><img src='../../figures/b2.svg'>",
    "figures/a1.png": "a",
    "figures/b2.svg": "b",
    "figures/c3.png": "of the other language",
    "ko/ch04.html": "<!doctype html><img src='../figures/c3.png'>",
    "search/en/index.js": "in English",
    "search/ko/index.js": "in Korean",
}


def test_the_book_is_kept_in_the_language_that_is_read_and_nothing_else(page, server, site):
    fill(site, FILES | BOOK)
    renew_worker(page)
    page.evaluate(
        """async () => {
            const {active} = await navigator.serviceWorker.ready;
            active.postMessage({loaded: [location.href], language: 'en'});
        }"""
    )
    wait_until_kept(page, "figures/b2.svg")
    other = {"figures/c3.png", "ko/ch04.html", "search/ko/index.js"}
    assert set(kept(page)) == {"index.html"} | (BOOK.keys() - other)
    server.stop()
    for name in BOOK.keys() - other:
        assert get(page, name) == BOOK[name]

"""JupyterLab as a part of the site: JupyterLite, in the course's name and languages."""

import html
import importlib.util
import json
import os
import re
import shutil
import string
import subprocess
import sys
import urllib.parse
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EPOCH = 946684800  # the time that JupyterLite writes down for the notebooks, 2000-01-01
APPS = ("lab", "notebooks", "tree")
WORDS = json.loads((HERE / "words.json").read_text("utf-8"))
TITLE = WORDS["en"]["title"]
NAMES = {"zh_CN": "中文（简体）", "ko_KR": "한국어", "ja_JP": "日本語"}

# What the kernel says of its language: a notebook that says otherwise is changed when it is opened.
LANGUAGE = {"name": "go", "version": "1.26", "mimetype": "text/x-go", "file_extension": ".go"}

CONFIG = {
    "appName": TITLE,
    "defaultKernelName": "dlfs",
    "exposeAppInBrowser": True,
    "federated_extensions": [
        {"name": "dlfs-go", "load": "static/remoteEntry.js", "extension": "./extension"}
    ],
    # The page has a splash and a title of its own. JupyterLite's manager of service workers and the
    # notebook's icon ask the server for addresses that no site has, again and again.
    "disabledExtensions": [
        "@jupyter-notebook/notebook-extension:tab-icon",
        "@jupyterlab/apputils-extension:splash",
        "@jupyterlite/application-extension:logo",
        "@jupyterlite/application-extension:service-worker-manager",
        "@jupyterlite/notebook-application-extension:logo",
    ],
    "settingsOverrides": {
        "@jupyterlab/apputils-extension:notification": {
            "fetchNews": "false",
            "checkForUpdates": False,
        },
        "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
        "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 3},
        "@jupyterlab/filebrowser-extension:browser": {"showLastModifiedColumn": False},
    },
}

# What JupyterLite leaves at the root and in its apps, and no page of ours asks for.
LEFTOVERS = (
    *("bootstrap.js", "config-utils.js", "doc", "icon-120x120.png", "icon-512x512.png"),
    *("index.html", "jupyter-lite.ipynb", "jupyter-lite.json", "jupyterlite.schema.v0.json"),
    *("overrides.json", "package.json", "rspack.config.analyze.js", "rspack.config.js"),
    *("rspack.config.watch.js", "lab/tree", "lab/workspaces"),
)
IN_APPS = ("favicon.ico", "jupyter-lite.ipynb", "jupyter-lite.json", "package.json")


def build(work: Path, site: Path) -> None:
    """Builds JupyterLite with the notebooks of all languages, and the mirrors."""
    contents = work / "contents"
    notebooks = ROOT / "notebooks"
    for folder in sorted({p.parent for p in notebooks.rglob("*.ipynb")}):
        if not folder.name.startswith("."):
            shutil.copytree(folder, contents / folder.relative_to(notebooks), ignore=ignored)
    for path in contents.rglob("*.ipynb"):
        prepare(path)
    for path in contents.rglob("*"):
        os.utime(path, (EPOCH, EPOCH))
    command = [
        *(sys.executable, "-m", "jupyterlite_core", "build", "--no-sourcemaps"),
        *("--ignore-sys-prefix", "--no-unused-shared-packages", "--no-libarchive"),
        *(word for app in APPS for word in ("--apps", app)),
        *("--source-date-epoch", str(EPOCH), "--lite-dir", str(work)),
        *("--contents", str(contents), "--output-dir", str(site)),
    ]
    if subprocess.run(command, cwd=work, check=False).returncode != 0:
        raise SystemExit("JupyterLite could not be built")


def ignored(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith(".") or name == "__pycache__"]


def prepare(path: Path) -> None:
    """Does what a Jupyter server does to a notebook that it trusts.

    Without that, JupyterLite leaves styles out, and puts commas between the lines of HTML.
    """
    notebook = json.loads(path.read_text("utf-8"))
    notebook["metadata"]["language_info"] = LANGUAGE
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        cell["metadata"]["trusted"] = True
        for data in (output.get("data", {}) for output in cell["outputs"]):
            data |= {kind: "".join(text) for kind, text in data.items() if kind[:5] == "text/"}
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", "utf-8")


def finish(site: Path) -> None:
    """Makes JupyterLite's pages the course's, and puts the kernel where they look for it."""
    configs = {app: configuration(site, app) for app in APPS}
    bundles = {app: bundle(site, app) for app in APPS}
    remove_leftovers(site)
    for app in APPS:
        write_page(site, app, configs[app], bundles[app])
    install(site / "extensions" / "dlfs-go")
    translations(site / "api" / "translations")
    # JupyterLab asks a server where a path that a program prints leads to: nowhere.
    write_json(site / "api" / "resolvePath", {"resolved": []})
    manifest(site)


def configuration(site: Path, app: str) -> dict:
    """What JupyterLite would put together in the browser from a dozen files."""
    config: dict = {}
    for path in (site / "jupyter-lite.json", site / app / "jupyter-lite.json"):
        config |= json.loads(path.read_text())["jupyter-config-data"]
    for unused in ("faviconUrl", "showLoadingIndicator"):
        config.pop(unused, None)
    return config | CONFIG


def bundle(site: Path, app: str) -> str:
    """The address of an app's script, seen from the site's root."""
    page = (site / app / "index.html").read_text()
    found = re.findall(r'href="\.\./(build/[^"]+/bundle\.js[^"]*)"', page)
    if len(found) != 1:
        raise SystemExit(f"JupyterLite's {app}/index.html names {len(found)} bundles, not one")
    return found[0]


def remove_leftovers(site: Path) -> None:
    for name in (*LEFTOVERS, *(f"{app}/{name}" for app in APPS for name in IN_APPS)):
        path = site / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def write_page(site: Path, app: str, config: dict, script: str) -> None:
    template = string.Template((HERE / "page.html").read_text("utf-8"))
    page = template.substitute(
        title=html.escape(TITLE),
        icon=icon(),
        app=app,
        bundle=html.escape(script),
        config=data(config),
        words=data(WORDS),
    )
    (site / app / "index.html").write_text(page, "utf-8")


def data(value: dict) -> str:
    """JSON that can stand in a script element."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


def install(target: Path) -> None:
    """Copies what JupyterLab loads as an extension."""
    shutil.copytree(HERE / "static", target / "static", dirs_exist_ok=True)
    (target / "lab").mkdir(exist_ok=True)
    for path in (*HERE.glob("*.js"), *HERE.glob("*.css")):
        shutil.copy(path, target / "lab" / path.name)


def translations(folder: Path) -> None:
    """Writes the words of JupyterLab's language packs as JupyterLite asks for them."""
    languages = {"en": {"displayName": "English", "nativeName": "English"}}
    for locale, name in NAMES.items():
        languages[locale] = {"displayName": name, "nativeName": name}
        words = {domain: catalogue(locale, domain) for domain in ("jupyterlab", "notebook")}
        write_json(folder / f"{locale}.json", {"data": words, "message": ""})
    write_json(folder / "all.json", {"data": languages, "message": ""})


def catalogue(locale: str, domain: str) -> dict:
    package = f"jupyterlab_language_pack_{locale}"
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed: run `make .lite/stamp`")
    path = Path(spec.origin).parent / "locale" / locale / "LC_MESSAGES" / f"{domain}.json"
    return json.loads(path.read_text("utf-8"))


def manifest(site: Path) -> None:
    """What a browser shows of the site when it is installed."""
    shutil.copy(HERE.parent / "icon.svg", site / "icon.svg")
    shortcuts = [
        {"name": words["title"], "url": f"./{language}/index.html"}
        for language, words in WORDS.items()
    ]
    write_json(
        site / "manifest.webmanifest",
        {
            "name": TITLE,
            "short_name": "Go + MNIST",
            "start_url": "./",
            "scope": "./",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#0f6674",
            "icons": [{"src": "./icon.svg", "type": "image/svg+xml", "sizes": "any"}],
            "shortcuts": shortcuts,
        },
    )


def write_json(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")


def icon() -> str:
    """The icon of the pages, in them: a browser fetches one past the service worker, each visit."""
    drawing = (HERE.parent / "icon.svg").read_text()
    return "data:image/svg+xml," + urllib.parse.quote(" ".join(drawing.split()))

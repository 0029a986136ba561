"""What a teacher's browser is shown of a submission: text, formulas and pictures, and no program.

A page of feedback, and the form in which a teacher grades, have the students' Markdown and outputs
in them. The form is served by the teacher's own server, where a script could do all that the
teacher can.
"""

import base64
import binascii
import html
import re
from collections.abc import Callable
from urllib.parse import unquote

import bleach
import nbformat
from nbconvert.filters import markdown2html_mistune
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from classroom.mend import IMAGES, text

TAGS = set(bleach.ALLOWED_TAGS) | {
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "pre",
    "hr",
    "br",
    "img",
}
TAGS |= {"table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"}
TAGS |= {"div", "span", "details", "summary", "sub", "sup", "del", "ins", "dl", "dt", "dd", "kbd"}
# No class, id or name: the form's own scripts find their fields by these.
ATTRIBUTES = {
    "a": ["href", "title"],
    "td": ["colspan", "rowspan", "align"],
    "th": ["colspan", "rowspan", "align"],
    "ol": ["start"],
}
LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*$")
# Of MathJax: what makes links, styles, names and other commands. (Its extension Safe, which
# nbconvert loads, is the other guard.)
COMMANDS = "href|url|style|class|cssId|data|require|HTML|html[A-Z][a-z]+|unicode|mmlToken|csname"
COMMANDS += "|[egx]?def|let|futurelet|(?:re)?new[a-z]+|Newextarrow|DeclareMathOperator"
COMMANDS += "|toggle|endtoggle|mathtip|texttip|catcode|begingroup|includegraphics"
FORBIDDEN = re.compile(rf"\\+(?=(?:{COMMANDS})(?![A-Za-z]))")
ATTACHMENT = re.compile(r"attachment:(?P<name>[^\s\"'()<>]*)")
ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]+|[a-zA-Z]+);?")
TEXT = ("text/plain",)
LONGEST = 100_000


class Clean(Preprocessor):
    """Comes before every page that nbgrader makes of a notebook."""

    def __init__(self, **options) -> None:
        super().__init__(**options, enabled=True)

    def preprocess(self, nb: NotebookNode, resources):
        language = {"name": "go", "pygments_lexer": "go"}
        kernel = {"name": "dlfs", "display_name": "Go (dlfs)", "language": "go"}
        nb.metadata = nbformat.from_dict({"kernelspec": kernel, "language_info": language})
        for cell in nb.cells:
            clean_cell(cell)
        return nb, resources


def clean_cell(cell: NotebookNode) -> None:
    role = cell.metadata.get("nbgrader")
    cell.metadata = nbformat.from_dict({"nbgrader": role} if role else {})
    if cell.cell_type == "raw":
        cell.cell_type = "markdown"
        cell.source = "```\n" + cell.source.replace("```", "'''") + "\n```"
    if cell.cell_type == "code":
        cell.execution_count = number(cell.get("execution_count"))
        cell.outputs = clean_outputs(cell.get("outputs", []))
    else:
        cell.source = ATTACHMENT.sub(embedded(cell.pop("attachments", {})), cell.source)


def embedded(attachments: dict) -> Callable[[re.Match], str]:
    """Replaces the name of an attachment by the picture, or by nothing."""

    def replaced(match: re.Match) -> str:
        data = attachments.get(unquote(match["name"]))
        for kind, picture in pictures(data if isinstance(data, dict) else {}).items():
            return f"data:{kind};base64,{''.join(picture.split())}"
        return "#"

    return replaced


def number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def clean_outputs(outputs: list) -> list[NotebookNode]:
    return [made for each in outputs if (made := clean_output(each)) is not None]


def clean_output(output: NotebookNode) -> NotebookNode | None:
    """An output with the kinds of data that cannot be a program."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return nbformat.v4.new_output("stream", name=name, text=plain(output.get("text")))
    if kind == "error":
        said = {key: plain(output.get(key)) for key in ("ename", "evalue")}
        lines = [plain(line) for line in output.get("traceback", [])]
        return nbformat.v4.new_output("error", **said, traceback=lines)
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, dict):
        return None
    kept = pictures(data) | {key: plain(data[key]) for key in TEXT if key in data}
    if "text/html" in data:
        kept["text/html"] = safe_html(plain(data["text/html"]))
    if not kept:
        return None
    more = {"execution_count": number(output.get("execution_count"))}
    return nbformat.v4.new_output(kind, data=kept, **(more if kind == "execute_result" else {}))


def plain(value: object) -> str:
    made = text(value if isinstance(value, list | str) else "")
    return made if len(made) <= LONGEST else made[:LONGEST] + " …"


def pictures(data: dict) -> dict[str, str]:
    return {key: data[key] for key in IMAGES if key in data and is_base64(data[key])}


def is_base64(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(
            base64.b64decode("".join(value.split()), validate=True)
        )
    except (binascii.Error, ValueError):
        return False


def safe_html(page: str) -> str:
    """The HTML without what could run, load or post something."""
    made = bleach.clean(
        page, TAGS, allowed, protocols=["http", "https", "mailto", "data"], strip=True
    )
    return FORBIDDEN.sub("", ENTITY.sub(decoded, made))


def decoded(entity: re.Match) -> str:
    """The character, if it is one that a command can have; others stay as they are."""
    made = html.unescape(entity[0])
    return made if made == "\\" or (made.isascii() and made.isalpha()) else entity[0]


def allowed(tag: str, name: str, value: str) -> bool:
    if tag == "img":
        return name == "alt" or (name == "src" and bool(PICTURE.match(value)))
    if name == "href":
        return bool(LINK.match(value.strip()))
    return name in ATTRIBUTES.get(tag, [])


def safe_markdown(source: str) -> str:
    """nbconvert's filter markdown2html, for text that anybody may have written."""
    try:
        page = markdown2html_mistune(FORBIDDEN.sub("", source))
    except Exception:  # text that it does not understand is shown as it is
        page = f"<pre>{html.escape(source)}</pre>"
    return safe_html(page)

"""Changes what Typst has no means to write into a PDF file: a language's script, as in zh-Hans."""

import re
from itertools import accumulate

OFFSET = re.compile(rb"(?<=\n)(\d{10}) (\d{5}) n")
START = re.compile(rb"startxref\s+(\d+)")


def in_language(pdf: bytes, said: str, meant: str) -> bytes:
    """The file with the tag `meant` where Typst wrote `said`, in its catalog and its metadata."""
    if said == meant:
        return pdf
    old, new = said.encode(), meant.encode()
    changes = [
        found.span(1)
        for pattern in (rb"/Lang\((%b)\)", rb"<rdf:li>(%b)</rdf:li>")
        for found in re.finditer(pattern % re.escape(old), pdf)
    ]
    if not changes:
        raise ValueError(f"Typst has not written the language {said}")
    lengths = [length(pdf, start) for start, _ in changes if pdf[:start].endswith(b"<rdf:li>")]
    grown = {span: new for span in changes}
    for span in lengths:
        longer = int(pdf[slice(*span)]) + len(new) - len(old)
        grown[span] = b"%d" % longer
    return moved(pdf, grown)


def length(pdf: bytes, inside: int) -> tuple[int, int]:
    """Where the length of the stream stands that the place is in."""
    return [found.span(1) for found in re.finditer(rb"/Length (\d+)", pdf[:inside])][-1]


def moved(pdf: bytes, grown: dict[tuple[int, int], bytes]) -> bytes:
    """The file with other bytes at some places, and its table of objects put right."""
    spans = sorted(grown)
    ends = [0, *accumulate(len(grown[span]) - (span[1] - span[0]) for span in spans)]

    def place(offset: int) -> int:
        return offset + ends[sum(start < offset for start, _ in spans)]

    table = pdf.rindex(b"\nxref")
    last = OFFSET.sub(lambda m: b"%010d %b n" % (place(int(m[1])), m[2]), pdf[table:])
    last = START.sub(lambda m: b"startxref\n%d" % place(int(m[1])), last)
    parts, begin = [], 0
    for span in spans:
        parts += [pdf[begin : span[0]], grown[span]]
        begin = span[1]
    return b"".join([*parts, pdf[begin:table], last])

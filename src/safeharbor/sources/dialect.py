"""How a delimited file is written: its encoding, its separator, its quotes; told from its first bytes."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from safeharbor.sources.around import below_header, is_footer

if TYPE_CHECKING:
    from safeharbor.sources.location import Rule

# the longest marks first: UTF-32's begins with UTF-16's
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS: Final = ("\t", ";", "|", "\x1f", "^", ",", "~")
_SNIFFED_RECORDS: Final = 50
_FEW_ZEROS: Final = 0.2
_TWO: Final = 2
_FULL: Final = 3
_MOST: Final = 0.8
_TITLE_CELLS: Final = 0.34  # merged headings stand over groups of three columns or more
_TITLE_LINES: Final = 10
_SEPARATOR_LINE: Final = re.compile(r'"?sep=([^"\r\n])"?\r?\n')


@dataclass(frozen=True, slots=True)
class Dialect:
    """Settings of one delimited file.

    `sure`: the encoding was declared or marked, not guessed. `skip`: lines before the header. `below`: records after
    the header that are none. `footed`: the file ends in lines that count its records.
    """

    encoding: str
    delimiter: str
    quote: str
    sure: bool
    skip: int = 0
    below: int = 0
    footed: bool = False


def encoding_of(head: bytes) -> tuple[str, bool]:
    """Return a Python codec for the text that begins with `head`, and whether a mark told it.

    Without a mark: UTF-16 where every other byte is zero, UTF-8 where the bytes are, else cp1252.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, True
    even, odd = head[0::2], head[1::2]
    if even and odd.count(0) > _FEW_ZEROS * len(odd) and even.count(0) < odd.count(0):
        return "utf-16-le", True
    if odd and even.count(0) > _FEW_ZEROS * len(even):
        return "utf-16-be", True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=False)
    except UnicodeDecodeError:
        return eight_bit(head), False
    return "utf-8", False


def eight_bit(head: bytes) -> str:
    """Return cp1252, or latin-1 where a byte has no meaning in it."""
    try:
        head.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def text_of(head: bytes, encoding: str) -> str:
    """Decode a beginning of a file; the last character may be cut and is then left out."""
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(head, final=False)


def dialect_of(head: bytes, rule: Rule, *, tabs: bool = False) -> Dialect:
    """Return how the file that begins with `head` is written; what the rule declares wins.

    `tabs`: the name says `.tsv`.
    """
    encoding, sure = (rule.encoding, True) if rule.encoding else encoding_of(head)
    quote = rule.quote or '"'
    text = text_of(head, encoding)
    # spreadsheets write their separator above the header
    marked = _SEPARATOR_LINE.match(text.removeprefix("\ufeff"))
    if marked:
        delimiter, skip = rule.delimiter or marked.group(1), 1
    else:
        delimiter = rule.delimiter or ("\t" if tabs else _delimiter(text, quote))
        skip = _titles(text, delimiter, quote)
    below = below_header(records(_after(text, skip), delimiter, quote))
    return Dialect(encoding, delimiter, quote, sure, skip=skip, below=below)


def _after(text: str, lines: int) -> str:
    """Return a text without its first lines and its mark."""
    text = text.removeprefix("\ufeff")
    for _ in range(lines):
        text = text.partition("\n")[2]
    return text


def records(text: str, delimiter: str, quote: str) -> list[list[str]]:
    """Return the first records of a text; blank lines are none, and one too long to be a header ends them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote)
    found: list[list[str]] = []
    try:
        for record in reader:
            if record:
                found.append(record)
            if len(found) >= _SNIFFED_RECORDS:
                break
    except csv.Error:
        found.append([])
    return found


def header_of(head: bytes, dialect: Dialect) -> tuple[list[str], bool]:
    """Return the header's cells, and whether a record follows within `head`."""
    text = _after(text_of(head, dialect.encoding), dialect.skip)
    found = records(text, dialect.delimiter, dialect.quote)
    return (found[0] if found else []), len(found) > 1


def is_delimited(head: bytes, rule: Rule) -> bool:
    """Whether the first records all have the same two or more fields: a table, not prose."""
    dialect = dialect_of(head, rule)
    text = _after(text_of(head, dialect.encoding), dialect.skip)
    found = records(text, dialect.delimiter, dialect.quote)
    # the head may end inside a record
    found = found[:-1] if len(found) > _TWO else found
    while len(found) > _TWO and len(found[-1]) == 1 and is_footer(found[-1][0]):
        found.pop()
    names = found[0] if found else []
    widths = {len(record) for record in found}
    plain = all(0 < len(name.strip()) <= 64 for name in names) and not _is_sentence(names)  # noqa: PLR2004 - longer is prose
    return len(found) >= _TWO and len(widths) == 1 and len(names) >= _TWO and len(set(names)) == len(names) and plain


def _is_sentence(names: list[str]) -> bool:
    """Whether cells are parts of a sentence: a full stop, and blanks after the commas or many words in a cell.

    `Ins. Grp.` and `Tester lic.` are headers, short for something.
    """
    stopped = any(name.rstrip().endswith(".") for name in names)
    return stopped and any(name[:1].isspace() or len(name.split()) > _FULL for name in names)


def _titles(text: str, delimiter: str, quote: str) -> int:
    """Return how many lines above the header are a report's titles: blank, or with hardly a cell filled.

    The first full record is the header only when most records are as wide as it; else nothing is skipped.
    """
    found = records(text, delimiter, quote)[:-1]  # the head may end inside a record
    width = max(map(len, found), default=0)
    wide = [record for record in found if len(record) == width]
    if len(found) < _FULL or len(wide) < _MOST * len(found) or width < _FULL:
        return 0
    for line, start in enumerate(io.StringIO(text)):
        cells = next(csv.reader([start], delimiter=delimiter, quotechar=quote), [])
        filled = sum(bool(cell.strip()) for cell in cells)
        if len(cells) == width and filled > _TITLE_CELLS * len(cells):
            return line
        if line > _TITLE_LINES or (len(cells) != width and filled > 1):
            return 0
    return 0


def _delimiter(text: str, quote: str) -> str:
    """Return the separator that parts the records most evenly, then most often; `,` when none does."""

    def score(delimiter: str) -> tuple[float, int]:
        found = records(text, delimiter, quote)
        # the head may end inside a record
        found = found[:-1] if len(found) > _TWO else found
        widths = Counter(len(record) for record in found)
        width = max(widths, key=lambda width: (widths[width], width), default=0)  # the first may be a title
        return (widths[width] / len(found), width) if width >= _TWO else (0.0, 0)

    best = max(_DELIMITERS, key=score)
    return best if score(best) > (0.0, 0) else ","

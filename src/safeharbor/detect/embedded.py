"""Open texts that hide a text: base64 (also twice, also inside a note), escaped JSON, XHTML with entities.

What cannot be opened as text but plainly is encoded - a picture, a PDF, rich text - is withheld, never passed on.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Unwrapped = tuple[Sequence[str], Callable[[Sequence[str]], str]]

WITHHELD: Final = "[WITHHELD]"
_BLOB: Final = re.compile(
    r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{40,}(?:\r?\n[A-Za-z0-9+/_-]{4,})*={0,2}(?![A-Za-z0-9+/_=-])"
)
_WHOLE: Final = re.compile(r"\s*[A-Za-z0-9+/_-]{16,}(?:\s+[A-Za-z0-9+/_-]{4,})*={0,2}\s*")
_RICH: Final = re.compile(r"\s*(?:\{\\rtf|%PDF-|JVBERi0)")
_LETTER_ENTITY: Final = re.compile(
    r"&(?!(?:lt|gt|amp|quot|apos|#0*(?:60|62|38|34|39)|#x0*(?:3c|3e|26|22|27));)(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}\d{0,2});",
    re.IGNORECASE,
)
_DEEPEST: Final = 3
_LEAST_READABLE: Final = 0.9


def _decoded(blob: str) -> bytes | None:
    """Return the bytes that a base64 text stands for, standard or URL-safe, with or without padding."""
    solid = re.sub(r"\s+", "", blob).translate(str.maketrans("-_", "+/")).rstrip("=")
    if len(solid) % 4 == 1:
        return None
    try:
        return base64.b64decode(solid + "=" * (-len(solid) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None


def _text(raw: bytes) -> tuple[str, str] | None:
    """Return bytes as text with its encoding, when nearly all of it is readable."""
    tries = (
        ("utf-16",)
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff")
        else ("utf-8", "utf-16-le")
        if b"\0" in raw
        else ("utf-8", "cp1252")
    )
    for encoding in tries:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        readable = sum(char.isprintable() or char in "\r\n\t" for char in text)
        plain = sum(char.isascii() or char.isalpha() for char in text)
        if text and min(readable, plain) >= _LEAST_READABLE * len(text) and (encoding != "cp1252" or _words(text)):
            return text, encoding
    return None


def _words(text: str) -> bool:
    """Whether a text looks written: mostly ASCII letters, with blanks or marks between them."""
    letters = sum(char.isascii() and (char.isalnum() or char in " \r\n\t.,:;|^-/'\"()<>{}[]=") for char in text)
    return letters >= _LEAST_READABLE * len(text)


def _encoded(text: str, encoding: str, like: str) -> str:
    solid = base64.b64encode(text.encode(encoding, "replace")).decode("ascii")
    if ("-" in like or "_" in like) and "+" not in like and "/" not in like:
        solid = solid.translate(str.maketrans("+/", "-_"))
    return solid


def _opened(blob: str, depth: int) -> Unwrapped | None:
    """Return what a base64 text hides; none when it is no base64 of anything."""
    raw = _decoded(blob)
    if raw is None:
        return None
    read = _text(raw)
    if read is None:
        mixed = any(c.isdigit() for c in blob) and any(c.isupper() for c in blob) and any(c.islower() for c in blob)
        return ((), lambda _: WITHHELD) if mixed else None
    text, encoding = read
    if not (_words(text) or encoding == "utf-8"):
        return None
    inner = unwrap(text, depth=depth + 1)
    pieces, close = inner if inner is not None else ((text,), "".join)
    return pieces, lambda treated: _encoded(close(treated), encoding, blob)


def _blobs(text: str, depth: int) -> Unwrapped | None:
    """Return a note in pieces: what stands around its base64 blocks, and what is in them."""
    pieces: list[str] = []
    parts: list[tuple[int, Callable[[Sequence[str]], str]]] = []
    at = 0
    for match in _BLOB.finditer(text):
        blob = match[0]
        if not (any(c.isdigit() for c in blob) and any(c.isupper() for c in blob) and any(c.islower() for c in blob)):
            continue
        inner = _opened(blob, depth)
        if inner is None:
            continue
        for some, close in (((text[at : match.start()],), "".join), inner):
            pieces.extend(some)
            parts.append((len(some), close))
        at = match.end()
    if not parts:
        return None
    pieces.append(text[at:])
    parts.append((1, "".join))

    def joined(treated: Sequence[str]) -> str:
        out, begin = [], 0
        for count, close in parts:
            out.append(close(treated[begin : begin + count]))
            begin += count
        return "".join(out)

    return pieces, joined


def unwrap(text: str, *, depth: int = 0) -> Unwrapped | None:
    """Return the texts inside `text` and how to put treated ones back; none when it is plain text.

    The returned function takes as many treated texts as were given out. Rich text, PDF and encoded bytes that
    are no text give out nothing and become `[WITHHELD]`.
    """
    if depth > _DEEPEST:
        return (), lambda _: WITHHELD
    if _RICH.match(text):
        return (), lambda _: WITHHELD
    if len(text) >= 16 and _WHOLE.fullmatch(text) and not text.strip().isdigit():
        whole = _opened(text.strip(), depth)
        if whole is not None and (whole[0] or len(text.strip()) > 64):
            return whole
    stripped = text.lstrip()
    if stripped[:1] in ("{", "[") and "\\u" in text:
        try:
            plain = json.dumps(json.loads(text), ensure_ascii=False)
        except ValueError:
            plain = text
        if plain != text:
            inner = unwrap(plain, depth=depth + 1)
            return inner if inner is not None else ((plain,), "".join)
    if "<" in text and "&" in text and _LETTER_ENTITY.search(text):
        plain = _LETTER_ENTITY.sub(lambda match: html.unescape(match[0]), text)
        if plain != text:
            inner = unwrap(plain, depth=depth + 1)
            return inner if inner is not None else ((plain,), "".join)
    return _blobs(text, depth)

"""Texts that hide a text are opened, and put together again as they were."""

from __future__ import annotations

import base64
import json

import pytest

from safeharbor.detect.embedded import WITHHELD, unwrap

NOTE = "Patient: Brook, Alan. Seen on 3/14/2024 for cough; call (801) 555-0137 with results."


def encoded(text: str, times: int = 1) -> str:
    """Return `text` in base64, `times` over."""
    for _ in range(times):
        text = base64.b64encode(text.encode()).decode()
    return text


@pytest.mark.parametrize(
    "text", ["", "plain note", NOTE, "4471023", "RNH604418S", "https://a.example/b?c=d", NOTE * 50]
)
def test_plain_text_is_left_alone(text: str) -> None:
    """A note in the clear has nothing to open."""
    assert unwrap(text) is None


@pytest.mark.parametrize("times", [1, 2, 3])
def test_base64_is_opened_as_often_as_it_was_closed(times: int) -> None:
    """The inner text is given out; what is put back is encoded as often."""
    opened = unwrap(encoded(NOTE, times))
    assert opened is not None
    pieces, close = opened
    assert list(pieces) == [NOTE]
    assert close(["[NAME]"]) == encoded("[NAME]", times)


def test_wrapped_lines_and_url_safe_alphabets_are_opened() -> None:
    """Line breaks and `-_` instead of `+/` do not hide a note."""
    plain = NOTE + " >>> ???"
    url_safe = base64.urlsafe_b64encode(plain.encode()).decode()
    wrapped = base64.encodebytes(NOTE.encode()).decode()
    assert [list(opened[0]) for text in (url_safe, wrapped) if (opened := unwrap(text))] == [[plain], [NOTE]]


def test_a_block_inside_a_note_is_opened_in_place() -> None:
    """The words around an attachment stay in their order."""
    opened = unwrap(f"Attached: {encoded(NOTE)} end")
    assert opened is not None
    pieces, close = opened
    assert list(pieces) == ["Attached: ", NOTE, " end"]
    assert close(["a ", "b", " c"]) == f"a {encoded('b')} c"


def test_bytes_that_are_no_text_are_withheld() -> None:
    """A picture gives out nothing and does not pass."""
    picture = base64.b64encode(bytes(range(256)) * 3).decode()
    opened = unwrap(picture)
    assert opened is not None
    assert list(opened[0]) == []
    assert opened[1]([]) == WITHHELD


@pytest.mark.parametrize("text", ["{\\rtf1\\ansi Brook}", "%PDF-1.7 ..."])
def test_rich_text_is_withheld(text: str) -> None:
    """A format that can hide letters is not passed on."""
    opened = unwrap(text)
    assert opened is not None
    assert opened[1]([]) == WITHHELD


def test_entities_and_escapes_are_read_as_letters() -> None:
    r"""`Pe&ntilde;a` and `Pe\\u00f1a` are the name they stand for; markup stays."""
    xhtml = unwrap("<p>Pe&ntilde;a &lt;5 &amp; well</p>")
    escaped = unwrap(json.dumps({"name": "Pe\u00f1a"}))
    assert xhtml is not None
    assert escaped is not None
    assert list(xhtml[0]) == ["<p>Pe\u00f1a &lt;5 &amp; well</p>"]
    assert list(escaped[0]) == ['{"name": "Pe\u00f1a"}']

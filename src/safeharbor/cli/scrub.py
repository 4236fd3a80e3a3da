"""safeharbor scrub: text in, text out."""

from typing import Annotated

import typer


def scrub(
    facilities: Annotated[str, typer.Option(help="redact or keep names of hospitals and clinics.")] = "redact",
    as_of: Annotated[
        int | None,
        typer.Option(help="Year of the extract; older birth years than 89 before it go. Default: this year."),
    ] = None,
) -> None:
    """Read a text on standard input and write it with identifiers replaced on standard output.

    Dates keep their year, ZIP codes their publishable prefix, ages over 89 become 90+, the rest its label:
    [NAME], [PHONE]. Base64, escaped JSON and XHTML are opened, scrubbed and closed again.
    """
    import sys

    from safeharbor.detect.embedded import unwrap
    from safeharbor.detect.engine import build_detector
    from safeharbor.errors import SourceError
    from safeharbor.findings import KnownValues
    from safeharbor.testing import MemoryVault
    from safeharbor.treat.spans import Note, SpanWriter

    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "standard input is not UTF-8"
        raise SourceError(message, hint="convert the text to UTF-8 first") from None
    pieces, close = unwrap(text) or ((text,), "".join)
    writer = SpanWriter(
        MemoryVault().tokenizer("scrub"),  # no id system is named below: no token is made
        systems={},
        as_of=as_of or _this_year(),
        zip3_vintage="2020",
    )
    nobody = KnownValues()
    found = build_detector(facilities=facilities).detect(pieces, [None] * len(pieces))
    written, _ = writer.write([Note(piece, nobody) for piece in pieces], found)
    sys.stdout.buffer.write(close(written).encode("utf-8"))


def _this_year() -> int:
    import datetime as dt

    return dt.datetime.now(tz=dt.UTC).year

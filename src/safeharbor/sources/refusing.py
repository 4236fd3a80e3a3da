"""Turn what libraries raise, which may hold values, into a SourceError that says where."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from safeharbor.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator


def refusal(table: str, what: str, *, file: int | None = None, row: int | None = None, hint: str = "") -> SourceError:
    """Return a SourceError that names the table, the file by number, the row by number; never a value."""
    where = "".join(
        [f"table {table!r}", f", file {file}" if file else "", f", row {row}" if row is not None else "", f": {what}"]
    )
    return SourceError(where, hint=hint)


@contextmanager
def refusing(table: str, *, file: int | None = None) -> Iterator[None]:
    """Wrap what polars, pyarrow, codecs and the file system raise while a file is read."""
    try:
        yield
    except SourceError:
        raise
    except FileNotFoundError:
        raise refusal(table, "the file is gone", file=file, hint="deliver it again, or correct `path`") from None
    except PermissionError:
        hint = "give this account read access"
        raise refusal(table, "the file may not be read", file=file, hint=hint) from None
    except (UnicodeError, LookupError):
        hint = "set `encoding` in the policy's source, such as cp1252 or utf-16"
        raise refusal(
            table, "the encoding is not known, or the bytes are not text of it", file=file, hint=hint
        ) from None
    except (OSError, EOFError, pa.ArrowException, pl.exceptions.PolarsError) as error:
        what = f"the file cannot be read: truncated, damaged or not of this format ({type(error).__name__})"
        raise refusal(table, what, file=file, hint="deliver the file again, or set `format`") from None
    except pl.exceptions.PanicException:
        raise refusal(table, "the file is damaged beyond reading", file=file, hint="deliver it again") from None

"""`safeharbor init` on a folder in which one table has no headers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import yaml

from safeharbor.cli.init import init
from safeharbor.errors import HeaderError

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = dt.datetime(2026, 11, 22)  # noqa: DTZ001 - a day, as the command line gives it


def drafted(folder: Path) -> str:
    """Return the policy that `init` writes."""
    init([str(folder)], out=folder.parent / "p.yaml", mirror=None, as_of=AS_OF, method="safe_harbor", force=False)
    return (folder.parent / "p.yaml").read_text(encoding="utf-8")


def test_a_table_without_headers_is_left_out_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The other table is drafted; the policy and the screen say which is not, and hold none of its values."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "labs.csv").write_text("mrn,potassium\n1002003,4.1\n1002004,3.9\n", encoding="utf-8")
    (data / "census.csv").write_text("Kowalski,1951-02-03\nOkonkwo,1960-07-08\n", encoding="utf-8")
    (data / "late.csv").touch()
    text = drafted(data)
    assert list(yaml.safe_load(text)["tables"]) == ["labs"]
    shown = capsys.readouterr().out
    assert "NEVER PUBLISHED: table 'late': no header and no row" in text
    assert ("NEVER PUBLISHED: table 'census'" in text, "never published: table 'census'" in shown) == (True, True)
    assert not [name for name in ("Kowalski", "1951") if name in text + shown]


def test_a_folder_of_such_tables_alone_is_refused(tmp_path: Path) -> None:
    """Nothing is left to draft: the error says why."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "census.csv").write_text("Kowalski,1951-02-03\nOkonkwo,1960-07-08\n", encoding="utf-8")
    with pytest.raises(HeaderError, match="look like values"):
        drafted(data)

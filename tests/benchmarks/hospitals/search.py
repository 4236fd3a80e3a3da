"""A hospital drafted and run as it is, its mirror searched for every identifier of the truth.

Searched: cells of every table, headers, paths, file metadata and the manifest. Clinical cells are compared as bags,
because a mirror's rows are in another order.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl
import pyarrow.parquet as pq
import yaml

from safeharbor.leaves import escape, take_apart
from tests.benchmarks.heldout_schemas import flat
from tests.benchmarks.hospitals.files import AGE, BIRTH, BORN, Hospital, Written
from tests.benchmarks.schema_words import ANY, OK, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

AS_OF = dt.datetime(2026, 11, 22)  # noqa: DTZ001 - a day, as the command line gives it
_DISTINCTIVE = 5
_OLDEST = 89
_BUCKET = "90"
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass
class Outcome:
    """What became of one hospital. `leaks`: where identifiers stand in the mirror; `lost`: clinical columns changed."""

    name: str
    error: str = ""
    leaks: list[str] = field(default_factory=list)
    in_texts: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    identifiers: int = 0
    clinical: int = 0
    kept: int = 0
    texts: int = 0
    texts_kept: int = 0
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """Share of clinical cells that are unchanged in the mirror."""
        return self.kept / self.clinical if self.clinical else 1.0


def tried(name: str, make: Callable[[Hospital], None], folder: Path, *, seed: int = 1, size: int = 60) -> Outcome:
    """Make a hospital, draft it, run the draft, search the mirror."""
    hospital = Hospital(folder / "data", seed, size)
    make(hospital)
    out = Outcome(name)
    start = time.process_time()
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            _init_and_run(folder)
    except Exception as error:  # noqa: BLE001 - whatever stopped it is the outcome
        out.error = f"{type(error).__name__}: {error}"
    out.seconds = time.process_time() - start
    rules = yaml.safe_load((folder / "p.yaml").read_text(encoding="utf-8")) if (folder / "p.yaml").exists() else {}
    search(hospital, rules, folder, out)
    return out


def _init_and_run(folder: Path) -> None:
    from safeharbor.cli.init import init  # noqa: PLC0415 - heavy
    from safeharbor.cli.run import run  # noqa: PLC0415 - heavy

    policy = folder / "p.yaml"
    init([str(folder / "data")], out=policy, mirror=folder / "mirror", as_of=AS_OF, method="safe_harbor", force=False)
    run(policy, show=0, json=True)


def search(hospital: Hospital, rules: dict[str, object], folder: Path, out: Outcome) -> None:
    """Add to `out` what the mirror under `folder` has of the hospital's identifiers and clinical cells."""
    tables: dict[str, dict[str, object]] = rules.get("tables", {})  # type: ignore[assignment]
    leaves = {name: _leaves(folder / "mirror" / "current", name) for name in tables}
    harmless = {text for _, _, _, text, truth in _cells(hospital) if truth in {OK, ANY}}
    for written in hospital.written:
        names = [name for name, rule in tables.items() if _is_of(rule, hospital.folder, written.where)]
        mirrored = leaves[names[0]] if names else {}
        columns: dict[str, dict[str, object]] = tables[names[0]]["columns"] if names else {}  # type: ignore[assignment]
        _compare(written, mirrored, columns, out)
    _everywhere(hospital, leaves, folder / "mirror", harmless, out)


def _compare(
    written: Written, mirrored: dict[str, Counter[str]], rules: dict[str, dict[str, object]], out: Outcome
) -> None:
    for header, column in written.columns.items():
        path = header if header in rules else escape(header)  # a dot may be a header's own
        there = mirrored.get(path, Counter())
        cells = [(text, truth) for text, truth in _pairs(column.values, column.truth) if text]
        rule = rules.get(path, {"kind": "?", "treatment": "?"})
        what = f"{written.where}:{path} = {rule['kind']}/{rule['treatment']}"
        identifying = Counter(
            text for text, truth in cells if truth not in {OK, ANY, TEXT} and not _may_stay(text, truth)
        )
        clinical = Counter(text for text, truth in cells if truth == OK)
        texts = Counter(text for text, truth in cells if truth == TEXT)
        out.identifiers += len(identifying)
        leaked = [text for text in identifying if text in there and text not in clinical]
        if leaked:
            out.leaks.append(f"{what} ({len(leaked)} of {len(identifying)})")
        if any(truth == BIRTH for _, truth in cells) and any(_is_old(text) for text in there):
            out.leaks.append(f"{what} years of birth that show an age over 89")
        out.clinical += clinical.total()
        kept = (clinical & there).total()
        out.kept += kept
        if kept < clinical.total():
            out.lost.append(f"{what} ({clinical.total() - kept} of {clinical.total()})")
        out.texts += texts.total()
        out.texts_kept += min(there.total(), texts.total()) if texts else 0
        if rule["treatment"] == "withhold":
            out.withheld.append(what)


def _everywhere(
    hospital: Hospital, leaves: dict[str, dict[str, Counter[str]]], mirror: Path, harmless: set[str], out: Outcome
) -> None:
    """Look for identifiers in columns that are not theirs, in headers, paths and files."""
    cells = {text for table in leaves.values() for bag in table.values() for text in bag}
    headers = {path for table in leaves.values() for path in table}
    around = "\n".join([*headers, *_paths(mirror), *_metadata(mirror)])
    texts = "\n".join(text for text in cells if " " in text)
    for where, path, _, text, truth in _cells(hospital):
        if truth in {OK, ANY, TEXT} or _may_stay(text, truth) or text in harmless or len(text) < _DISTINCTIVE:
            continue
        if text in cells and not any(f"{where}:{path} =" in leak for leak in out.leaks):
            out.leaks.append(f"{where}:{path} in another column")
        # within a digest five digits stand by chance
        if re.search(r"[\d@ ]", text) and text in around and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", around):
            out.leaks.append(f"{where}:{path} in a header, path or file's metadata")
        if re.search(r"[@ ]|\d.*\d.*\d", text) and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", texts):
            out.in_texts.append(f"{truth} of {where}:{path}: {text}")
    out.in_texts += [text for text in hospital.inside if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", texts)]
    out.leaks, out.in_texts = list(dict.fromkeys(out.leaks)), sorted(set(out.in_texts))


def _cells(hospital: Hospital) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (file, column, table's file, text, truth) of every distinct cell."""
    for written in hospital.written:
        for path, column in written.columns.items():
            for text, truth in dict.fromkeys(_pairs(column.values, column.truth)):
                if text:
                    yield written.where, path, written.where, text, truth


def _pairs(values: object, truth: object) -> Iterator[tuple[str, str]]:
    cells = flat(values)
    truths = [truth] * len(cells) if isinstance(truth, str) else list(truth)  # type: ignore[call-overload]
    for value, one in zip(cells, truths, strict=True):
        yield _text(value), one


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _may_stay(text: str, truth: str) -> bool:
    """Whether Safe Harbor lets a date's, an age's or a year's cell stay as it is; 90 and its year are one for all."""
    if text == _BUCKET and truth == AGE:
        return True
    if truth == AGE:
        return text.replace(".0", "").isdigit() and int(float(text)) <= _OLDEST
    return truth == BORN and bool(_YEAR.fullmatch(text)) and int(text) >= AS_OF.year - _OLDEST - 1


def _is_old(text: str) -> bool:
    return bool(_YEAR.fullmatch(text)) and int(text) < AS_OF.year - _OLDEST - 1


def _is_of(rule: dict[str, object], folder: Path, where: str) -> bool:
    path = str(rule["source"]["path"]).rstrip("/")  # type: ignore[index]
    mine = str(folder / where)
    return path == mine or path.startswith((f"{mine}/", f"{mine}*"))


def _leaves(release: Path, table: str) -> dict[str, Counter[str]]:
    """Return path -> bag of texts of one table of the mirror."""
    files = sorted(release.glob(f"{table}/**/*.parquet")) + sorted(release.glob(f"{table}.parquet"))
    found: dict[str, Counter[str]] = {}
    for file in files:
        for path, leaf in take_apart(pl.read_parquet(file, hive_partitioning=False)).items():
            values = leaf.values.cast(pl.String, strict=False).drop_nulls().to_list()
            found.setdefault(path, Counter()).update(value for value in values if value)
    return found


def _paths(mirror: Path) -> list[str]:
    return [str(file.relative_to(mirror)) for file in mirror.rglob("*")]


def _metadata(mirror: Path) -> Iterator[str]:
    for file in mirror.rglob("*"):
        if file.suffix == ".parquet":
            yield str(pq.read_schema(file))
            yield str(pq.read_metadata(file).metadata)
        elif file.is_file():
            yield file.read_text(encoding="utf-8", errors="replace")

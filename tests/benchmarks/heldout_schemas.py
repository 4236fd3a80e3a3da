"""How well a draft tells identifiers from clinical data on schemas it was not written for.

`python -m tests.benchmarks.heldout_schemas [--known] [--seeds N] [--size N]` prints, for each schema, the
identifier columns that would be kept, the columns withheld, and the share of clinical cells that stay as they are.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
from dataclasses import dataclass, field

import polars as pl
from faker import Faker

from safeharbor.classify.draft import Draft, DraftColumn, draft_policy
from safeharbor.classify.samples import sample_of
from tests.benchmarks.schema_words import ANY, OK, TEXT, Schema, Table
from tests.benchmarks.schemas_known import KNOWN

AS_OF = dt.date(2026, 11, 22)
_UNCHANGED = frozenset({"keep"})


@dataclass
class Score:
    """What one draft does to one schema. `leaks`: columns with identifiers that would be kept."""

    schema: str
    leaks: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    clinical: int = 0
    kept: int = 0
    identifiers: int = 0

    @property
    def share(self) -> float:
        """Share of clinical cells that stay as they are."""
        return self.kept / self.clinical if self.clinical else 1.0


def frame_of(table: Table) -> pl.DataFrame:
    """Return a table as a source would read it: text, empty cells null; paths with `.` or `[]` are nested."""
    if any("[]" in name or "." in name for name in table):
        rows = len(next(iter(table.values())).values)
        return pl.DataFrame([_record(table, row) for row in range(rows)], infer_schema_length=None)
    frame = pl.DataFrame({name: pl.Series(name, list(column.values), strict=False) for name, column in table.items()})
    return frame.with_columns(pl.col(pl.String).replace("", None))


def _record(table: Table, row: int) -> dict[str, object]:
    record: dict[str, object] = {}
    for path, column in table.items():
        _put(record, path.split("."), column.values[row])
    return record


def _put(record: dict[str, object], parts: list[str], value: object) -> None:
    name = parts[0].replace("[]", "")
    if len(parts) == 1:
        record[name] = value
    elif parts[0].endswith("[]") and isinstance(value, list):
        items = record.setdefault(name, [{} for _ in value])
        for item, one in zip(items, value, strict=True):  # type: ignore[call-overload]
            _put(item, parts[1:], one)
    else:
        inner = record.setdefault(name, {})
        _put(inner, parts[1:], value)  # type: ignore[arg-type]


def flat(values: object) -> list[object]:
    """Return the innermost values in order."""
    if isinstance(values, (list, tuple, range)):
        return [inner for value in values for inner in flat(value)]
    return [values]


def draft_of(schema: Schema) -> Draft:
    """Return the draft for a schema."""
    samples = {name: sample_of(name, frame_of(table)) for name, table in schema.items()}
    return draft_policy(samples, as_of=AS_OF)


def score(name: str, schema: Schema, draft: Draft) -> Score:
    """Compare a draft with the truth, cell by cell for columns whose rows differ."""
    out = Score(name)
    for table in draft.tables:
        rules = {column.path: column for column in table.columns}
        for header, column in schema[table.table].items():
            rule = rules[header]
            values = flat(column.values)
            truths = [column.truth] * len(values) if isinstance(column.truth, str) else list(column.truth)
            treatments = _per_row(rule, schema[table.table], len(values))
            leaked = lost = 0
            for value, truth, treatment in zip(values, truths, treatments, strict=True):
                if value in {"", None} or truth == ANY:
                    continue
                if truth == OK:
                    out.clinical += 1
                    out.kept += treatment in _UNCHANGED or (treatment == "year" and rule.kind == "year")
                    lost += treatment not in _UNCHANGED
                elif treatment == "keep" or (treatment == "text" and truth != TEXT and rule.treatment != "text"):
                    leaked += 1
            where = f"{table.table}.{header}"
            out.identifiers += any(truth not in {OK, ANY} for truth in truths)
            if leaked:
                out.leaks.append(f"{where}={rule.kind}({leaked})")
            if lost:
                out.lost.append(f"{where}={rule.kind}/{rule.treatment}({lost})")
    return out


def _per_row(rule: DraftColumn, table: Table, rows: int) -> list[str]:
    treatments = [rule.treatment] * rows
    beside = {case.column: flat(table[case.column].values) for case in rule.cases}
    for row in range(rows if rule.cases else 0):
        for case in rule.cases:
            if str(beside[case.column][row]) in case.values:
                treatments[row] = case.treatment
                break
    return treatments


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--seeds", type=int, default=2)
    options.add_argument("--size", type=int, default=80)
    options.add_argument("--known", action="store_true")
    options.add_argument("--only", default="")
    chosen = options.parse_args()
    makers = dict(KNOWN)
    if not chosen.known:
        from tests.benchmarks.schemas_fresh import FRESH  # noqa: PLC0415 - written last
        from tests.benchmarks.schemas_heldout import HELD_OUT  # noqa: PLC0415 - the other half

        makers |= HELD_OUT | FRESH
    clinical = kept = leaks = 0
    for name, make in makers.items():
        if chosen.only and chosen.only != name:
            continue
        for seed in range(chosen.seeds):
            fake = Faker()
            fake.seed_instance(seed)
            schema = make(fake, random.Random(seed), chosen.size)  # noqa: S311 - rows, not keys
            result = score(name, schema, draft_of(schema))
            clinical, kept, leaks = clinical + result.clinical, kept + result.kept, leaks + len(result.leaks)
            print(
                f"{name:16} seed {seed}  identifier columns {result.identifiers:3}"
                f"  leaking {len(result.leaks):2}  clinical kept {result.share:7.2%}"
            )
            for line in result.leaks:
                print(f"    LEAK {line}")
            for line in result.lost:
                print(f"    lost {line}")
    print(f"{'all':16} leaking columns {leaks}, clinical cells kept {kept / max(clinical, 1):.2%}")


if __name__ == "__main__":
    main()

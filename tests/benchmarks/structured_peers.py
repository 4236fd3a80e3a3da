"""What the structured benchmark is measured beside: `PEER SOURCE TARGET`, each in a fresh process.

`copy`: polars reads the file and writes it again, nothing more. `pandas`: a row-wise script, as one writes it first.
`presidio`: presidio-structured with the columns' entities given, so that it need not guess them.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

_IDS = ("patient_id", "encounter_id", "provider_id")
_DATES = ("birth_date", "admit_date", "discharge_date")
_OLDEST = 89


def copy(source: Path, target: Path) -> None:
    """Write the file again with polars' streaming engine."""
    import polars as pl  # noqa: PLC0415 - a process loads its own peer

    scan = pl.scan_parquet(source) if source.suffix == ".parquet" else pl.scan_csv(source)
    scan.sink_parquet(target)


def pandas_rows(source: Path, target: Path) -> None:
    """Treat row by row: tokens from a dictionary, years, three digits of a ZIP, a cap on ages."""
    import pandas as pd  # noqa: PLC0415 - a process loads its own peer

    tokens: dict[tuple[str, str], str] = {}

    def treat(row: pd.Series) -> pd.Series:
        for name in _IDS:
            row[name] = tokens.setdefault((name, row[name]), secrets.token_hex(13))
        for name in _DATES:
            row[name] = int(str(row[name])[:4])
        row["zip"] = str(row["zip"])[:3]
        row["age"] = min(int(row["age"]), _OLDEST + 1)
        return row

    pd.read_parquet(source).apply(treat, axis=1).to_parquet(target)


def presidio(source: Path, target: Path) -> None:
    """Treat with presidio-structured: one operator per entity."""
    import pandas as pd  # noqa: PLC0415 - a process loads its own peer
    from presidio_anonymizer.entities import OperatorConfig  # noqa: PLC0415 - a process loads its own peer
    from presidio_structured import PandasDataProcessor, StructuredAnalysis, StructuredEngine  # noqa: PLC0415 - a process loads its own peer

    tokens: dict[str, str] = {}
    entities = {**dict.fromkeys(_IDS, "ID"), **dict.fromkeys(_DATES, "DATE_TIME"), "zip": "ZIP", "age": "AGE"}
    operators = {
        "ID": OperatorConfig("custom", {"lambda": lambda x: tokens.setdefault(x, secrets.token_hex(13))}),
        "DATE_TIME": OperatorConfig("custom", {"lambda": lambda x: str(x)[:4]}),
        "ZIP": OperatorConfig("custom", {"lambda": lambda x: str(x)[:3]}),
        "AGE": OperatorConfig("custom", {"lambda": lambda x: str(min(int(x), _OLDEST + 1))}),
    }
    frame = pd.read_parquet(source)
    for name in entities:
        frame[name] = frame[name].astype(str)  # it refuses values that are not text
    engine = StructuredEngine(data_processor=PandasDataProcessor())
    engine.anonymize(frame, StructuredAnalysis(entity_mapping=entities), operators=operators).to_parquet(target)


if __name__ == "__main__":
    {"copy": copy, "pandas": pandas_rows, "presidio": presidio}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))

"""Measure a model on generated notes, those it trained on and those held out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from safeharbor.detect.decode import BIAS, decode
from safeharbor.detect.network import DILATIONS, TYPES

if TYPE_CHECKING:
    from models.recipe.batches import Reader
    from models.recipe.generate import Note

GROUPS = {
    "NAME": "NAME",
    "PROV": "NAME",
    "REL": "NAME",
    "STREET": "LOCATION",
    "CITY": "LOCATION",
    "PLACE": "LOCATION",
    "ZIP": "LOCATION",
    "FAC": "ORG",
    "EMP": "ORG",
}


def measure(model: Any, reader: Reader, made: list[Note], threshold: float = BIAS) -> dict[str, float]:  # noqa: ANN401 - a thinc model
    """Return span recall by label (every letter covered), and the share of plain tokens marked."""
    found: dict[str, list[int]] = {}
    touched = plain = 0
    for at in range(0, len(made), 40):
        part = made[at : at + 40]
        batch, _, read = reader.read(part, None)
        logits = model.predict(batch)
        row = 0
        for one, tokens in zip(part, read, strict=True):
            row += max(DILATIONS)
            cover = np.zeros(len(one.text), bool)
            for start, end, number, _ in decode(tokens, logits[row : row + len(tokens.forms)], threshold):
                if TYPES[number] in GROUPS:
                    cover[start:end] = True
            row += len(tokens.forms)
            aside = np.zeros(len(one.text), bool)
            for start, end, kind in one.spans:
                aside[start:end] = True
                if kind in GROUPS:
                    need = [i for i in range(start, end) if one.text[i].isalnum()]
                    found.setdefault(GROUPS[kind], []).append(bool(cover[need].all()))
            for start, end in zip(tokens.starts, tokens.ends, strict=True):
                if not aside[start:end].any() and one.text[start].isalnum():
                    plain += 1
                    touched += bool(cover[start:end].any())
    return {
        **{label: round(float(np.mean(hits)), 4) for label, hits in sorted(found.items())},
        "over": round(touched / max(1, plain), 4),
    }

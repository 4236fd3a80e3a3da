"""The training command: the same seed gives the same files, and what it writes can be loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from models.recipe.train import finish, train

from safeharbor.detect.tagger import Tagger

if TYPE_CHECKING:
    from pathlib import Path


def test_the_same_seed_gives_the_same_model_and_another_seed_another(tmp_path: Path) -> None:
    """Two short runs of one seed write equal checksums; the files load, verified."""
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        train(seed, 2, tmp_path / name, sample=0)
        finish(seed, 2, tmp_path / name)
    one, two, three = (json.loads((tmp_path / name / "checksums.json").read_text()) for name in ("one", "two", "three"))
    assert one == two
    assert one["phi/weights.npz"] != three["phi/weights.npz"]
    assert Tagger.load(tmp_path / "one").tag(["seen today"]) is not None

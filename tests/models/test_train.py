"""The training command: the same seed gives the same files, and what it writes can be loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
from models.recipe.train import average, finish, train
from models.recipe.written import read

from safeharbor.detect.tagger import Tagger

if TYPE_CHECKING:
    from pathlib import Path


def test_the_same_seed_gives_the_same_model_and_another_seed_another(tmp_path: Path) -> None:
    """Two short runs of one seed write equal checksums; the files load, verified."""
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        train(seed, 2, tmp_path / name, sample=0)
        finish(seed, 2, tmp_path / name, peak=0.001)
        finish(seed, 2, tmp_path / name, peak=0.001, written=read(tmp_path / name)[:9])
    one, two, three = (json.loads((tmp_path / name / "checksums.json").read_text()) for name in ("one", "two", "three"))
    assert one == two
    assert one["phi/weights.npz"] != three["phi/weights.npz"]
    assert Tagger.load(tmp_path / "one").tag(["seen today"]) is not None


def test_runs_are_averaged_parameter_by_parameter(tmp_path: Path) -> None:
    """Each weight of the saved network is the mean of the runs' weights."""
    train(3, 1, tmp_path / "one", sample=0)
    train(4, 1, tmp_path / "two", sample=0)
    average([tmp_path / "one", tmp_path / "two"], tmp_path / "both")
    one, two, both = (dict(np.load(tmp_path / name / "phi" / "weights.npz")) for name in ("one", "two", "both"))
    assert both.keys() == one.keys()
    for name, weight in both.items():
        np.testing.assert_allclose(weight, (one[name] + two[name]) / 2, rtol=1e-6, atol=1e-7)
    assert Tagger.load(tmp_path / "both").tag(["seen today"]) is not None

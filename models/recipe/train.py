"""Train the recogniser from a seed: `python -m models.recipe.train --seed 7`.

Every batch is written anew, so no note is seen twice. In each batch some words lose their place in
the lists, their own row or their vector, so that the model learns to read the others. One process,
one thread; the same seed on the same libraries gives the same weights. The steps after see the same
notes and some of contrasts: the surname and the word, the surgeon and his clamp. The last ones see notes
written by hand for the most part, each time with other names and numbers; two runs of them are averaged.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import spacy
from thinc.api import Adam

from models.recipe.batches import Reader
from models.recipe.generate import Note, note, notes
from models.recipe.heldout import measure
from models.recipe.pools import Pools
from models.recipe.written import Rewriter, read
from safeharbor.detect.convolution import cross_entropy
from safeharbor.detect.network import Senses
from safeharbor.detect.pipe import PhiTagger  # noqa: TC001 - importing it registers the component
from safeharbor.detect.tagger import words_digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.recipe.slots import Piece

PHI = Path(__file__).parents[1] / "phi"
SENSES = ("vectors.npz", "letters.npz")
BATCH_TOKENS = 3_000
REPORT = 700
PEAK, FLOOR, WARM = 0.005, 0.00003, 200
CONTRASTS, CONTRASTS_PEAK = 450, 0.001
LAST, LAST_PEAK, WRITTEN_SHARE, RUNS = 4_000, 0.002, 0.7, 2


def rate(step: int, steps: int) -> float:
    """Return the learning rate: a short rise, then half a cosine."""
    if step < WARM:
        return PEAK * (step + 1) / WARM
    return FLOOR + (PEAK - FLOOR) * 0.5 * (1 + float(np.cos(np.pi * (step - WARM) / max(1, steps - WARM))))


def train(seed: int, steps: int, out: Path, *, width: int = 112, sample: int = 400) -> None:
    """Train, measure on `sample` notes of either part at every report, save in `out`."""
    started = time.monotonic()
    senses = Senses.read(*((PHI / name).read_bytes() for name in SENSES))
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "safeharbor.Tokenizer.v1"}}})
    component: PhiTagger = nlp.add_pipe(
        "safeharbor_phi",
        name="phi",
        config={
            "model": {"@architectures": "safeharbor.WordConvolution.v1", "width": width, "dropout": 0.1, "seed": seed}
        },
    )
    component.senses = senses
    model, reader, pools = component.model, Reader(senses), Pools(seed, held=False)
    random = np.random.default_rng(seed)
    held, seen = notes(101, sample, held=True), notes(102, sample, held=False)
    optimizer = Adam(PEAK, L2=1e-5, grad_clip=2.0, use_averages=True)
    loss_sum = 0.0
    tokens_seen = 0
    for step in range(steps):
        batch, gold, _ = reader.read(batch_of(pools), random)
        logits, backprop = model.begin_update(batch)
        loss, gradient = cross_entropy(logits, gold)
        backprop(gradient)
        optimizer.learn_rate = rate(step, steps)
        model.finish_update(optimizer)
        loss_sum += loss
        tokens_seen += len(gold)
        if sample and ((step + 1) % REPORT == 0 or step + 1 == steps):
            with model.use_params(optimizer.averages):
                print(
                    step + 1,
                    f"{time.monotonic() - started:.0f}s",
                    f"{tokens_seen / 1e6:.1f}M",
                    f"loss {loss_sum / REPORT:.4f}",
                    "held",
                    measure(model, reader, held),
                    "seen",
                    measure(model, reader, seen),
                    flush=True,
                )
            loss_sum = 0.0
    with model.use_params(optimizer.averages):
        save(nlp, out)


def batch_of(pools: Pools, *, contrasts: bool = False, written: Sequence[list[Piece]] = ()) -> list[Note]:
    """Return new notes of some `BATCH_TOKENS` tokens; most of them from `written`, where there are any."""
    made: list[Note] = []
    rewriter = Rewriter(pools)
    size = 0
    while size < BATCH_TOKENS:
        if written and pools.chance(WRITTEN_SHARE):
            made.append(rewriter.note(pools.one(written)))
        else:
            made.append(note(pools, contrasts=contrasts))
        size += len(made[-1].text) // 5
    return made


def finish(seed: int, steps: int, out: Path, *, peak: float, written: Sequence[list[Piece]] = ()) -> None:
    """Go on from what is saved in `out`, contrasts and `written` notes among the others; save there again."""
    nlp = spacy.load(out)
    component: Any = nlp.get_pipe("phi")
    model, reader, pools = component.model, Reader(component.senses), Pools(seed, held=False)
    random = np.random.default_rng(seed)
    model.attrs["random"] = np.random.default_rng(seed)
    optimizer = Adam(peak, L2=1e-5, grad_clip=2.0, use_averages=True)
    for step in range(steps):
        batch, gold, _ = reader.read(batch_of(pools, contrasts=True, written=written), random)
        logits, backprop = model.begin_update(batch)
        _, gradient = cross_entropy(logits, gold)
        backprop(gradient)
        optimizer.learn_rate = peak * 0.5 * (1 + np.cos(np.pi * step / steps)) + FLOOR
        model.finish_update(optimizer)
    with model.use_params(optimizer.averages):
        save(nlp, out)


def average(parts: Sequence[Path], out: Path) -> None:
    """Save in `out` the mean of networks that went on from the same one: Wortsman et al., Model soups (2022)."""
    pipelines = [spacy.load(part) for part in parts]
    components: list[Any] = [nlp.get_pipe("phi") for nlp in pipelines]
    for nodes in zip(*(component.model.walk() for component in components), strict=True):
        for name in nodes[0].param_names:
            nodes[0].set_param(name, np.mean([node.get_param(name) for node in nodes], axis=0))
    save(pipelines[0], out)


def save(nlp: Any, out: Path) -> None:  # noqa: ANN401 - a spaCy Language
    """Write the pipeline and the digest of each of its files."""
    card = (out / "card.md").read_bytes() if (out / "card.md").exists() else b""
    senses = {name: (PHI / name).read_bytes() for name in SENSES}
    if out.exists():
        shutil.rmtree(out)
    nlp.meta.update(
        {
            "name": "phi",
            "version": "0.1.0",
            "description": "Finds names, places and organisations in clinical text.",
            "license": "Apache-2.0",
            "author": "safeharbor",
        }
    )
    nlp.to_disk(out)
    for name, raw in senses.items():
        (out / name).write_bytes(raw)
    if card:
        (out / "card.md").write_bytes(card)
    sign(out)


def sign(out: Path) -> None:
    """Write `checksums.json`: file -> SHA-256, the card apart."""
    digests = {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in ("card.md", "checksums.json")
    }
    digests["words"] = words_digest()
    (out / "checksums.json").write_text(json.dumps(digests, indent=1) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train the recogniser.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--steps", type=int, default=4500)
    parser.add_argument("--width", type=int, default=112)
    parser.add_argument("--out", type=Path, default=PHI)
    given = parser.parse_args()
    train(given.seed, given.steps, given.out, width=given.width)
    finish(given.seed + 1, CONTRASTS, given.out, peak=CONTRASTS_PEAK)
    parts = [given.out.with_name(f"{given.out.name}-{number}") for number in range(RUNS)]
    written = read(given.out)
    for number, part in enumerate(parts):
        shutil.copytree(given.out, part, dirs_exist_ok=True)
        finish(given.seed + 2 + number, LAST, part, peak=LAST_PEAK, written=written)
    average(parts, given.out)
    for part in parts:
        shutil.rmtree(part)

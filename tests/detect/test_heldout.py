"""Notes written before the recognizers saw them: what each file gave at its first measurement, and what it gives since.

| file | first measurement: recall / over-redaction | looked at since |
|---|---|---|
| notes_a | - | yes |
| notes_b | 87.1 % / 1.9 % | never |
| batch_1 | 93.6 % / 1.1 % | yes |
| batch_2 | 87.8 % / 4.5 % | yes |
| batch_3 | 80.9 % / 4.3 % | yes |
| batch_4 | 84.5 % / 2.7 % | yes |
| batch_5 | 89.7 % / 2.5 % | yes |
| batch_6 | 84.4 % / 1.8 % | yes |
| notes_c | 94.9 % / 1.4 % | never |
| batch_7 | 90.4 % / 2.8 % | yes |
| unread | 88.5 % / 3.5 % | never |
| batch_8 | 85.5 % / 1.8 % | yes |
| batch_9 | 82.5 % / 4.5 % | yes |
| batch_10 | 89.0 % / 2.8 % | yes |
| batch_11 | 85.8 % / 1.7 % | yes |
| batch_12 | 76.0 % / 1.4 % | yes |
| batch_13 | 90.0 % / 3.0 % | yes |
| batch_14 | 87.6 % / 3.3 % | yes |
| batch_15 | 89.8 % / 3.3 % | yes |
| batch_16 | 92.7 % / 2.0 % | yes |
| batch_17 | 92.4 % / 2.4 % | yes |
| batch_18 | 95.7 % / 1.5 % | yes |
| batch_19 | 95.3 % / 1.9 % | yes |
| batch_20 | 94.5 % / 1.5 % | yes |
| batch_21 | 94.1 % / 1.2 % | yes |
| unread_2 | 87.9 % / 2.4 % | never |
| unread_3 | 96.6 % / 1.3 % | never |
| unread_4 | 89.2 % / 1.7 % | never |
| unread_5 | 95.9 % / 1.1 % | never |
| unread_6 | 93.8 % / 0.8 % | never |
| unread_7 | 94.6 % / 1.6 % | never |
| unread_8 | 95.6 % / 1.1 % | never |

A file that is looked at tells no longer what unseen notes will give: only `notes_b`, `notes_c`,
`unread`, `unread_2`, `unread_3`, `unread_5` to `unread_8` (notes as they are mostly written) and `unread_4`
(dictation, scans, messages, forms) do.
"""

from __future__ import annotations

import pytest

from safeharbor.detect.engine import build_detector
from safeharbor.detect.scoring import score
from tests.detect.marked import HELD_OUT, notes

SHORT = "batch_7.txt"
LEAST = {
    "notes_a.txt": (0.965, 0.02),
    "notes_b.txt": (0.87, 0.025),
    "notes_c.txt": (0.93, 0.02),
    "batch_1.txt": (0.975, 0.015),
    "batch_2.txt": (0.975, 0.025),
    "batch_3.txt": (0.97, 0.028),
    "batch_4.txt": (0.955, 0.03),
    "batch_5.txt": (0.96, 0.02),
    "batch_6.txt": (0.97, 0.02),
    "batch_7.txt": (0.97, 0.02),
    "batch_8.txt": (0.94, 0.02),
    "batch_9.txt": (0.925, 0.035),
    "batch_10.txt": (0.965, 0.025),
    "batch_11.txt": (0.945, 0.02),
    "batch_12.txt": (0.935, 0.02),
    "batch_13.txt": (0.945, 0.03),
    "batch_14.txt": (0.975, 0.032),
    "batch_15.txt": (0.945, 0.03),
    "batch_16.txt": (0.955, 0.025),
    "batch_17.txt": (0.97, 0.022),
    "batch_18.txt": (0.985, 0.015),
    "batch_19.txt": (0.98, 0.012),
    "batch_20.txt": (0.988, 0.017),
    "batch_21.txt": (0.985, 0.011),
    "unread.txt": (0.86, 0.04),
    "unread_2.txt": (0.86, 0.03),
    "unread_3.txt": (0.96, 0.016),
    "unread_4.txt": (0.92, 0.02),
    "unread_5.txt": (0.95, 0.02),
    "unread_6.txt": (0.93, 0.02),
    "unread_7.txt": (0.95, 0.015),
    "unread_8.txt": (0.95, 0.014),
}


def test_every_held_out_file_is_measured() -> None:
    """A file nobody measures proves nothing."""
    assert {path.name for path in HELD_OUT.glob("*.txt")} == set(LEAST)


@pytest.mark.parametrize("name", list(LEAST))
def test_held_out_notes_keep_their_recall_without_losing_words(name: str) -> None:
    """No later change loses what was reached, on notes looked at and on notes never looked at."""
    recall, over = LEAST[name]
    rows = notes(name)
    found = build_detector().detect([row["text"] for row in rows], [None] * len(rows))
    result = score(rows, [[(f.start, f.end) for f in findings] for findings in found])
    assert result.total.spans > (90 if name == SHORT else 100)
    assert result.total.recall >= recall
    assert result.over_redaction <= over

"""Canaries planted per run: sentences with fresh identifiers of every kind, put through the run's own detector.

Patterns and known values see what they know; a city, a role or a relative's first name that a broken
recogniser passes, nobody sees. So the detector must show, in the run it serves, that each of its
recognisers still sings. All names and numbers are invented; digits are drawn anew for each run.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from safeharbor.findings import Violation
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from safeharbor.protocols import CheckContext
    from safeharbor.records import Batch, TablePlan, TreatedBatch


@dataclass(frozen=True, slots=True)
class Canary:
    """A sentence with one identifier where `{}` stands. In `value`, `#` is any digit but 0."""

    kind: DataKind
    text: str
    value: str


K = DataKind
# "Patient Marit Halvorsen, phone ..., was seen on ...", as base64
_ENCODED: Final = (
    "UGF0aWVudCBNYXJpdCBIYWx2b3JzZW4sIHBob25lIDgwMS01NTUtMDEzNywgd2FzIHNlZW4gb24gTWFyY2ggMTQsIDIwMjEgaW4gY2xpbmljLg=="
)
CANARIES: Final = (
    Canary(K.DATE, "Seen in clinic on {} for follow-up of hypertension.", "03/1#/2021"),
    Canary(K.DATE, "Last colonoscopy {}, two polyps removed.", "2019-11-0#"),
    Canary(K.DATE, "She was admitted on {} with chest pain.", "March 1#, 2021"),
    Canary(K.DATE, "Potassium was repleted on {} and stable since.", "Oct 1#"),
    Canary(K.AGE, "The patient is a {}-year-old woman with heart failure.", "9#"),
    Canary(K.PHONE, "Please call {} with the results.", "(212) 555-01##"),
    Canary(K.FAX, "Records were sent by fax to {} today.", "801-555-01##"),
    Canary(K.EMAIL, "Write to {} with questions.", "mk.hale##@example.org"),
    Canary(K.URL, "Images are at {} for review.", "https://portal.example.org/u/4####"),
    Canary(K.IP, "The monitor reports from {} every hour.", "203.0.113.1##"),
    Canary(K.SSN, "SSN {} on file.", "219-09-44##"),
    Canary(K.MRN, "MRN: {} was confirmed at registration.", "48#####7"),
    Canary(K.HEALTH_PLAN_ID, "Member ID {} is active.", "XQJ48####075"),
    Canary(K.ACCOUNT, "Account number {} was billed.", "77194####3"),
    Canary(K.LICENSE, "Driver's license {} was copied.", "D48####0"),
    Canary(K.DEVICE, "Pacemaker serial number {} was interrogated.", "PJN48####0"),
    Canary(K.DEVICE, "UDI (01)00643169007222(21){} scanned.", "BHW00####1"),
    Canary(K.VEHICLE, "Arrived by car, VIN {}.", "1HGCM82633A004352"),
    Canary(K.PHOTO, "See photograph {} in the chart.", "IMG_48###.jpg"),
    Canary(K.BIOMETRIC, "Fingerprint template {} was enrolled.", "FP-48###-77"),
    Canary(K.OTHER_ID, "Accession {} received.", "S21-48###"),
    Canary(K.OTHER_ID, "He is {} and well known in town.", "president of the state university"),
    Canary(K.STREET, "Lives at {} with her husband.", "41## Quail Hollow Road"),
    Canary(K.CITY, "She moved here from {} last fall.", "Albuquerque"),
    Canary(K.ZIP, "Patient gave zip code {} only.", "841##"),
    Canary(K.FULL_NAME, "Mr. {} was seen with his wife.", "Halvorsen"),
    Canary(K.FULL_NAME, "Discussed with {} at length.", "Brekke"),
    Canary(K.MRN, "Hosp no. {} verified.", "48##39"),
    Canary(K.FULL_NAME, "Patient: {}\nReason for visit: cough", "Halvorsen, Marit"),
    Canary(K.INITIALS, "Dictated by {}", "jtk/mrs"),
    Canary(K.FACILITY, "Transferred from {} overnight.", "Cedar Ridge Medical Center"),
    Canary(K.EMPLOYER, "Works as a welder at {}.", "Halvorsen Pallet Company"),
    Canary(K.PHONE, "Paged Dr. Okafor, called back from {}.", "4###"),
    Canary(K.INITIALS, "Report to oncoming nurse, all questions answered. {}", "MH"),
    Canary(K.OTHER_ID, "Attachment:\n{}\nend", _ENCODED),
    Canary(K.OTHER_ID, "Shipped to the reference laboratory, {} on the waybill.", "1Z 999 AA1 0# 2##5 67##"),
    Canary(K.MRN, "PID|1||{}^^^HOSP||X^Y||19610731|F", "48###907"),
    Canary(K.DATE, "Dictated on {} by the fellow.", "five nineteen twenty four"),
    Canary(K.DATE, "She took that {} trip without oxygen.", "summer of 201#"),
    Canary(K.FULL_NAME, '{"mother":"{}"}', "may"),
    Canary(K.PHONE, "SMS from {}: late", "6#118"),
    Canary(K.PHONE, "Cell {} typed at the kiosk.", "312_555_01##"),
    Canary(K.PHONE, "Phone |{}|", "3|1|2|5|5|5|0|1|#|#"),
    Canary(K.FAX, "Fax: {}", "1 (888) 555-01##"),
    Canary(K.STREET, "Struck at {} by a van.", "6th and Calder"),
    Canary(K.STREET, "Lives at {} and walks daily.", "thirty one twelve south calder street"),
    Canary(K.FULL_NAME, "PT 2 {} 27 F AMBULATORY ON SCENE", "K. WELLS"),
    Canary(K.PHONE, "Handy: {} abends", "0151/5550##0"),
    Canary(K.EMPLOYER, "{} driver, no falls.", "FedEx"),
    Canary(K.OTHER_ID, "Flying {} home.", "UA 1##"),
    Canary(K.FULL_NAME, "Signature: ____{}____", "L Magsaysay"),
    Canary(K.FACILITY, "Transferred from {} on Monday.", "Banner"),
    Canary(K.INITIALS, "Fellow: {}", "LJ"),
    Canary(K.INITIALS, "Subject 014-22 ({}) withdrew.", "QVB"),
    Canary(K.INITIALS, "Chest tube placed by {}, 400 cc out.", "KMT"),
    Canary(K.DATE, "DATE OF SERVICE {} ROOM AIR", "03 1# 2025"),
    Canary(K.PHONE, "PID|1||445512||X^Y||||||||^WPN^PH^^1^{}", "312^55501##"),
    Canary(K.URL, "Films: {}", "ftp://drop.example.org/a/b##.csv"),
    Canary(K.STREET, "Home, cross sts {}.", "Olive/Kern"),
    Canary(K.FULL_NAME, "Last name spelled {}, please.", "H, O, L, L, I, S"),
    Canary(K.PHONE, "Tel.: {}", "089 / 555 01 ##"),
    Canary(K.OTHER_ID, "Unit {} issued to the floor.", "W1417 25 0044##"),
    Canary(K.FULL_NAME, "[10:09] SW-{}: they want a priest", "Pilar"),
    Canary(
        K.FULL_NAME,
        "Garcia - NSCLC, EGFR neg\nOkafor - Gleason 4+3\n{} - cystectomy\nWilliams - SLNB +",
        "Lopez",
    ),
)
_DIGITS: Final = "123456789"


class Canaries:
    """Refuses a release with free text when the run's detector misses an identifier planted for it."""

    name: Final = "canaries"

    def __init__(self, context: CheckContext) -> None:
        """Take the run's detector and the kinds that the policy lets stay in text."""
        self._detector = context.detector
        self._kept = context.kept_in_text
        self._sung = False

    def batch(self, source: Batch, treated: TreatedBatch, plan: TablePlan) -> list[Violation]:
        """Plant the canaries once a run, before the first text passes."""
        del source, treated
        texts = [column for column in plan.columns if column.reads_text]
        if not texts or self._sung:
            return []
        self._sung = True
        if self._detector is None:
            return [Violation(self.name, plan.table, texts[0].path, 1, "text was treated and no detector can be tried")]
        planted = [canary for canary in CANARIES if canary.kind not in self._kept]
        return [
            Violation(self.name, plan.table, texts[0].path, 1, f"the detector missed a planted identifier ({kind})")
            for kind in self._missed(planted)
        ]

    def whole(self, tables: Mapping[str, Path]) -> list[Violation]:
        """Find nothing more: the canaries sang before the first text."""
        del tables
        return []

    def _missed(self, planted: list[Canary]) -> list[DataKind]:
        if self._detector is None:
            return []
        values = [_fresh(canary.value) for canary in planted]
        texts = [canary.text.replace("{}", value) for canary, value in zip(planted, values, strict=True)]
        missed: dict[DataKind, None] = {}
        for canary, value, found in zip(
            planted, values, self._detector.detect(texts, [None] * len(texts)), strict=True
        ):
            start = canary.text.index("{}")
            covered = {place for finding in found for place in range(finding.start, finding.end)}
            if any(mark.isalnum() and start + place not in covered for place, mark in enumerate(value)):
                missed[canary.kind] = None
        return list(missed)


def _fresh(value: str) -> str:
    return "".join(secrets.choice(_DIGITS) if mark == "#" else mark for mark in value)

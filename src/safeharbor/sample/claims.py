"""claims.csv: another system's dialect (`;`, cp1252), names the other way round, mangled numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.identifiers import DataKind as K
from safeharbor.sample.conditions import conditions
from safeharbor.sample.draw import Draw
from safeharbor.sample.mess import blanked, dated, spreadsheet
from safeharbor.sample.people import serial
from safeharbor.sample.staff import attending

if TYPE_CHECKING:
    from collections.abc import Mapping

_SERVICE_STYLES: Final = {"%d.%m.%Y": 60, "%m/%d/%Y": 25, "%Y%m%d": 15}
_PLANS: Final = ("Medicare B", "Medicaid", "Commercial PPO", "Commercial HMO", "Workers Comp", "Self pay")

KINDS: Final[Mapping[str, K]] = {
    "claim_no": K.ACCOUNT,
    "pat_mrn": K.MRN,
    "csn": K.ENCOUNTER_ID,
    "member": K.HEALTH_PLAN_ID,
    "group_no": K.HEALTH_PLAN_ID,
    "subscriber_name": K.FULL_NAME,
    "subscriber_dob": K.BIRTH_DATE,
    "guarantor": K.RELATIVE_NAME,
    "guarantor_ssn_last4": K.SSN,
    "guarantor_employer": K.EMPLOYER,
    "billing_address": K.ADDRESS,
    "service_from": K.DATE,
    "service_to": K.DATE,
    "cpt": K.CODE,
    "icd10": K.CODE,
    "ndc": K.CODE,
    "units": K.MEASURE,
    "charge": K.MEASURE,
    "paid": K.MEASURE,
    "plan": K.CATEGORY,
    "status": K.CATEGORY,
    "account": K.ACCOUNT,
    "card_last4": K.ACCOUNT,
    "payer_fax": K.FAX,
    "billing_npi": K.PROVIDER_ID,
    "attachment": K.RECORD_ID,
}


def claim_rows(seed: int, people: pl.DataFrame, visits: pl.DataFrame, staff: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of claims.csv (all String): eight visits in ten are billed."""
    draw = Draw(seed, visits["key"].to_numpy().astype(np.uint64))
    draw_billed = pl.Series(draw.chance("billed", 0.85))
    visits = visits.filter(draw_billed)
    draw = Draw(seed ^ 0xC1A1, visits["key"].to_numpy().astype(np.uint64))
    of = people[visits["parent"].to_numpy()]
    biller = attending(visits, staff)
    case = pl.DataFrame(
        {
            "icd10": [c.icd10 for c in conditions()],
            "cpt": [c.cpt[0] for c in conditions()],
            "ndc": [c.ndc for c in conditions()],
        }
    )[visits["condition"].to_numpy()]
    charge, paid = draw.below("charge", 900_000) + 4500, draw.below("paid", 4500)
    own = pl.Series(draw.chance("subscriber.own", 0.7))
    subscriber = (of["family"] + ", " + of["given"] + (" " + of["middle"]).fill_null("")).zip_with(
        own, of["contact_name"].str.replace(r"^(\S+) (.+)$", "${2}, ${1}")
    )
    address = of["street"] + ", " + of["city"] + (", " + of["state"]).fill_null("") + " " + of["postcode"]
    key = of["record_key"]
    return pl.DataFrame(
        {
            "claim_no": "CLM-" + serial(seed, "claim", visits["key"].to_numpy(), 9),
            "pat_mrn": spreadsheet(draw, "mrn", of["mrn"], 0.12),
            "csn": visits["encounter_id"],
            "member": of["member_id"],
            "group_no": of["group_no"],
            "subscriber_name": subscriber,
            "subscriber_dob": blanked(draw, "dob", dated(draw, "dob", of["birth"], _SERVICE_STYLES), 0.04),
            "guarantor": of["contact_name"].str.to_uppercase(),
            "guarantor_ssn_last4": draw.number("ssn4", 4),
            "guarantor_employer": of["employer"],
            "billing_address": blanked(draw, "address", address, 0.03),
            "service_from": dated(draw, "from", visits["admitted"], _SERVICE_STYLES),
            "service_to": dated(draw, "to", visits["discharged"], _SERVICE_STYLES),
            "cpt": case["cpt"],
            "icd10": case["icd10"],
            "ndc": case["ndc"],
            "units": (pl.Series(draw.below("units", 6)) + 1).cast(pl.String),
            "charge": _money(charge),
            "paid": _money(paid),
            "plan": draw.pick("plan", _PLANS),
            "status": draw.pick("status", ("paid", "paid", "denied", "pending", "appealed")),
            "account": spreadsheet(draw, "account", of["account"], 0.05),
            "card_last4": blanked(draw, "card", of["card"].str.slice(12), 0.5),
            "payer_fax": "800-555-01" + draw.number("payer.fax", 2),
            "billing_npi": biller["npi"],
            "attachment": "s3://claims.example.org/" + visits["admitted"].dt.strftime("%Y/%m/") + key + ".pdf",
        }
    )


def _money(cents: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pl.Series:
    return pl.Series(cents).cast(pl.String).str.zfill(3).str.replace(r"(\d\d)$", ".${1}")

"""devices.ndjson: implants, wearables, captured images and home equipment; records of four shapes.

Late fields, missing fields, numbers that are text elsewhere: an export of four systems in one stream.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from safeharbor.identifiers import DataKind as K
from safeharbor.sample.draw import Draw, luhn
from safeharbor.sample.mess import repeated
from safeharbor.sample.people import serial

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_IMPLANTS: Final = ("pacemaker", "hip prosthesis", "insulin pump", "cochlear implant", "drug-eluting stent", "ICD")
_WEARABLES: Final = ("glucose sensor", "heart monitor", "CPAP", "blood pressure cuff")

KINDS: Final[Mapping[str, K]] = {
    "device_id": K.RECORD_ID,
    "type": K.CATEGORY,
    "patient.mrn": K.MRN,
    "patient.name.family": K.FAMILY_NAME,
    "patient.name.given": K.GIVEN_NAME,
    "device.udi": K.DEVICE,
    "device.serial": K.DEVICE,
    "device.lot": K.DEVICE,
    "device.model": K.CATEGORY,
    "implanted": K.DATE,
    "settings.rate_bpm": K.MEASURE,
    "settings.mode": K.CATEGORY,
    "network.mac": K.DEVICE,
    "network.ip": K.IP,
    "imei": K.DEVICE,
    "app_url": K.URL,
    "paired_by": K.RELATIVE_NAME,
    "readings[].at": K.DATE,
    "readings[].value": K.MEASURE,
    "readings[].unit": K.CATEGORY,
    "capture.file": K.PHOTO,
    "capture.template_id": K.BIOMETRIC,
    "capture.site": K.CATEGORY,
    "captured_on": K.DATE,
    "delivered_to": K.ADDRESS,
    "delivery_phone": K.PHONE,
    "van_plate": K.VEHICLE,
}


def _clean(seed: int, people: pl.DataFrame) -> pl.DataFrame:
    """Return one row a device, every field of every shape filled."""
    index = people["index"].to_numpy()
    parents, numbers = repeated(Draw(seed, index.astype(np.uint64)).weighted("devices", (3, 5, 2)))
    keys = index[parents] * 8 + numbers
    draw = Draw(seed ^ 0xDE71, keys.astype(np.uint64))
    of = people[parents]
    born = of["birth"].cast(pl.Int32).to_numpy().astype(np.int64)
    day = draw.between("day", born, of["last_day"].cast(pl.Int32).to_numpy().astype(np.int64))
    date = pl.Series(day).cast(pl.Int32).cast(pl.Date)
    serial_no = draw.pattern("serial", "AAA999999X")
    lot = draw.pattern("lot", "A9999A")
    return pl.DataFrame(
        {
            "device_id": "DEV" + serial(seed, "device", keys, 9),
            "shape": draw.weighted("shape", (4, 4, 2, 1)),
            "mrn": of["mrn"].str.slice(0, 4) + "-" + of["mrn"].str.slice(4),
            "family": of["family"],
            "given": of["given"],
            "implant": draw.pick("implant", _IMPLANTS),
            "wearable": draw.pick("wearable", _WEARABLES),
            "serial": serial_no,
            "lot": lot,
            "udi": "(01)0" + draw.number("gtin", 13) + "(11)" + date.dt.strftime("%y%m%d") + "(17)"
            + draw.pattern("expiry", "2809") + "01(10)" + lot + "(21)" + serial_no,
            "model": draw.pick("model", ("Accord", "Meridian 2", "Pulse LX", "Triton DR")),
            "date": date.dt.strftime("%Y-%m-%d"),
            "slashed": date.dt.strftime("%m/%d/%Y"),
            "rate": draw.below("rate", 60) + 40,
            "mode": draw.pick("mode", ("DDD", "VVI", "AAI")),
            "mac": draw.pattern("mac", "00:00:5e:00:53:hh"),  # RFC 7042: for documentation
            "ip": of["ip"],
            "imei": luhn(draw.characters("imei", "359999999999999")),
            "url": "https://telemetry.example.net/d/" + serial_no + "?p=" + of["username"],
            "paired_by": of["contact_name"],
            "reading": draw.below("reading", 160) + 60,
            "readings": draw.below("readings", 4),
            "photo": of["photo"],
            "biometric": of["biometric"],
            "site": draw.pick("site", ("face", "left index finger", "wound, sacrum", "iris, both")),
            "address": of["street"] + ", " + of["city"],
            "phone": of["mobile"],
            "plate": of["plate"],
            "late": draw.chance("late", 0.15),
        }
    )  # fmt: skip


def device_records(seed: int, people: pl.DataFrame) -> Iterator[dict[str, object]]:
    """Yield the records of devices.ndjson, nested and of differing shape."""
    for row in _clean(seed, people).iter_rows(named=True):
        record: dict[str, object] = {"device_id": row["device_id"]}
        patient: dict[str, object] = {"mrn": row["mrn"]}
        if row["shape"] != 1:
            patient["name"] = {"family": row["family"], "given": row["given"]}
        match row["shape"]:
            case 0:
                record |= {
                    "type": row["implant"],
                    "patient": patient,
                    "device": {"udi": row["udi"], "serial": row["serial"], "lot": row["lot"], "model": row["model"]},
                    "implanted": row["date"],
                    "settings": {"rate_bpm": row["rate"], "mode": row["mode"]},
                }
            case 1:
                reading = {"at": row["date"] + "T08:00:00Z", "value": row["reading"], "unit": "mg/dL"}
                record |= {
                    "type": row["wearable"],
                    "patient": patient,
                    "device": {"serial": row["serial"], "model": row["model"]},
                    "network": {"mac": row["mac"], "ip": row["ip"]},
                    "imei": row["imei"],
                    "app_url": row["url"],
                    "readings": [reading | {"value": row["reading"] + step * 7} for step in range(row["readings"])],
                }
                if row["late"]:
                    record["paired_by"] = row["paired_by"]
            case 2:
                record |= {
                    "type": "capture",
                    "patient": patient,
                    "capture": {"file": row["photo"], "template_id": row["biometric"], "site": row["site"]},
                    "captured_on": row["slashed"],
                }
            case _:
                record |= {
                    "type": "home oxygen",
                    "patient": patient,
                    "device": {"serial": row["serial"]},
                    "delivered_to": row["address"],
                    "delivery_phone": row["phone"],
                    "van_plate": row["plate"] if row["late"] else None,
                }
        yield record

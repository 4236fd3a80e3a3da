"""Field lines inside notes: HL7 v2 segments, comma-separated rows under a header, JSON keys, XML tags, `key=value`, table columns.

Over 250 lines: the field tables are data.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect.recognizers import logins
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "field"
_K: Final = DataKind

# HL7 v2.5.1 chapters 2, 3, 6, 7: segment -> field -> kind (fields count from 1; MSH counts its separator)
_HL7: Final[dict[str, dict[int, DataKind]]] = {
    "MSH": {4: _K.FACILITY, 6: _K.FACILITY, 7: _K.DATE, 10: _K.RECORD_ID},
    "EVN": {2: _K.DATE, 3: _K.DATE, 5: _K.PROVIDER_NAME, 6: _K.DATE},
    "PID": {
        2: _K.MRN, 3: _K.MRN, 4: _K.MRN, 5: _K.FULL_NAME, 6: _K.RELATIVE_NAME, 7: _K.BIRTH_DATE, 9: _K.ALIAS, 11: _K.ADDRESS, 12: _K.COUNTY,
        13: _K.PHONE, 14: _K.PHONE, 18: _K.ACCOUNT, 19: _K.SSN, 20: _K.LICENSE, 21: _K.MRN, 23: _K.PLACE, 29: _K.DEATH_DATE,
    },
    "PD1": {3: _K.FACILITY, 4: _K.PROVIDER_NAME},
    "NK1": {2: _K.RELATIVE_NAME, 4: _K.ADDRESS, 5: _K.PHONE, 6: _K.PHONE, 8: _K.DATE, 12: _K.RECORD_ID, 13: _K.EMPLOYER, 16: _K.BIRTH_DATE, 30: _K.RELATIVE_NAME, 31: _K.PHONE, 32: _K.ADDRESS, 33: _K.RECORD_ID, 37: _K.SSN},
    "PV1": {3: _K.PLACE, 5: _K.RECORD_ID, 6: _K.PLACE, 7: _K.PROVIDER_NAME, 8: _K.PROVIDER_NAME, 9: _K.PROVIDER_NAME, 17: _K.PROVIDER_NAME, 19: _K.ENCOUNTER_ID, 44: _K.DATE, 45: _K.DATE, 50: _K.ENCOUNTER_ID, 52: _K.PROVIDER_NAME},
    "PV2": {8: _K.DATE, 9: _K.DATE, 17: _K.DATE},
    "GT1": {2: _K.ACCOUNT, 3: _K.RELATIVE_NAME, 4: _K.RELATIVE_NAME, 5: _K.ADDRESS, 6: _K.PHONE, 7: _K.PHONE, 8: _K.BIRTH_DATE, 12: _K.SSN, 16: _K.EMPLOYER, 17: _K.ADDRESS, 18: _K.PHONE, 19: _K.RECORD_ID, 21: _K.EMPLOYER},
    "IN1": {8: _K.HEALTH_PLAN_ID, 10: _K.HEALTH_PLAN_ID, 11: _K.EMPLOYER, 12: _K.DATE, 13: _K.DATE, 14: _K.HEALTH_PLAN_ID, 16: _K.RELATIVE_NAME, 18: _K.BIRTH_DATE, 19: _K.ADDRESS, 36: _K.HEALTH_PLAN_ID, 49: _K.HEALTH_PLAN_ID},
    "IN2": {1: _K.RECORD_ID, 2: _K.SSN, 3: _K.EMPLOYER, 6: _K.HEALTH_PLAN_ID, 8: _K.HEALTH_PLAN_ID, 61: _K.HEALTH_PLAN_ID, 63: _K.PHONE},
    "ORC": {2: _K.RECORD_ID, 3: _K.RECORD_ID, 4: _K.RECORD_ID, 9: _K.DATE, 10: _K.PROVIDER_NAME, 11: _K.PROVIDER_NAME, 12: _K.PROVIDER_NAME, 14: _K.PHONE, 15: _K.DATE, 21: _K.FACILITY, 22: _K.ADDRESS, 23: _K.PHONE, 24: _K.ADDRESS},
    "OBR": {2: _K.RECORD_ID, 3: _K.RECORD_ID, 6: _K.DATE, 7: _K.DATE, 8: _K.DATE, 10: _K.PROVIDER_NAME, 14: _K.DATE, 16: _K.PROVIDER_NAME, 17: _K.PHONE, 20: _K.RECORD_ID, 22: _K.DATE, 28: _K.PROVIDER_NAME, 32: _K.PROVIDER_NAME, 33: _K.PROVIDER_NAME, 34: _K.PROVIDER_NAME, 36: _K.DATE},
    "OBX": {14: _K.DATE, 16: _K.PROVIDER_NAME, 18: _K.DEVICE, 19: _K.DATE, 23: _K.FACILITY, 24: _K.ADDRESS, 25: _K.PROVIDER_NAME},
    "SPM": {2: _K.RECORD_ID, 3: _K.RECORD_ID, 17: _K.DATE, 18: _K.DATE},
    "TXA": {4: _K.DATE, 5: _K.PROVIDER_NAME, 6: _K.DATE, 7: _K.DATE, 9: _K.PROVIDER_NAME, 10: _K.PROVIDER_NAME, 11: _K.PROVIDER_NAME, 12: _K.RECORD_ID, 13: _K.RECORD_ID, 16: _K.RECORD_ID},
    "DG1": {5: _K.DATE, 16: _K.PROVIDER_NAME, 19: _K.DATE},
    "AL1": {6: _K.DATE},
    "PR1": {5: _K.DATE, 8: _K.PROVIDER_NAME, 11: _K.PROVIDER_NAME, 12: _K.PROVIDER_NAME},
    "MRG": {1: _K.MRN, 2: _K.MRN, 3: _K.ACCOUNT, 4: _K.MRN, 5: _K.ENCOUNTER_ID, 7: _K.FULL_NAME},
    "ACC": {1: _K.DATE, 3: _K.PLACE},
    "RXE": {15: _K.RECORD_ID, 18: _K.DATE},
    "RXA": {3: _K.DATE, 4: _K.DATE, 10: _K.PROVIDER_NAME, 11: _K.FACILITY, 15: _K.DEVICE, 16: _K.DATE},
    "SCH": {1: _K.RECORD_ID, 2: _K.RECORD_ID, 11: _K.DATE, 16: _K.PROVIDER_NAME, 17: _K.PHONE, 20: _K.PROVIDER_NAME},
}  # fmt: skip
# a segment opens a line, or stands in it after wide blanks where a note took the line's end
_SEGMENT: Final = re.compile(r"(?:\A|\n| {2})[ \t>]*(?P<name>[A-Za-z][A-Za-z0-9]{2})[|]")
_ID_TYPES: Final = frozenset({"MR", "MRN", "PI", "PN", "AN", "SS", "DL", "XX"})
_STAFF_ID: Final = re.compile(
    r"(?<![\w.])(?P<id>\d{6,10})\^(?P<n>[^\W\d_][\w' -]{1,30}(?:\^[^\W\d_]?[\w'.-]{0,30}){0,2})"
)
# HL7 v2.5.1, 2.A.89 XTN: the number, country, area, local number, extension, unformatted; and what a number is for
_XTN: Final = frozenset({0, 4, 5, 6, 7, 8, 11})
_COUNTRY: Final = 4
_XTN_USE: Final = frozenset("PRN WPN ORN EMR NET VHN ASN BPN PH FX CP BP MD".split())
_PEOPLE: Final = frozenset({_K.FULL_NAME, _K.RELATIVE_NAME, _K.PROVIDER_NAME, _K.ALIAS})
_NAMES: Final = {
    _K.MRN: "mrn patient_id patientid pat_id mr_no medical_record_number medicalrecordnumber pid ptid pt_id record_no chart chart_no subject_mrn",
    _K.ENCOUNTER_ID: "csn fin visit_id encounter_id encounterid enc enc# visit_no visitnumber encounter_no enc_no enc_id",
    _K.FAMILY_NAME: "last lname last_name lastname family family_name surname apellido maiden",
    _K.GIVEN_NAME: "first fname first_name firstname given given_name forename preferred_name",
    _K.MIDDLE_NAME: "mi middle middle_name mname middle_initial",
    _K.INITIALS: "initials init pt_initials patient_initials subj_initials",
    _K.FULL_NAME: "name pt patient_name patientname full_name pt_name patient member_name client subscriber_name display_name",
    _K.RELATIVE_NAME: "nok emergency_contact guarantor guardian mother father spouse contact_name mothers_maiden_name next_of_kin",
    _K.PROVIDER_NAME: "pcp provider prov attending md physician doctor prescriber ordering ordering_provider author surgeon referring nurse rn clinician user_name staff tech",
    _K.BIRTH_DATE: "dob birth_date birthdate birth date_of_birth birthday",
    _K.DATE: "date admit admit_date discharge discharge_date visit_date dos service_date svc_dt adm disch collected received reported signed timestamp datetime admitted discharged start end onset appt",
    _K.SSN: "ssn social ss# social_security ssn4",
    _K.STREET: "addr address street address1 addr1 line1 street_address home_address",
    _K.CITY: "city town municipality",
    _K.COUNTY: "county parish",
    _K.ZIP: "zip zipcode zip_code postal postal_code postcode",
    _K.PHONE: "ph phone tel telephone mobile cell home_phone work_phone phone1 contact_phone phone_number sms pager beeper ext extension callback contact_number telecom",
    _K.FAX: "fax fax_no",
    _K.EMAIL: "email e-mail mail email_address",
    _K.HEALTH_PLAN_ID: "ins_id insurance_id member_id memberid subscriber_id policy policy_no mbi medicaid_id medicare_id plan_id group_no grp hicn payer_id insid",
    _K.ACCOUNT: "acct account account_no account_number acct_no har guarantor_id claim claim_no claim_id invoice",
    _K.USERNAME: "user usr uname username login uid user_id userid operator",
    _K.IP: "ip host src src_ip client_ip remote_addr ip_address",
    _K.DEVICE: "device_id lot lot_no batch serial serial_no sn imei mac udi device mac_address",
    _K.EMPLOYER: "employer workplace school company",
    _K.OTHER_ID: "sid accession accession_no specimen_id order_id uuid guid token session id document_id doc_id study_uid series_uid case_no requisition rx rx# rx_no rxnum barcode accn order",
    _K.FACILITY: "facility hospital site clinic location_name org organization",
    _K.PLACE: "rm room bed bed_no room_no rm_bed loc",
    _K.AGE: "age age_yrs age_years",
    _K.PHOTO: "image photo img picture",
}  # fmt: skip
_KEYS: Final = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_STREET_KEYS: Final = ("street_address", "address_line", "home_address", "mailing_address")
_JSON: Final = re.compile(
    r"[\"'](?P<key>[\w -]{1,40})[\"'] ?: ?(?:\"(?P<text>[^\"\n]{1,200})\"|(?P<bare>-?[\w.+:-]{1,40}))"
)
_ARRAY: Final = re.compile(r"\"(?P<key>[\w -]{1,40})\" ?: ?\[(?P<text>\"[^\]\[{}\n]{1,200}\")\]")
_XML: Final = re.compile(r"<(?P<key>[\w:.-]{1,40})(?: [^<>\n]{0,200})?>(?P<text>[^<>\n]{1,200})</")
_ATTRIBUTE: Final = re.compile(r"(?<![\w&?])(?P<key>[A-Za-z_]{2,30})=\"?(?P<text>[^\s\",;&<>]{1,80})")
_FEWEST: Final = 4
_QUOTED: Final = re.compile(r"\"[^\"\n]*\"")


def _emit(document: Document, start: int, end: int, kind: DataKind, score: float) -> Iterator[Finding]:
    norm = document.norm
    while start < end and not norm[start].isalnum() and norm[start] not in "+@(":
        start += 1
    while end > start and not norm[end - 1].isalnum():
        end -= 1
    if end > start:
        yield Finding(start, end, kind, score, NAME)


def _hl7(document: Document) -> Iterator[Finding]:
    norm = document.norm
    segments = list(_SEGMENT.finditer(norm))
    ends = [match.start() for match in segments[1:]]
    for segment, end in zip(segments, [*ends, len(norm)], strict=False):
        name, at = segment["name"].upper(), segment.end()
        stop = min(document.line(at)[1], end)
        number = 2 if name == "MSH" else 1
        for value in norm[at:stop].split("|"):
            kind = _HL7.get(name, {}).get(number)
            if kind is not None and value.strip():
                yield from _hl7_field(document, at, value, kind)
            at += len(value) + 1
            number += 1


def _hl7_field(document: Document, at: int, value: str, kind: DataKind) -> Iterator[Finding]:
    for repetition in re.finditer(r"[^~]+", value):
        start = at + repetition.start()
        parts = repetition[0].split("^")
        if kind is _K.PROVIDER_NAME and parts[0][:1].isdigit():
            yield from _emit(document, start, start + len(parts[0]), _K.PROVIDER_ID, 0.95)
            begin = start + len(parts[0]) + 1
            yield from _emit(document, begin, begin + len("^".join(parts[1:4])), kind, 0.95)
        elif kind in _PEOPLE:
            yield from _emit(document, start, start + len("^".join(parts[:4])), kind, 0.97)
        elif kind is _K.ADDRESS:
            offset = start
            for position, part in enumerate(parts):
                what = {0: _K.STREET, 1: _K.STREET, 2: _K.CITY, 4: _K.ZIP, 8: _K.COUNTY}.get(position)
                if what is not None and part.strip() and part.strip().upper() != "SAME":
                    yield from _emit(document, offset, offset + len(part), what, 0.95)
                offset += len(part) + 1
        elif kind is _K.PHONE:
            offset = start
            for position, part in enumerate(parts):
                if position in _XTN and sum(char.isdigit() for char in part) > (position != _COUNTRY):
                    yield from _emit(document, offset, offset + len(part), kind, 0.95)
                offset += len(part) + 1
        elif kind is _K.PLACE:
            yield from _emit(document, start, start + len(repetition[0].split("^^")[0]), kind, 0.7)
        elif kind is _K.MRN:
            offset = start
            social = "SS" in parts[4:5] or "SSA" in repetition[0]
            for position, part in enumerate(parts):
                if position == 0 and part:
                    yield from _emit(document, offset, offset + len(part), _K.SSN if social else _K.MRN, 0.97)
                elif position == 3 and part and not social and part.upper() not in _ID_TYPES:
                    yield from _emit(document, offset, offset + len(part.split("&")[0]), _K.FACILITY, 0.7)
                offset += len(part) + 1
        elif kind in (_K.FACILITY, _K.EMPLOYER, _K.DEVICE, _K.RECORD_ID, _K.ENCOUNTER_ID, _K.ACCOUNT):
            yield from _emit(document, start, start + len(parts[0]), kind, 0.9)
        elif kind is _K.DATE or kind is _K.BIRTH_DATE or kind is _K.DEATH_DATE:
            if re.match(r"\d{4,}", parts[0]) and len(parts[0]) > _FEWEST:
                yield from _emit(document, start, start + len(parts[0]), kind, 0.97)
        else:
            yield from _emit(document, start, start + len(repetition[0].split("^")[0]), kind, 0.95)


def _key(name: str) -> DataKind | None:
    folded = (
        re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip()).lower().replace(" ", "_").replace("-", "_").split(":")[-1]
    )
    return (
        _KEYS.get(folded)
        or _KEYS.get(folded.replace("_", ""))
        or (_KEYS.get(folded.rsplit("_", 1)[-1]) if "_" in folded else None)
        or (_K.STREET if folded.startswith(_STREET_KEYS) else None)
    )


def _worth(kind: DataKind, value: str) -> bool:
    """Whether a value can be what its key says: a date has digits, an id has digits or is no word."""
    if not value.strip() or value.strip().lower() in {
        "null",
        "none",
        "true",
        "false",
        "n/a",
        "na",
        "unknown",
        "-",
        "[]",
        "{}",
    }:
        return False
    if kind in (_K.DATE, _K.BIRTH_DATE):
        return any(c.isdigit() for c in value) and not re.fullmatch(r"(?:19|20)\d\d|\d{1,3}", value.strip())
    if kind in (
        _K.OTHER_ID,
        _K.MRN,
        _K.ENCOUNTER_ID,
        _K.ACCOUNT,
        _K.HEALTH_PLAN_ID,
        _K.SSN,
        _K.PHONE,
        _K.ZIP,
        _K.DEVICE,
    ):
        return sum(c.isdigit() for c in value) > 1 and (kind is not _K.OTHER_ID or len(value) > _FEWEST)
    if kind is _K.AGE:
        return False
    if kind is _K.PLACE:
        return any(c.isdigit() for c in value) and len(value.strip()) > 2
    return any(c.isalpha() for c in value) or kind is _K.IP


def _delimiter(line: str, tabs: int) -> str:
    """Return what parts the cells of a line; empty when it is no row."""
    if line.count("|") >= _FEWEST - 1:
        return "|"
    if tabs > 1:
        return "\t"
    bare = _QUOTED.sub("", line) if '"' in line else line
    return next((mark for mark in ",;" if bare.count(mark) >= _FEWEST - 1 and mark + " " not in bare), "")


def _cells(line: str, mark: str) -> list[str]:
    """Return the cells of a row; in quotes a mark parts nothing."""
    if '"' not in line or mark not in ",;":
        return line.split(mark)
    cells = [""]
    for piece in re.split(r"(\"[^\"\n]*\")", line):
        if piece.startswith('"'):
            cells[-1] += piece
        else:
            first, *rest = piece.split(mark)
            cells[-1] += first
            cells += rest
    return cells


def _rows(document: Document) -> Iterator[Finding]:
    """Yield the cells of delimited rows below a header whose columns are named."""
    norm = document.norm
    position = 0
    header: list[DataKind | None] = []
    delimiter = ""
    columns = 0
    for line in norm.split("\n"):
        start = position
        position += len(line) + 1
        if not line.strip():
            header = header if delimiter == "|" else []
            continue
        mark = _delimiter(line, document.text.count("\t", start, start + len(line)))
        if not mark:
            if delimiter != "|":
                header = []
            continue
        cells = _cells(document.text[start : start + len(line)] if mark == "\t" else line, mark)
        if not header or (delimiter != mark):
            kinds = [_key(cell.strip(" \"'")) for cell in cells]
            known = sum(kind is not None for kind in kinds)
            if known >= 2 and not any(sum(c.isdigit() for c in cell) > 2 for cell in cells):
                header, delimiter, columns = kinds, mark, len(cells)
            continue
        if abs(len(cells) - columns) > (1 if mark != "\t" else 3) or re.fullmatch(r"[|\s:-]+", line):
            continue
        at = start
        for kind, cell in zip(header, cells, strict=False):
            if kind is _K.AGE:
                if cell.strip().isdigit() and 89 < int(cell) < 130:
                    yield from _emit(document, at, at + len(cell), kind, 0.9)
            elif kind is not None and _worth(kind, cell) and _key(cell.strip(" \"'")) is None:
                yield from _emit(document, at, at + len(cell), kind, 0.85)
            at += len(cell) + 1


def find(document: Document) -> Iterator[Finding]:
    """Yield identifiers in structured lines of a note."""
    norm = document.norm
    if "|" in norm:
        yield from _hl7(document)
    if "^" in norm:
        for match in _STAFF_ID.finditer(norm):
            if match["n"].split("^")[0] in _XTN_USE:
                continue
            yield from _emit(document, *match.span("id"), _K.PROVIDER_ID, 0.85)
            yield from _emit(document, *match.span("n"), _K.PROVIDER_NAME, 0.85)
    if "|" in norm or "\t" in document.text or norm.count(",") > _FEWEST or norm.count(";") > _FEWEST:
        yield from _rows(document)
    patterns = []
    if '":' in norm or "':" in norm or '" :' in norm:
        patterns.append((_JSON, 0.9))
    if '["' in norm:
        for match in _ARRAY.finditer(norm):
            kind = _key(match["key"])
            for item in re.finditer(r"[^\",]{1,80}", match["text"]) if kind is not None else ():
                if kind is not None and _worth(kind, item[0]):
                    at = match.start("text") + item.start()
                    yield from _emit(document, at, at + len(item[0]), kind, 0.9)
    if "</" in norm:
        patterns.append((_XML, 0.9))
    if "=" in norm:
        patterns.append((_ATTRIBUTE, 0.7))
    for pattern, score in patterns:
        for match in pattern.finditer(norm):
            kind = _key(match["key"])
            group = "text" if match["text"] else "bare"
            if kind is not None and _worth(kind, match[group]):
                yield from _emit(document, match.start(group), match.end(group), kind, score)
            elif match["key"].lower() == "age" and match[group].strip().isdigit() and 89 < int(match[group]) < 130:
                yield from _emit(document, match.start(group), match.end(group), _K.AGE, 0.95)
    yield from logins.find(document)

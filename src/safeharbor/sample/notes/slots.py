"""Slot name -> how it is said: what the phrase banks may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.sample.notes import ages, company, equipment, numbers, when, where, who

if TYPE_CHECKING:
    from collections.abc import Mapping

    from safeharbor.sample.dice import Dice
    from safeharbor.sample.notes.facts import Facts
    from safeharbor.sample.notes.phrase import Slot


def _text(name: str) -> Slot:
    def say(facts: Facts, _: Dice) -> str:
        return str(getattr(facts.condition, name))

    return say


SLOTS: Final[Mapping[str, Slot]] = {
    # who
    "pt": who.patient,
    "Pt": who.patient_cap,
    "full": who.full,
    "name": who.plain_full,
    "family": who.family,
    "given": who.given,
    "nickname": who.nickname,
    "initials": who.initials,
    "spelled": who.spelled,
    "misspelled": who.misspelled,
    "relative": who.relative,
    "relative_cap": who.relative_cap,
    "relative_first": who.relative_first,
    "relative_name": who.relative_name,
    "relative2": who.relative_two,
    "outsider": who.outsider,
    "outsider_first": who.outsider_first,
    "doctor": company.doctor,
    "doctor_last": company.doctor_last,
    "doctor_full": company.doctor_full,
    "nurse": company.nurse,
    "worker": company.other_worker,
    "typist": company.typist,
    "nurse_initials": company.nurse_initials,
    "he": who.he,
    "He": who.he_cap,
    "his": who.his,
    "him": who.him,
    "gender": who.gender,
    "title": lambda facts, _: facts.title,
    "employer": company.employer,
    "employer_or_plant": company.employer,
    "facility": company.facility,
    "snf": company.snf,
    "dme": company.supplier,
    "school": company.school,
    "church": company.church,
    "place_of_fall": where.place_of_fall,
    "role": where.role,
    # where
    "address": where.address,
    "street_only": where.street,
    "street_city": where.city,
    "city": where.city,
    "county": where.county,
    "town": where.town,
    "zip": where.postcode,
    "coordinates": where.coordinates,
    "room": where.room,
    # when
    "date": when.date,
    "note_date": when.note_date,
    "admitted": when.admitted,
    "discharged": when.discharged,
    "stamp": when.stamp,
    "hl7_stamp": when.hl7_stamp,
    "dob": when.birth,
    "hl7_dob": when.hl7_birth,
    "weekday": when.weekday,
    "month": when.month,
    "year": when.year,
    "holiday": when.holiday,
    "span": when.span,
    "when_fall": when.when_fall,
    "ago": when.ago,
    "clock": when.clock,
    "age": ages.age,
    "bare_age": ages.bare_age,
    "decade": ages.decade,
    "months": ages.counted_months,
    "quarter": when.quarter,
    "expiry": when.expiry,
    # numbers
    "phone": numbers.phone,
    "contact_phone": numbers.contact_phone,
    "work_phone": numbers.work_phone,
    "clinic_phone": numbers.clinic_phone,
    "extension": numbers.extension,
    "pager": numbers.pager,
    "fax": numbers.fax,
    "email": numbers.email,
    "staff_email": numbers.staff_email,
    "mrn": numbers.mrn,
    "csn": numbers.encounter,
    "ssn": numbers.ssn,
    "ssn4": numbers.ssn_end,
    "member": numbers.member,
    "group": numbers.group,
    "account": numbers.account,
    "card": numbers.card,
    "claim": numbers.claim,
    "license": numbers.license_no,
    "npi": numbers.npi,
    "dea": numbers.dea,
    "plate": equipment.plate,
    "plate_clause": equipment.plate_clause,
    "vin": equipment.vin_no,
    "vehicle": equipment.vehicle,
    "serial": equipment.serial_no,
    "lot": equipment.lot,
    "vaccine_lot": equipment.vaccine_lot,
    "udi": equipment.udi,
    "imei": equipment.imei,
    "mac": equipment.mac,
    "url": equipment.url,
    "ip": equipment.ip,
    "biometric": equipment.biometric,
    "photo": equipment.photo,
    "accession": numbers.accession,
    "trial": numbers.trial,
    "barcode": numbers.barcode,
    "court": numbers.court,
    "username": numbers.username,
    "record_key": numbers.record_key,
    "encoded": numbers.encoded,
    "job": numbers.job,
    "bp": numbers.pressure,
    # the condition's own codes: never identifiers
    "dx": _text("name"),
    "icd": _text("icd10"),
    "snomed": _text("snomed"),
    "drg": _text("drg"),
    "ndc": _text("ndc"),
    "cpt": lambda facts, dice: dice.pick(facts.condition.cpt),
    "sex": lambda facts, _: facts.person.sex,
}

"""How writers put telephones and the numbers of people and papers."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from safeharbor.sample.notes.mark import mark
from safeharbor.sample.notes.shape import shaped

if TYPE_CHECKING:
    from safeharbor.sample.dice import Dice
    from safeharbor.sample.notes.facts import Facts


def telephone(number: str, dice: Dice) -> str:
    """Return a telephone number in one of the usual styles."""
    area, exchange, line = number.split("-")
    return dice.pick(
        (
            number,
            f"({area}) {exchange}-{line}",
            f"({area}){exchange}-{line}",
            f"{area}.{exchange}.{line}",
            f"{area} {exchange} {line}",
            f"{area}/{exchange}-{line}",
            f"+1-{number}",
            f"1-{number}",
            f"{area}{exchange}{line}",
        )
    )


def phone(facts: Facts, dice: Dice) -> str:
    """Return a telephone of the patient."""
    return mark("PHONE", telephone(dice.pick((facts.person.phone, facts.person.mobile)), dice))


def contact_phone(facts: Facts, dice: Dice) -> str:
    """Return the relative's telephone."""
    return mark("PHONE", telephone(facts.person.contact_phone, dice))


def work_phone(facts: Facts, dice: Dice) -> str:
    """Return a telephone no structured row holds."""
    return mark("PHONE", telephone(facts.person.work_phone, dice))


def clinic_phone(facts: Facts, dice: Dice) -> str:
    """Return the clinic's telephone, now and then with an extension."""
    number = mark("PHONE", telephone(facts.doctor.phone, dice))
    return f"{number} x{mark('PHONE', facts.doctor.extension)}" if dice.chance(0.3) else number


def extension(facts: Facts, _: Dice) -> str:
    """Return a five-digit extension."""
    return mark("PHONE", facts.doctor.extension)


def pager(facts: Facts, dice: Dice) -> str:
    """Return a pager number, whole or its short form."""
    return mark(
        "PHONE", telephone(facts.doctor.pager, dice) if dice.chance(0.6) else f"#{dice.between(1000, 9999)}".lstrip("#")
    )


def fax(facts: Facts, dice: Dice) -> str:
    """Return a fax number, of the clinic or of the patient."""
    return mark("FAX", telephone(dice.pick((facts.doctor.fax, facts.person.fax)), dice))


def email(facts: Facts, dice: Dice) -> str:
    """Return the patient's e-mail address in any case."""
    address = facts.person.email
    return mark(
        "EMAIL", dice.pick((address, address, address.upper(), address.replace("@", " @ ") if facts.bare else address))
    )


def staff_email(facts: Facts, _: Dice) -> str:
    """Return the doctor's e-mail address."""
    return mark("EMAIL", facts.doctor.email)


def mrn(facts: Facts, dice: Dice) -> str:
    """Return the record number, whole, parted or without its zeros."""
    number = facts.person.mrn
    return mark(
        "MRN",
        dice.pick((number, number, number, f"{number[:4]}-{number[4:]}", f"{number[:2]} {number[2:5]} {number[5:]}")),
    )


def encounter(facts: Facts, _: Dice) -> str:
    """Return the visit's number."""
    return mark("MRN", facts.encounter)


def ssn(facts: Facts, dice: Dice) -> str:
    """Return the Social Security number."""
    return mark(
        "SSN", dice.pick((facts.person.ssn, facts.person.ssn.replace("-", " "), facts.person.ssn.replace("-", "")))
    )


def ssn_end(facts: Facts, _: Dice) -> str:
    """Return its last four digits."""
    return mark("SSN", facts.person.ssn[-4:])


def member(facts: Facts, dice: Dice) -> str:
    """Return the health plan's number."""
    number = facts.person.member_id
    return mark("HEALTH_PLAN", dice.pick((number, number.replace("-", ""))))


def group(facts: Facts, _: Dice) -> str:
    """Return the plan's group."""
    return mark("HEALTH_PLAN", facts.person.group_no)


def account(facts: Facts, _: Dice) -> str:
    """Return the billing account."""
    return mark("ACCOUNT", facts.person.account)


def card(facts: Facts, dice: Dice) -> str:
    """Return a card number, whole, grouped, or its end."""
    number = facts.person.card
    grouped = " ".join(number[at : at + 4] for at in range(0, 16, 4))
    return mark("ACCOUNT", dice.pick((number[-4:], grouped, number)))


def claim(_: Facts, dice: Dice) -> str:
    """Return a claim number."""
    return mark("ACCOUNT", shaped(dice.pick(("CLM-999999999", "99-999999", "WC99A9999")), dice))


def license_no(facts: Facts, _: Dice) -> str:
    """Return the driver's licence."""
    return mark("LICENSE", facts.person.license)


def npi(facts: Facts, _: Dice) -> str:
    """Return the doctor's NPI."""
    return mark("LICENSE", facts.doctor.npi)


def dea(facts: Facts, _: Dice) -> str:
    """Return the doctor's DEA registration."""
    return mark("LICENSE", facts.doctor.dea)


def accession(_: Facts, dice: Dice) -> str:
    """Return a specimen's accession number."""
    return mark("OTHER_ID", shaped(dice.pick(("S99-99999", "SP-99-999999", "9999-AA-999", "C99-9999")), dice))


def trial(_: Facts, dice: Dice) -> str:
    """Return a trial subject's number."""
    return mark("OTHER_ID", shaped(dice.pick(("AAA-99-9999", "subj 999-9999", "NX99-9999")), dice))


def barcode(_: Facts, dice: Dice) -> str:
    """Return a barcode."""
    return mark("OTHER_ID", shaped(dice.pick(("*9999999A9*", "999999999999", "BC99999A")), dice))


def court(_: Facts, dice: Dice) -> str:
    """Return a court, police or report number."""
    return mark("OTHER_ID", shaped(dice.pick(("99-CR-9999", "24-099999", "2025-AA-9999")), dice))


def username(facts: Facts, _: Dice) -> str:
    """Return the patient's login."""
    return mark("OTHER_ID", facts.person.username)


def record_key(facts: Facts, _: Dice) -> str:
    """Return a composite of record number, name and birth date."""
    return mark("OTHER_ID", facts.person.record_key)


def job(_: Facts, dice: Dice) -> str:
    """Return a dictation job number."""
    return mark("OTHER_ID", str(dice.between(1_000_000, 9_999_999)))


def pressure(_: Facts, dice: Dice) -> str:
    """Return a blood pressure: never an identifier, `90` in it included."""
    return f"{dice.between(88, 190)}/{dice.between(48, 108)}"


def encoded(facts: Facts, dice: Dice) -> str:
    """Return a short text about the patient in base64, now and then twice: the whole block identifies."""
    person = facts.person
    block = f"{person.given} {person.family}, born {person.birth}, MRN {person.mrn}, call {person.phone}".encode()
    for _ in range(2 if dice.chance(0.3) else 1):
        block = b64encode(block)
    return mark("OTHER_ID", block.decode())

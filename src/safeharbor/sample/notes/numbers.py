"""How writers put telephones, addresses of the network, and every kind of number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.sample.notes.mark import mark

if TYPE_CHECKING:
    from safeharbor.sample.dice import Dice
    from safeharbor.sample.notes.facts import Facts

_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
_DIGITS: Final = "0123456789"
_HEX: Final = "0123456789abcdef"


def _shaped(shape: str, dice: Dice) -> str:
    pools = {"A": _LETTERS, "9": _DIGITS, "h": _HEX}
    return "".join(dice.pick(pools[mark_]) if mark_ in pools else mark_ for mark_ in shape)


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
    return mark("ACCOUNT", _shaped(dice.pick(("CLM-999999999", "99-999999", "WC99A9999")), dice))


def license_no(facts: Facts, _: Dice) -> str:
    """Return the driver's licence."""
    return mark("LICENSE", facts.person.license)


def npi(facts: Facts, _: Dice) -> str:
    """Return the doctor's NPI."""
    return mark("LICENSE", facts.doctor.npi)


def dea(facts: Facts, _: Dice) -> str:
    """Return the doctor's DEA registration."""
    return mark("LICENSE", facts.doctor.dea)


def plate(facts: Facts, _: Dice) -> str:
    """Return the licence plate."""
    return mark("VEHICLE", facts.person.plate)


def vin_no(facts: Facts, _: Dice) -> str:
    """Return the vehicle's number."""
    return mark("VEHICLE", facts.person.vin)


def vehicle(facts: Facts, dice: Dice) -> str:
    """Return a vehicle, with plate or VIN now and then."""
    make = dice.pick(("Silverado", "Corolla", "minivan", "truck", "Subaru"))
    return dice.pick((make, make, f"{make} (plate {plate(facts, dice)})", f"{make}, VIN {vin_no(facts, dice)}"))


def plate_clause(facts: Facts, dice: Dice) -> str:
    """Return nothing, or the plate in brackets."""
    return f" (plate {plate(facts, dice)})" if dice.chance(0.25) else ""


def serial_no(facts: Facts, dice: Dice) -> str:
    """Return a device's serial number."""
    return mark(
        "DEVICE",
        facts.serial
        if dice.chance(0.5)
        else _shaped(dice.pick(("AAA999999A", "9A99-99999", "A99-9999", "999999999")), dice),
    )


def lot(_: Facts, dice: Dice) -> str:
    """Return a lot number."""
    return mark("DEVICE", _shaped(dice.pick(("A9999A", "99A9999", "9999999")), dice))


def udi(facts: Facts, dice: Dice) -> str:
    """Return a UDI; serial, lot and the dates in it identify, its product code does not."""
    made = f"{facts.day.year % 100:02d}{dice.between(1, 12):02d}{dice.between(10, 28)}"
    return (
        f"(01)0{_shaped('9999999999999', dice)}(17){mark('DEVICE', made)}"
        f"(10){mark('DEVICE', _shaped('A9999A', dice))}(21){mark('DEVICE', facts.serial)}"
    )


def imei(_: Facts, dice: Dice) -> str:
    """Return a telephone's equipment number."""
    return mark("DEVICE", "35" + _shaped("9999999999999", dice))


def mac(_: Facts, dice: Dice) -> str:
    """Return a network card's address, from the range kept for documentation."""
    return mark("DEVICE", _shaped("00:00:5e:00:53:hh", dice))


def url(facts: Facts, dice: Dice) -> str:
    """Return the patient's portal page, with or without scheme."""
    address = facts.person.url
    return mark(
        "URL", dice.pick((address, address.removeprefix("https://"), f"http://example.org/results/{facts.person.mrn}"))
    )


def ip(facts: Facts, _: Dice) -> str:
    """Return the address the patient logged in from."""
    return mark("IP", facts.person.ip)


def biometric(facts: Facts, dice: Dice) -> str:
    """Return a biometric template or recording."""
    return mark(
        "BIOMETRIC",
        dice.pick(
            (
                facts.person.biometric,
                facts.person.biometric,
                f"voiceprint_{facts.person.username}.wav",
                _shaped("IRIS-hhhhhhhh", dice),
            )
        ),
    )


def photo(facts: Facts, dice: Dice) -> str:
    """Return an image's file name."""
    person = facts.person
    return mark(
        "PHOTO",
        dice.pick(
            (person.photo, f"IMG_{dice.between(1000, 9999)}.HEIC", f"{person.mrn}_wound_{dice.between(1, 9)}.jpg")
        ),
    )


def accession(_: Facts, dice: Dice) -> str:
    """Return a specimen's accession number."""
    return mark("OTHER_ID", _shaped(dice.pick(("S99-99999", "SP-99-999999", "9999-AA-999", "C99-9999")), dice))


def trial(_: Facts, dice: Dice) -> str:
    """Return a trial subject's number."""
    return mark("OTHER_ID", _shaped(dice.pick(("AAA-99-9999", "subj 999-9999", "NX99-9999")), dice))


def barcode(_: Facts, dice: Dice) -> str:
    """Return a barcode."""
    return mark("OTHER_ID", _shaped(dice.pick(("*9999999A9*", "999999999999", "BC99999A")), dice))


def court(_: Facts, dice: Dice) -> str:
    """Return a court, police or report number."""
    return mark("OTHER_ID", _shaped(dice.pick(("99-CR-9999", "24-099999", "2025-AA-9999")), dice))


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

"""How writers put devices, vehicles, images and the addresses of networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeharbor.sample.notes.mark import mark
from safeharbor.sample.notes.shape import shaped

if TYPE_CHECKING:
    from safeharbor.sample.dice import Dice
    from safeharbor.sample.notes.facts import Facts


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
        else shaped(dice.pick(("AAA999999A", "9A99-99999", "A99-9999", "999999999")), dice),
    )


def lot(_: Facts, dice: Dice) -> str:
    """Return a lot number."""
    return mark("DEVICE", shaped(dice.pick(("A9999A", "99A9999", "9999999")), dice))


def vaccine_lot(_: Facts, dice: Dice) -> str:
    """Return the lot of a vaccine: neutral, thousands share it."""
    return mark("~vaccine lot", shaped("A999AA", dice))


def udi(facts: Facts, dice: Dice) -> str:
    """Return a UDI; serial, lot and the dates in it identify, its product code does not."""
    made = f"{facts.day.year % 100:02d}{dice.between(1, 12):02d}{dice.between(10, 28)}"
    return (
        f"(01)0{shaped('9999999999999', dice)}(17){mark('DEVICE', made)}"
        f"(10){mark('DEVICE', shaped('A9999A', dice))}(21){mark('DEVICE', facts.serial)}"
    )


def imei(_: Facts, dice: Dice) -> str:
    """Return a telephone's equipment number."""
    return mark("DEVICE", "35" + shaped("9999999999999", dice))


def mac(_: Facts, dice: Dice) -> str:
    """Return a network card's address, from the range kept for documentation."""
    return mark("DEVICE", shaped("00:00:5e:00:53:hh", dice))


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
                shaped("IRIS-hhhhhhhh", dice),
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

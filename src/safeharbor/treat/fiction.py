"""Made-up names, places and numbers, drawn by a number from faker's lists.

Telephone numbers use the area code 555, which is not assigned; e-mail addresses use example.com
(RFC 2606). The lists are faker's: another version of faker may draw otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

Role = Literal["full", "given", "family", "city", "street", "phone", "email", "employer"]
_CITY_ENDS: Final = ("ville", "ton", "field", "port", "mouth", "burgh", "stad", "side", "haven", "view")


@dataclass(frozen=True, slots=True)
class _Pools:
    given: tuple[str, ...]
    family: tuple[str, ...]
    street_ends: tuple[str, ...]


@cache
def _pools() -> _Pools:
    # faker's provider classes are lists; its generators cost 100 times a look-up
    from faker.providers.address.en_US import Provider as Address  # noqa: PLC0415 - only surrogates pay for faker
    from faker.providers.person.en_US import Provider as Person  # noqa: PLC0415 - only surrogates pay for faker

    return _Pools(
        given=tuple(sorted(set(Person.first_names))),
        family=tuple(sorted(set(Person.last_names))),
        street_ends=tuple(sorted(set(Address.street_suffixes))),
    )


def fiction(role: Role, number: int) -> str:
    """Return the made-up value of `role` that `number` (non-negative) draws."""
    pools = _pools()
    given = pools.given[number % len(pools.given)]
    family = pools.family[number // len(pools.given) % len(pools.family)]
    rest = number // (len(pools.given) * len(pools.family))
    return {
        "full": f"{given} {family}",
        "given": given,
        "family": pools.family[number % len(pools.family)],
        "city": f"{family}{_CITY_ENDS[rest % len(_CITY_ENDS)]}",
        "street": f"{100 + rest % 9800} {family} {pools.street_ends[rest // 9800 % len(pools.street_ends)]}",
        "phone": f"555-555-{number % 10_000:04d}",
        "email": f"{given}.{family}{rest % 1000}@example.com".lower(),
        "employer": f"{family} and {given} LLC",
    }[role]

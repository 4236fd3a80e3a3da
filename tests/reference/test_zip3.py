"""The Census facts that decide which ZIP prefixes may be published."""

from __future__ import annotations

import pytest

from safeharbor.reference.zip3 import ALL_PREFIXES, THRESHOLD, VINTAGES, populations, publishable

# SAFE HARBOR: prefixes with a record of 20,000 people or fewer; 2000 as HHS published it, 2010 and 2020 from the Census
RESTRICTED = {
    "2000": "036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893",
    "2010": "036 059 102 202 203 204 205 369 556 692 753 772 821 823 878 879 884 893",
    "2020": "036 059 102 202 203 204 205 369 556 692 753 772 821 823 878 879 884 893",
}
ABSENT_2020 = (
    "000-005 008-008 055-055 090-099 192-192 213-213 269-269 311-311 332-332 340-340 343-343 345-345 348-348 353-353"
    " 375-375 399-399 419-419 428-429 459-459 509-509 517-519 529-529 533-533 536-536 552-552 555-555 568-569 578-579"
    " 589-589 621-621 632-632 642-643 649-649 659-659 663-663 682-682 694-699 702-702 709-709 715-715 732-733 742-742"
    " 771-771 817-819 839-839 842-842 848-849 854-854 858-858 861-862 866-869 872-872 876-876 885-889 892-892 896-896"
    " 899-899 901-901 909-909 929-929 938-938 942-942 962-966 969-969 987-987"
)


def _spread(ranges: str) -> set[str]:
    pairs = [part.split("-") for part in ranges.split()]
    return {f"{number:03d}" for first, last in pairs for number in range(int(first), int(last) + 1)}


@pytest.mark.parametrize("vintage", ["2010", "2020"])
def test_every_prefix_is_publishable_if_and_only_if_more_than_20000_people_share_it(vintage: str) -> None:
    """All 1,000 prefixes: restricted, absent or publishable, by the Census table alone."""
    people = populations(vintage)
    assert publishable(vintage) == {prefix for prefix in ALL_PREFIXES if people.get(prefix, 0) > THRESHOLD}
    restricted = {prefix for prefix in ALL_PREFIXES if prefix in people and people[prefix] <= THRESHOLD}
    assert restricted == set(RESTRICTED[vintage].split())


def test_the_prefixes_without_a_record_in_2020_are_the_106_known_ones() -> None:
    """Military, unassigned and post-office-box prefixes have no population on record."""
    assert set(ALL_PREFIXES) - set(populations("2020")) == _spread(ABSENT_2020)


def test_the_list_of_2000_is_the_one_hhs_published() -> None:
    """What is not publishable is on the list, or has no resident in any later census."""
    counted = {prefix for vintage in ("2010", "2020") for prefix, people in populations(vintage).items() if people}
    hidden = set(ALL_PREFIXES) - publishable("2000")
    assert hidden & counted == set(RESTRICTED["2000"].split())


def test_vintages_differ_where_people_moved() -> None:
    """Using the list of 2000 today both leaks (369, 772) and over-redacts (830, 890)."""
    changed = {prefix: [prefix in publishable(vintage) for vintage in VINTAGES] for prefix in ("369", "830", "890")}
    assert changed == {"369": [True, False, False], "830": [False, True, True], "890": [False, True, True]}


def test_an_unknown_vintage_has_no_facts() -> None:
    """Nothing is made up for a census that the package does not hold."""
    with pytest.raises(KeyError):
        publishable("1990")

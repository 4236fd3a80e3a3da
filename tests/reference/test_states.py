"""States and territories by every spelling."""

from __future__ import annotations

from safeharbor.reference.states import state_codes


def test_fifty_states_the_district_and_the_territories_are_known() -> None:
    """50 states, D.C., 6 territories, 3 freely associated states and 3 military codes."""
    assert len(set(state_codes().values())) == 50 + 1 + 6 + 3 + 3


def test_no_spelling_means_two_states() -> None:
    """Every code is its own spelling, and names are no other state's abbreviation."""
    assert {code: state_codes()[code] for code in set(state_codes().values())} == {
        code: code for code in set(state_codes().values())
    }

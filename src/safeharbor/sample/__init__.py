"""A synthetic hospital of any size, seeded: tables, notes and the truth about both. Nobody in it is real."""

from __future__ import annotations

from safeharbor.sample.hospital import make_hospital

__all__ = ["make_hospital"]

"""Numbers whose printed form is a registry's or a carrier's own, and persons and devices in DICOM headers.

ISBT 128 donation numbers, Australian Medicare cards, UPS and USPS parcels, donor numbers of a transplant
network, and `(gggg,eeee) VR [value]` lines (DICOM PS3.6; PS3.15 annex E lists what identifies).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Anchored, Shaped
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "registry"

_K: Final = DataKind
_SHAPES: Final = (
    (
        Shaped(("A0000 00 000000",), r"[A-Z](?<!\w.)\d{4} \d{2} \d{6}(?: \d[\dA-Z])?(?!\w)", reach=0),
        _K.OTHER_ID,
    ),
    (
        Shaped(("0000 00000 0",), r"[2-6](?<![\w.-].)(?<!\d .)\d{3} \d{5} \d(?: ?/ ?\d)?(?![\w/-]| \d)", reach=0),
        _K.HEALTH_PLAN_ID,
    ),
    (
        Shaped(("0A",), r"1(?<!\w.)Z ?[0-9A-Z]{3} ?[0-9A-Z]{3} ?\d\d ?\d{4} ?\d{4}(?!\w)", reach=0),
        _K.OTHER_ID,
    ),
    (  # an intraocular lens
        Shaped(
            ("00000000 000", "00000000.000"),
            r"\d(?<![\w.,$/+-].)(?<!\d .)\d{7}[ .]\d{3}(?![\w/%-]| \d|[.,]\d)",
            reach=0,
        ),
        _K.DEVICE,
    ),
    (
        Shaped(
            ("0000 0000 0000 0000 0000",),
            r"\d(?<![\w.,/-].)(?<!\d .)\d{3}(?: \d{4}){4}(?: \d{2})?(?![\w/%-]| \d)",
            reach=0,
        ),
        _K.OTHER_ID,
    ),
)
# the second half of a health industry bar code, lot or serial and expiry: `+H628136500/$$3290731C9552` (ANSI/HIBC 2.6)
_HIBC: Final = Shaped(
    ("+A",), r"\+[A-Z](?<!\w.)[A-Z0-9]{4,24}/\$[$+]{0,2}(?P<n>\d?[A-Z0-9+]{3,24}(?:/[A-Z0-9$+]{3,24}){0,4})", reach=0
)
_DONOR: Final = Anchored(
    "donor unos unet donornet optn",
    r"\b(?:[Dd]onor|DONOR|UNOS|UNet|DonorNet|OPTN)(?: ID)?[ :#]{1,3}(?P<n>[A-Z]{3,4}\d{3,4}[A-Z]?)(?!\w)",
)
_TAG: Final = re.compile(r"\((?P<tag>[0-9A-Fa-f]{4},[0-9A-Fa-f]{4})\)[^\n\[\]]{0,24}\[(?P<v>[^\]\n]{1,80})\]")
_TAGS: Final = {
    _K.FULL_NAME: "0010,0010 0010,1001 0010,1005 0010,1060 0010,2297 0040,a123",
    _K.PROVIDER_NAME: "0008,0090 0008,1048 0008,1050 0008,1060 0008,1070 0008,009c 0032,1032 0040,0006 0040,2008",
    _K.MRN: "0010,0020 0010,1000 0010,1002 0038,0010",
    _K.BIRTH_DATE: "0010,0030 0010,0032",
    _K.DATE: "0008,0012 0008,0020 0008,0021 0008,0022 0008,0023 0008,002a 0018,1012 0032,1000 0038,0020 0040,0002 0040,0244 0010,21d0",
    _K.ADDRESS: "0010,1040 0008,0081 0008,0092",
    _K.PHONE: "0010,2154 0008,0094",
    _K.FACILITY: "0008,0080 0008,1040",
    _K.DEVICE: "0018,1000 0018,700a 0008,1010 0018,1002 0050,0020",
    _K.OTHER_ID: "0008,0050 0008,0018 0020,000d 0020,000e 0020,0010 0020,0052 0040,1001 0040,0253 0008,1155 0012,0040 0012,0020 0040,2016 0040,2017",
}
_KINDS: Final = {tag: kind for kind, tags in _TAGS.items() for tag in tags.split()}


def find(document: Document) -> Iterator[Finding]:
    """Yield numbers in their registry's printed form, and the values of identifying DICOM elements."""
    norm = document.norm
    for pattern, kind in _SHAPES:
        for match in pattern.finditer(document, norm):
            yield Finding(*match.span(), kind, 0.85, NAME)
    for match in _HIBC.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.DEVICE, 0.9, NAME)
    for match in _DONOR.finditer(document, norm):
        yield Finding(*match.span("n"), DataKind.OTHER_ID, 0.8, NAME)
    if ") " in norm and "]" in norm:
        for match in _TAG.finditer(norm):
            kind_of = _KINDS.get(match["tag"].lower())
            if kind_of is not None and any(char.isalnum() for char in match["v"]):
                start = match.start("v") + len(match["v"]) - len(match["v"].lstrip())
                yield Finding(start, start + len(match["v"].strip()), kind_of, 0.95, NAME)

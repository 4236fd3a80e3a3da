"""Web addresses, network addresses, handles, passwords; e-mail addresses by a module of their own."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final

from safeharbor.detect.anchors import Anchored, Shaped
from safeharbor.detect.recognizers import emails
from safeharbor.detect.recognizers.date_parts import NUMBERED
from safeharbor.findings import Finding
from safeharbor.identifiers import DataKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from safeharbor.detect.document import Document

NAME: Final = "online"

_SCHEME: Final = re.compile(
    r"(?<![^\W_])(?:https?|ftps?|sftp|s3|gs|wss?|file|smb):/{1,3}[^\s<>\"']{1,2000}", re.IGNORECASE
)
_WWW: Final = re.compile(
    r"(?<![\w@.])www\d?\.[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}(?::\d{1,5})?(?:[/?#][^\s<>\"']{0,2000})?", re.IGNORECASE
)
_ENDING: Final = re.compile(
    r"\.(?:com|org|net|edu|gov|mil|info|biz|io|health|care|clinic|example|test|us|uk|ca|mx|app|me|co|dev|hospital|ly(?=/)|gl(?=/)|link(?=/))(?![\w@-])"
)
_BARE: Final = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,5}(?:com|org|net|edu|gov|mil|info|biz|io|health|care|clinic|example|test|us|uk|ca|mx|app|me|co|dev|hospital|ly(?=/)|gl(?=/)|link(?=/))"
    r"(?![\w@-])(?!\.\w)(?::\d{2,5})?(?:[/?#][^\s<>\"']{0,2000})?"
)
# public pages of agencies and societies, which leaflets and policies name
_PUBLIC: Final = re.compile(
    r"(?:https?://)?(?:www\.)?(?:[a-z]{2,12}\.)?(?:cdc|fda|nih|cms|hhs|medicare|medicaid|healthcare|clinicaltrials|medlineplus|cancer|usda|osha|epa|ahrq|samhsa|hrsa|dea|who|heart|diabetes|lung|jointcommission|aap|acog)"
    r"\.(?:gov|int|org)(?:/[a-z/_-]{0,60})?(?=[\s,;:)\]\"']|[.!?](?!\w)|$)"
)
# homes of code systems, which every coded entry repeats; a query could hold anything
_TERMINOLOGY: Final = re.compile(
    r"https?://(?:www\.)?(?:loinc\.org|snomed\.info|(?:terminology\.)?hl7\.org|unitsofmeasure\.org|nucc\.org|(?:www\.)?nlm\.nih\.gov|ama-assn\.org|cms\.gov)(?:/[a-z0-9/._-]*)?(?=[\s\"',;)>]|$)"
)
_V4: Final = Shaped(
    ("0.0.", "0.00.", "0.000."),
    r"\d(?<![\w-].)(?<!\w\..)\d{0,2}\.\d{1,3}\.(?:\d{1,3}|[x*])\.(?:\d{1,3}|[x*])(?:/\d{1,2})?(?![\w.]\w|\w|-\d)",
    reach=2,
)
_V6: Final = re.compile(
    r"(?:(?<![\w:.])|(?<=\bip:))(?:[0-9a-f]{1,4}:){1,7}(?::?[0-9a-f]{1,4}){0,7}(?::|::)?(?:%\w+)?(?:/\d{1,3})?(?![\w:])"
)
_V6_START: Final = re.compile(r"(?<![\w:.])::(?:[0-9a-f]{1,4}:){0,6}[0-9a-f]{1,4}(?![\w:])")
_V6_LONG: Final = re.compile(r":(?:[0-9a-f]{1,4}:){6}")
_HANDLE: Final = re.compile(r"@(?<![\w@.+-]@)[A-Za-z_][\w.]{2,30}(?<![.])(?!\w*@)")
_FILLED: Final = re.compile(r"@[A-Z][A-Z_]{2,30}[@(]")  # what a template fills in: `@NAME@`, `@LASTLAB(NA,K)@`
# a name after its network, marks or figures in it: `IG: ash.moth`
_NETWORK: Final = Anchored(
    "ig insta instagram snap snapchat tiktok twitter fb facebook discord telegram venmo",
    r"(?:ig|insta(?:gram)?|snap(?:chat)?|tiktok|twitter|fb|facebook|discord|telegram|venmo)(?: handle| name| user(?:name)?| id)?[:=] ?@?(?P<n>(?=[a-z0-9_.]*[a-z0-9][._0-9][a-z0-9_])[a-z][a-z0-9_.]{2,28}[a-z0-9_])(?![\w@])",
)
_OID: Final = re.compile(r"\b(?:oid|urn:oid:|uid|sid)\W{0,3}$")
_TRAIL: Final = ".,;:!?)]}'\"*_"


def _trim(norm: str, start: int, end: int) -> int:
    while end > start and norm[end - 1] in _TRAIL:
        if norm[end - 1] == ")" and norm.count("(", start, end) >= norm.count(")", start, end):
            break
        end -= 1
    return end


_SECRETS: Final = frozenset("pw pwd passwd password passcode passphrase pass".split())
_SECRET: Final = re.compile(
    r"\b(?:pw|pwd|passwd|password|passcode|passphrase)\b[ :=\"']{1,4}(?P<v>(?=[^\s,;]{0,40}\d)(?=[^\s,;]{0,40}[A-Za-z])[^\s,;\"']{5,40}?)(?=[.\"']?(?:[\s,;]|$))",
    re.IGNORECASE,
)


def find(document: Document) -> Iterator[Finding]:
    """Yield addresses of the network and of people on it."""
    norm, low = document.norm, document.low
    yield from emails.find(document)
    if not _SECRETS.isdisjoint(document.vocabulary):
        for match in _SECRET.finditer(norm):
            yield Finding(*match.span("v"), DataKind.OTHER_ID, 0.8, NAME)
    if "@" in norm:
        for match in _HANDLE.finditer(norm):
            if _FILLED.match(norm, match.start()):
                continue
            yield Finding(*match.span(), DataKind.USERNAME, 0.7, NAME)
    for match in _NETWORK.finditer(document, low):
        yield Finding(*match.span("n"), DataKind.USERNAME, 0.75, NAME)
    if "://" in low or ":/" in low:
        for match in _SCHEME.finditer(norm):
            if not _TERMINOLOGY.match(low, match.start()) and not _PUBLIC.match(low, match.start()):
                yield Finding(match.start(), _trim(norm, *match.span()), DataKind.URL, 0.98, NAME)
    if "www" in low:
        for match in _WWW.finditer(norm):
            if _PUBLIC.match(low, match.start()):
                continue
            yield Finding(match.start(), _trim(norm, *match.span()), DataKind.URL, 0.95, NAME)
    if "." in norm:
        for match in _BARE.finditer(low) if _ENDING.search(low) else ():
            if low.startswith("://", match.start() - 3) and _TERMINOLOGY.match(
                low, low.rfind("http", 0, match.start())
            ):
                continue
            if not re.search(r"@[\w.-]*$", low[max(0, match.start() - 64) : match.start()]):
                end = _trim(norm, *match.span())
                if _V4.pattern.fullmatch(norm, match.start(), end) is None and not _PUBLIC.match(low, match.start()):
                    yield Finding(match.start(), end, DataKind.URL, 0.75, NAME)
        for match in _V4.finditer(document, norm):
            left = low[max(0, match.start() - 16) : match.start()]
            octets = [int(part) for part in re.findall(r"\d+", match[0].split("/")[0])]
            if all(octet < 256 for octet in octets) and not NUMBERED.search(left) and not _OID.search(left):
                yield Finding(*match.span(), DataKind.IP, 0.95, NAME)
    if "::" in low or _V6_LONG.search(low):
        for pattern in (_V6, _V6_START):
            for match in pattern.finditer(low):
                if match[0].count(":") < 2 or ("::" not in match[0] and match[0].count(":") < 7):
                    continue
                try:
                    ipaddress.IPv6Address(match[0].split("/")[0].split("%")[0])
                except ValueError:
                    continue
                if len(match[0]) > 3 and not re.fullmatch(r"[\d:]{3,8}", match[0]):
                    yield Finding(*match.span(), DataKind.IP, 0.95, NAME)

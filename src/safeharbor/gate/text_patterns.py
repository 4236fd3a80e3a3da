"""Shapes of identifiers in running text, beside those of `patterns`: led by a word, a title or a form.

Every shape is one that no note needs once its identifiers are treated; ratios, doses, scores and codes
have others. Measured on notes with hand-marked identifiers: none fires once the marked spans are gone.
"""

from __future__ import annotations

from typing import Final

from safeharbor.gate.patterns import EMAIL, FULL_DATE, IP, PHONE, SSN, URL, Shape

_MONTH: Final = (
    r"(?:January|February|March|April|June|July|August|September|October|November|December|"
    r"Jan|Feb|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|JAN|FEB|APR|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)"
)
_STATE: Final = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|PR|RI|S[CD]|T[NX]|UT|V[AT]|"
    r"W[AIVY])"
)
_WAY: Final = (
    r"(?:Street|Avenue|Road|Drive|Lane|Boulevard|Court|Circle|Terrace|Parkway|Highway|St|Ave|Rd|Ln|Blvd|Pkwy|Hwy)"
)
_IDENTIFIED: Final = (
    r"(?:mrn|mr|med(?:ical)? ?rec(?:ord)?|chart|acct|account|member|subscriber|policy|group|claim|invoice|csn|fin|"
    r"visit|encounter|accession|specimen|licen[cs]e|dl|dea|npi|clia|passport|serial|s/?n|vin|plate|badge|confirmation|"
    r"tracking|medicaid|medicare|mbi|imei|barcode|rx)"
)

_NUMBERED: Final = r"(?:id|no|num(?:ber)?|nr)\b[ .:#-]*"
# five figures right after `order` are a procedure's code (CPT)
_ORDER: Final = rf"order(?:[ ]?{_NUMBERED}|[ .]*[:#-][ .:#-]*|[ ]+(?:\d|[a-z]{{1,4}}-?))"

LABELLED: Final = Shape(
    "a number that its label calls an identifier",
    rf"(?i)\b(?:{_IDENTIFIED}\b[ ]?(?:{_NUMBERED})?[ .:#-]*|{_ORDER})(?:[a-z]{{1,4}}[-]?)?\d{{2,}}[\d-]*\d{{3,}}\b",
)
TITLED: Final = Shape(
    "a name after its title",
    r"\b(?:Mr|Mrs|Ms|Miss)\.? +[A-Z][a-z]{2,}|\b(?:MR|MRS)\.? +[A-Z]{3,}"
    r"|\b[A-Z][a-z]+ [A-Z][a-z]+, (?:MD|DO|RN|NP|PA-C|PharmD|LCSW|PhD|DDS|DPM|CRNA|LPN)\b"
    r"|\b(?:Patient|Name|Pt|PATIENT|NAME)(?: [Nn]ame)?: *[A-Z][A-Za-z'-]+, +[A-Z][A-Za-z]+",
)
OLD: Final = Shape(
    "an age over 89",
    r"(?i)\b(?:9\d|1[01]\d)[ -]?(?:y/?o\b|y\.o\.|yrs?\b|years?\b|year[- ]old)|\baged? (?:9\d|1[01]\d)\b",
)
DAY: Final = Shape("a day of a month", rf"\b{_MONTH}\.? {{1,2}}(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?:[^\d%/]|$)")
SLASHED: Final = Shape(
    "a date with slashes", r"(?:^|[^\d/.])(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/\d{2}(?:$|[^\d/])"
)
PICTURE: Final = Shape(
    "the name of a picture or recording",
    r"(?i)\b[\w-]+\.(?:jpe?g|png|heic|tiff?|dcm|bmp|gif|webp|mp4|mov|avi|wav|m4a)\b",
)
MACHINE: Final = Shape("a MAC address", r"(?i)\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b")
VEHICLE: Final = Shape("a vehicle's number", r"\b[A-HJ-NPR-Z0-9]{13}\d{4}\b")
HOUSE: Final = Shape(
    "a street address", rf"\b\d{{1,6}} (?:[NSEW]\.? |North |South |East |West )?(?:[A-Z][A-Za-z'-]+ ){{1,3}}{_WAY}\b"
)
POST: Final = Shape("a ZIP code after its state", rf"\b{_STATE},? +\d{{5}}(?:-\d{{4}})?\b")
# state codes that are no medical abbreviation and no degree (CT, MA, MD, MI, OR, PA, PT ... are)
TOWN: Final = Shape(
    "a town before its state",
    r"\b[A-Z][a-z]{2,}, (?:AK|AZ|CA|DE|FL|GA|IA|IL|KS|KY|MN|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|RI|SC|SD|TN|TX|UT|VT|WA|WI|"
    r"WV|WY)\b",
)
LAST_FOUR: Final = Shape(
    "the last digits of a number", r"(?i)\b(?:ssn|social|last (?:4|four)|ending(?: in)?)\b[^\n\d]{0,16}\b\d{4}\b"
)
HANDLE: Final = Shape("a user name", r"(?:^|\s)@[A-Za-z]\w{3,}")

IN_TEXT: Final = (
    *(EMAIL, URL, SSN, PHONE, IP, FULL_DATE, LABELLED, TITLED, OLD, DAY, SLASHED),
    *(PICTURE, MACHINE, VEHICLE, HOUSE, POST, TOWN, LAST_FOUR, HANDLE),
)

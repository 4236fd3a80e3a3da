"""Columns that nobody knows but that many persons share: a class of persons, nobody's own value.

An identifier tells one person from the others. Where each value of a column belongs to several persons, and no value
looks like a name, a place, a date or a long number, it is a category in words that this program has never seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from safeharbor.classify.by_date import DATE_KINDS
from safeharbor.classify.by_name import hint_of
from safeharbor.classify.by_person import NAME_KINDS, nameless, placeless
from safeharbor.classify.by_prose import betrayed
from safeharbor.classify.evidence import Case
from safeharbor.classify.header_words import plain_words, says_nothing
from safeharbor.classify.profile import profile_of
from safeharbor.classify.spread import owned, spread_of
from safeharbor.classify.word_sets import words_of
from safeharbor.classify.wording import wording_of
from safeharbor.findings import ColumnVerdict
from safeharbor.identifiers import DataKind as K

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from safeharbor.classify.links import Link
    from safeharbor.classify.profile import Profile
    from safeharbor.classify.samples import Sample

_PERSONS: Final = 15  # fewer persons share by chance
_OF_EACH: Final = 3
_ROWS_OF_EACH: Final = 5  # where no column says whose a row is
_LONG_OF_EACH: Final = 8
_ROWS_LEAST: Final = 30
_ROWS: Final = 0.97
_MOST: Final = 300
_CROWD: Final = 15
_CATALOGUE: Final = 12
_VISITS: Final = 20
_ITEMS: Final = 60
_ID: Final = 5
_DIALLED: Final = 3
_NUMBERED: Final = frozenset({K.RECORD_ID, K.PHONE, K.FAX, K.SSN})
_WORDS: Final = 6
_LONGEST: Final = 48
_SOME_LISTS: Final = 0.3
_CODE_LENGTH: Final = 6
_SAID: Final = 0.7
_TRACTS: Final = 0.8
_ARTICLE: Final = 13
_SOME: Final = 0.6
_HALF: Final = 0.5
_FEW: Final = 0.05
_FEW_AMONG_WORDS: Final = 0.34
_COMMON: Final = 0.6
_OFTEN: Final = 0.4
_SOME_INSTITUTIONS: Final = 0.25
# ZIPs and counties have five digits, social security numbers nine, telephones ten, tracts eleven
# the first is none under a header that says whose number it is
_TELLING: Final = ("digits5", "street", "facility", "document")
_TELLING_OFTEN: Final = ("org", "comma_name")  # a few `clear cornea, quiet chamber` are nobody's name
# what many persons have in common and that still tells who they are
_OWNERS: Final = words_of(
    """
    patient person member subject beneficiary bene client individual resident desynpuf subscriber insured policy
    employer provider place facility city county zip street group family household device account specimen encounter
    relative guarantor username claim order prescription accession batch lot room house building apartment apt flat
    door floor suite phone ssn mrn
    """
)
# the first two digits of a county's or tract's number are its state's
_STATES: Final = [f"{number:02}" for number in (*range(1, 57), 72)]


def shared_columns(
    sample: Sample, verdicts: Mapping[str, ColumnVerdict], profiles: Mapping[str, Profile], subject: str
) -> dict[str, ColumnVerdict]:
    """Return the unknown columns whose values many of the persons in `subject` share: categories.

    `subject`: the path of the column that says whose a row is; "": every row counts as a person.
    """
    found: dict[str, ColumnVerdict] = {}
    many = sample.leaves[subject].values.n_unique() if subject else sample.rows
    if many < (_PERSONS if subject else _ROWS_LEAST):
        return found
    for path, verdict in verdicts.items():
        profile = profiles[path]
        if path == subject or not _open(path, verdict, profile, subject=subject):
            continue
        item = _is_item(path, verdict)
        pairs = owned(sample, path, subject)
        least = _CROWD if item else _LONG_OF_EACH if profile.like("digits9") else _OF_EACH if subject else _ROWS_OF_EACH
        what = "values"
        if profile.like("listed") >= _SOME_LISTS and profile.inside("long_number") == 0:
            parts = pairs.with_columns(pl.col("value").str.replace_all("[|;]", ",").str.split(",")).explode("value")
            parts = parts.with_columns(pl.col("value").str.strip_chars()).filter(pl.col("value") != "")
            of_parts = profile_of(parts.get_column("value"))
            if _coded(of_parts):
                pairs, profile, what = parts, of_parts, "values in lists"
        fewest = _fewest(pairs, least)
        coded = item or (bool(subject) and not says_nothing(path) and _changing(pairs))
        fewest = fewest if _may_be(path, profile, item=item, coded=coded, crowd=fewest >= _CROWD) else 0
        if fewest and not _named(profile, loosely=fewest >= _CROWD or _says_category(path)):
            persons = "persons" if subject else "rows"
            why = f"{profile.distinct} {what}, each shared by {fewest} {persons} or more"
            found[path] = ColumnVerdict(path, K.CATEGORY, 0.7, (why,))
    return found


def _fewest(pairs: pl.DataFrame, least: int) -> int:
    """Return how many persons share each value, at least; 0 where too many rows hold one that fewer than `least` do."""
    each = pairs.group_by("value").agg(pl.col("person").n_unique(), pl.len().alias("rows"))
    shared = each.filter(pl.col("person") >= least)
    enough = each.height and shared.get_column("rows").sum() >= _ROWS * pairs.height
    return min(shared.get_column("person").to_list(), default=0) if enough else 0


def _changing(pairs: pl.DataFrame) -> bool:
    """Whether values change between the rows of most persons: five digits that do are no home's ZIP."""
    spread = spread_of(pairs)
    return spread.several >= _PERSONS and not spread.keeps(_SOME)


def _coded(parts: Profile) -> bool:
    """Whether the parts of a list are codes with digits, or words: `18|85|111`, `A1, A25; B7`."""
    if parts.distinct > _ITEMS:
        return False
    short = parts.mean_length <= _CODE_LENGTH and parts.like("has_digit") >= _HALF
    return short or parts.wording.plain + parts.wording.categories >= _SAID


def of_whole_links(
    shared: Mapping[str, Mapping[str, ColumnVerdict]], groups: Sequence[Link], subjects: Container[str]
) -> dict[str, dict[str, ColumnVerdict]]:
    """Return the verdicts so that one id has one treatment: a key that many share stays in its dictionary, too.

    It is left as it was where another of its tables is about persons, and has it as somebody's own.
    """
    found = {table: dict(columns) for table, columns in shared.items()}
    for link in groups:
        there = [(table, path) for table, path in link.members if path in shared[table]]
        rest = [key for key in link.members if key not in there]
        alone = any(table in subjects for table, _ in rest)
        for table, path in there if alone else ():
            del found[table][path]
        for table, path in rest if there and not alone else ():
            why = f"the same codes as {'.'.join(there[0])}"
            found[table][path] = ColumnVerdict(path, K.CODE, 0.7, (why,))
    return found


def _open(path: str, verdict: ColumnVerdict, profile: Profile, *, subject: str) -> bool:
    """Whether nobody has decided: unknown, or so few names, items or visits that no crowd of persons can have them."""
    if _is_item(path, verdict) and subject:
        return profile.distinct <= _ITEMS and profile.distinct * _CROWD <= profile.filled
    if verdict.kind is K.ENCOUNTER_ID and subject:
        return profile.distinct <= _VISITS and profile.distinct * _CROWD <= profile.filled
    crowd = verdict.kind in {K.GIVEN_NAME, K.FAMILY_NAME} and profile.distinct * _CROWD <= profile.filled
    return (verdict.kind is K.UNKNOWN and verdict.score <= 0.5) or (crowd and profile.wording.maybe_names <= _SOME)


def _is_item(path: str, verdict: ColumnVerdict) -> bool:
    """Whether a header says that a number is something's, and not whose: `metric_id`."""
    words = set(plain_words(path))
    return verdict.kind is K.RECORD_ID and bool(words & {"id", "number"}) and len(words) > 1 and not words & _OWNERS


def _may_be(path: str, profile: Profile, *, item: bool, coded: bool, crowd: bool) -> bool:
    """Whether nothing in the header or the values speaks for a person, a place, a date or a number of somebody's.

    `coded`: five digits are no ZIP. `crowd`: each value is shared by so many that long digits behind letters are a
    catalogue's.
    """
    hint, like = hint_of(path), profile.like
    # places of service
    serving = (hint.kind in {K.FACILITY, K.PLACE} and like("mixed_token") == 1) or (
        hint.kind is K.FACILITY and placeless(profile)
    )
    phrases = hint.kind in _NUMBERED and profile.mean_words > 1 and not _has_digits(profile)  # `Subject` of a task
    tokens = hint.kind in NAME_KINDS and nameless(hint.kind, profile)
    worded = hint.kind in {*DATE_KINDS, K.TIME} and hint.weight < 1 and like("has_letter") >= _HALF  # `event tag`
    visits = hint.kind is K.ENCOUNTER_ID and profile.mean_length < _ID  # V1, V2: visits of a plan, in which all are
    if (
        hint.kind.category is not None
        and hint.weight >= _SAID
        and not (item or serving or phrases or tokens or visits or worded)
    ):
        return False
    if profile.family not in {"string", "integer"} or profile.distinct > _MOST or profile.mean_words > _WORDS:
        return False
    long = profile.inside("long_number") > like("digits")
    catalogued = (
        crowd and profile.distinct <= _CATALOGUE and like("digits") == 0 and not set(plain_words(path)) & _OWNERS
    )
    if betrayed(Case(path, profile, hint, 0)) > 0 or (long and not catalogued):
        return False
    if any(like(name) > 0 for name in _TELLING[coded:]) or any(like(name) >= _OFTEN for name in _TELLING_OFTEN):
        return False
    if like("institution") >= _SOME_INSTITUTIONS:
        return False
    titled = _titled(profile) and like("has_digit") == 0  # `MR 3T` is no gentleman
    tract = _tract(profile) and not (crowd and _says_category(path))
    return not (titled or tract) and profile.mean_length <= _LONGEST


def _titled(profile: Profile) -> bool:
    """Whether a title stands before or after a value's words, and not all of these are small: `MR brain`."""
    titled = profile.values.get_column("v").filter(pl.Series(profile.flags["titled"]))
    return not bool(titled.str.contains(r"^[A-Z]{2}(?: \p{Ll}+)+$").all())


def _has_digits(profile: Profile) -> bool:
    """Whether one value has as many digits as an extension."""
    return bool((profile.values.get_column("v").str.count_matches(r"\d") >= _DIALLED).any())


def _says_category(path: str) -> bool:
    return hint_of(path).kind in {K.CATEGORY, K.CODE} and hint_of(path).weight >= _SAID


def _named(profile: Profile, *, loosely: bool) -> bool:
    """Whether names or places are among the values; `LOW_BATT` is neither, and of `VAN`, `CIP`, `MEM` not all are.

    `loosely`: the header or the crowd that shares each value speaks for a category, in which a word may be a name too.
    """
    written = profile.values.filter(~pl.col("v").str.contains(r"_|^[IVX]+$"))  # nor are Roman numbers
    if not written.height:
        return False
    words = wording_of(written)
    if bool((written.get_column("v").str.contains(r"^[A-Z]{1,4}(?:[/-][A-Z]{1,4})?$")).all()):
        return max(words.maybe_names, words.places) > _SOME
    named = max(words.names, words.places, words.counties, words.place_like, words.name_touched / 2)
    small = bool(
        written.get_column("v").str.contains(r"^\p{Ll}[^\p{Lu}]*$").all()
    )  # names seldom, and then all of them
    common = loosely or small or words.plain + words.categories >= _COMMON
    return named > (_FEW_AMONG_WORDS if common else _FEW)


def _tract(profile: Profile) -> bool:
    """Whether long numbers may be counties' parts: most of them begin as a state's number does.

    Thirteen digits are an article's.
    """
    values = profile.values.get_column("v")
    long = profile.like("digits9") > 0 and not (profile.mean_length == _ARTICLE and profile.one_length == 1)
    return long and float(values.str.slice(0, 2).is_in(_STATES).mean() or 0) > _TRACTS  # type: ignore[arg-type]

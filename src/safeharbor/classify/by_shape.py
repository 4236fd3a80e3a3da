"""Identifiers and clinical codes told by shape and check digit, whatever the header says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from safeharbor.classify.by_date import by_date
from safeharbor.classify.categories import states
from safeharbor.classify.evidence import Case, rate
from safeharbor.classify.header_words import plain_words
from safeharbor.classify.word_sets import words_of
from safeharbor.identifiers import DataKind as K

if TYPE_CHECKING:
    from safeharbor.classify.profile import Profile
    from safeharbor.findings import ColumnVerdict

ID_KINDS: Final = (
    K.MRN,
    K.ENCOUNTER_ID,
    K.HEALTH_PLAN_ID,
    K.ACCOUNT,
    K.RECORD_ID,
    K.PROVIDER_ID,
    K.LICENSE,
    K.DEVICE,
    K.VEHICLE,
    K.USERNAME,
    K.OTHER_ID,
    K.SSN,
    K.PHONE,
    K.FAX,
)

# pattern -> kind, the share that decides, kinds a header may refine it to
_DECISIVE: Final[tuple[tuple[str, K, float, tuple[K, ...]], ...]] = (
    ("data_uri", K.PHOTO, 0.3, (K.PHOTO, K.BIOMETRIC)),
    ("email", K.EMAIL, 0.3, (K.EMAIL, K.USERNAME)),
    ("ip", K.IP, 0.5, ()),
    ("mac", K.DEVICE, 0.5, ()),
    ("ip6", K.IP, 0.5, ()),
    ("user_agent", K.OTHER_ID, 0.3, ()),
    ("ssn_dashed", K.SSN, 0.3, ()),
    ("ssn_masked", K.SSN, 0.3, ()),
    ("age_phrase", K.AGE, 0.2, ()),
    ("lat_long_pair", K.GEOCODE, 0.5, ()),
    ("three_words", K.GEOCODE, 0.95, ()),
    ("marked_angle", K.GEOCODE, 0.95, ()),
    ("military_grid", K.GEOCODE, 0.95, ()),
    ("udi_full", K.DEVICE, 0.3, ()),
    ("zip9", K.ZIP, 0.15, ()),
    ("postcode", K.PLACE, 0.6, ()),  # there is no exception for those of other countries
    ("file_path", K.URL, 0.3, ()),
    ("caret_name", K.FULL_NAME, 0.5, (K.PROVIDER_NAME, K.RELATIVE_NAME)),
    ("city_state_zip", K.ADDRESS, 0.5, (K.ADDRESS, K.CITY)),
    ("street", K.STREET, 0.4, (K.STREET, K.ADDRESS)),
)
_DRUGS: Final = words_of("prescription medication")
_COUNTIES: Final = 12
_TERMS: Final = 60
_FEW: Final = 3
_TABLE_LIKE: Final = 20
_NEARLY_ALL: Final = 0.95
_RARELY: Final = 0.2
_OFTEN: Final = 8


def by_identifier_shape(case: Case) -> ColumnVerdict | None:
    """Judge a leaf of strings whose values are built as one kind of identifier."""
    like = case.profile.like
    if like("terminology_url") >= 0.5 and case.profile.distinct <= _TERMS:  # most of them
        return case.verdict(K.CATEGORY, 0.95, rate(like("terminology_url"), "addresses of code systems"))
    if like("standard_oid") >= 0.95:  # DICOM's and HL7's own arcs: nobody's number
        return case.verdict(K.CATEGORY, 0.9, rate(like("standard_oid"), "object identifiers of standards"))
    parts = like("tnm_part") >= _NEARLY_ALL and case.profile.filled >= _OFTEN * case.profile.distinct
    if like("tnm") >= 0.9 or parts:
        return case.verdict(K.CATEGORY, 0.9, rate(like("tnm"), "TNM stages"))
    if like("state_zip") >= _NEARLY_ALL and _of_states(case.profile):
        return case.verdict(K.ADDRESS, 0.85, "states with ZIPs behind them")
    if like("state_county") == 1 and case.profile.distinct >= _COUNTIES and _of_states(case.profile):
        return case.verdict(K.COUNTY, 0.8, "states with odd numbers behind them, as counties have")
    for pattern, kind, enough, refined in _DECISIVE:
        share = like(pattern)
        if share >= enough and not (pattern == "caret_name" and _of_nobody(case.profile)):
            return case.verdict(
                case.named(kind, *refined), 0.9 + share / 12, rate(share, f"{pattern.replace('_', ' ')} shapes")
            )
    if case.says(K.ZIP) and like("zip9", "postcode", "zip5") >= 0.6 and like("has_letter") < 0.5:
        return case.verdict(K.ZIP, 0.95, rate(like("zip9", "postcode", "zip5"), "shapes of ZIPs"))
    if like("url") >= 0.3:  # a third is no accident
        return case.verdict(K.URL, 0.97, rate(like("url"), "web addresses"))
    if like("uuid") >= 0.5:
        return case.verdict(case.named(K.RECORD_ID, *ID_KINDS), 0.95, rate(like("uuid"), "UUIDs"))
    if like("phone") >= 0.4:
        return case.verdict(case.named(K.PHONE, K.FAX), 0.95, rate(like("phone"), "telephone shapes"))
    if like("document") >= 0.2:
        return case.verdict(K.UNKNOWN, 0.9, rate(like("document"), "documents (JSON, XML, HL7) inside cells"))
    return by_date(case) or _checked_identifier(case) or _long_token(case)


def _of_states(profile: Profile) -> bool:
    """Whether values begin as states are abbreviated."""
    return bool(profile.values.get_column("v").str.slice(0, 2).str.to_lowercase().is_in(sorted(states())).all())


def _of_nobody(profile: Profile) -> bool:
    """Whether a few values that come back again and again hold no name: `SPO^Spouse`."""
    few = profile.distinct <= _TABLE_LIKE and profile.uniqueness <= 0.2
    return few and profile.wording.name_touched == 0 and profile.wording.maybe_names <= 0.3


def _checked_identifier(case: Case) -> ColumnVerdict | None:
    profile = case.profile
    several = profile.distinct >= _FEW
    if profile.like("vin") >= 0.6 and (case.says(K.VEHICLE) or (several and profile.checked("vin") >= 0.6)):
        return case.verdict(K.VEHICLE, 0.95, rate(profile.checked("vin"), "right VIN check digits"))
    if profile.like("mbi") >= 0.6:
        return case.verdict(K.HEALTH_PLAN_ID, 0.95, rate(profile.like("mbi"), "Medicare beneficiary shapes"))
    if profile.like("dea") >= 0.6 and several and profile.checked("dea") >= 0.6:
        return case.verdict(K.LICENSE, 0.95, rate(profile.checked("dea"), "right DEA check digits"))
    if several and profile.checked("npi") >= 0.9:
        return case.verdict(K.PROVIDER_ID, 0.95, rate(profile.checked("npi"), "right NPI check digits"))
    if several and profile.checked("card") >= 0.9:
        return case.verdict(K.ACCOUNT, 0.95, rate(profile.checked("card"), "right card check digits"))
    return None


def _long_token(case: Case) -> ColumnVerdict | None:
    profile = case.profile
    if profile.like("base64") >= 0.5 and profile.mean_words < 1.5 and profile.like("has_digit") > 0.5:
        kind = case.named(K.BIOMETRIC, K.PHOTO, K.DEVICE, *ID_KINDS)
        return case.verdict(kind, 0.85, rate(profile.like("base64"), "long opaque tokens"))
    if profile.like("hex") >= 0.5 and profile.like("digits") < 0.5:
        return case.verdict(
            case.named(K.RECORD_ID, *ID_KINDS), 0.9, rate(profile.like("hex"), "long hexadecimal tokens")
        )
    return None


def by_code_shape(case: Case) -> ColumnVerdict | None:
    """Judge a leaf whose values are codes of a clinical vocabulary; these stay."""
    profile, like = case.profile, case.profile.like
    several = profile.distinct >= _FEW
    claims_id = case.says(*ID_KINDS) and case.hint.weight >= 0.8
    coded = case.says(K.CODE)
    if like("loinc") >= 0.8 and (several or coded) and profile.checked("loinc") >= 0.8:
        return case.verdict(K.CODE, 0.97, rate(profile.checked("loinc"), "right LOINC check digits"))
    if like("ndc_dashed") >= 0.8:
        return case.verdict(K.CODE, 0.95, rate(like("ndc_dashed"), "NDC shapes"))
    if (
        like("dbsnp") >= 0.9
        or like("taxonomy") >= 0.8
        or like("hpo") >= 0.8
        or like("atc") >= 0.9
        or like("icdo") >= 0.9
    ):
        return case.verdict(
            K.CODE, 0.95, rate(like("dbsnp", "taxonomy", "hpo", "atc", "icdo"), "codes of a public vocabulary")
        )
    if claims_id and profile.uniqueness > 0.9 and profile.filled > _FEW:
        return None
    if (
        like("icd10", "hcpcs") >= 0.85
        and not (_unique(profile) and not coded)
        and (_many_chapters(profile) or like("icd10_dotted") >= 0.3 or coded)
    ):
        return case.verdict(K.CODE, 0.95, rate(like("icd10", "hcpcs"), "ICD-10 or HCPCS shapes"))
    if several and like("icd10", "icd9_wide") >= 0.97 and _both_revisions(profile):
        return case.verdict(K.CODE, 0.85, "ICD-9 and ICD-10 shapes, each often repeated")
    if like("icd10_list") >= 0.9 and not (_unique(profile) and not coded) and (_many_chapters(profile) or coded):
        return case.verdict(K.CODE, 0.93, rate(like("icd10_list"), "lists of ICD-10 shapes"))
    if several and like("cpt_common") == 1 and not _unique(profile):
        return case.verdict(K.CODE, 0.85, "common CPT codes, all of them")
    drugs = several and like("ndc11") >= _NEARLY_ALL and profile.one_length >= _NEARLY_ALL and not _unique(profile)
    if drugs and set(plain_words(case.path)) & _DRUGS and profile.filled >= _OFTEN * profile.distinct:
        return case.verdict(K.CODE, 0.85, "NDC shapes without dashes, each often")
    if like("hgvs") >= 0.9:
        return case.verdict(K.CODE, 0.9, rate(like("hgvs"), "names of variants"))
    if like("icd9") >= 0.5 and like("icd9_wide") >= 0.95 and like("has_letter") > 0:
        return case.verdict(K.CODE, 0.9, rate(like("icd9"), "ICD-9 shapes"))
    if like("icd10_pcs") >= 0.9 and like("has_letter") > 0.5 and (coded or _starts(profile, "0") >= 0.6):
        return case.verdict(K.CODE, 0.9, rate(like("icd10_pcs"), "ICD-10-PCS shapes"))
    if several and like("digits") >= 0.95 and profile.checked("snomed") >= 0.85:
        return case.verdict(K.CODE, 0.95, rate(profile.checked("snomed"), "right SNOMED CT check digits"))
    if several and like("gtin14") >= 0.95 and profile.mean_length >= 13.5 and profile.checked("gtin14") >= 0.9:
        return case.verdict(
            K.CODE, 0.9, rate(profile.checked("gtin14"), "right GTIN check digits (UDI device identifiers)")
        )
    if (
        like("icd9", "cpt", "hcpcs", "icd10", "ndc11", "digits3", "icd9_wide", "icd10_pcs") >= 0.9
        and coded
        and not _unique(profile)
    ):
        return case.verdict(K.CODE, 0.85, "code shapes, repeated")
    return None


def _both_revisions(profile: Profile) -> bool:
    """Whether a few codes come again and again, some of them ICD-10 with a letter, some ICD-9 with digits alone."""
    again = profile.uniqueness <= _RARELY and profile.filled >= _OFTEN * profile.distinct
    return again and profile.like("icd10") >= _RARELY and profile.like("digits") >= _RARELY and _many_chapters(profile)


def _unique(profile: Profile) -> bool:
    return profile.uniqueness > 0.95 and profile.filled > 30


def _many_chapters(profile: Profile) -> bool:
    """Whether codes begin with three letters or more: ids of one maker begin with one."""
    values = profile.values.get_column("v").str.slice(0, 1).str.to_uppercase()
    first = values.value_counts(normalize=True, sort=True)
    return first.height >= _FEW and float(first.get_column("proportion")[0]) < 0.8


def _starts(profile: Profile, mark: str) -> float:
    values = profile.values.get_column("v")
    return float(values.str.starts_with(mark).sum()) / max(len(values), 1)

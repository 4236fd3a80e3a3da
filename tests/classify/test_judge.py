"""What a column is, told by its values first and its header second."""

from __future__ import annotations

import polars as pl
import pytest

from safeharbor.classify.samples import sample_of
from safeharbor.classify.tables import judge_tables
from safeharbor.identifiers import DataKind as K

ALPHABET = [f"{one}{two}x" for one in "ABCDE" for two in "aeiou"]
CASES: list[tuple[str, list[str], set[K]]] = [
    # misleading headers: values outweigh names
    ("status", ["912-17-5017", "913-22-1184", "914-99-0034"], {K.SSN}),
    ("type", ["Miguel", "Guadalupe", "Siobhan", "Thaddeus", "Natasha"], {K.GIVEN_NAME}),
    ("glucose", ["jane@example.org", "li@example.com"], {K.EMAIL}),
    ("flag", ["2024-03-14", "2023-01-02"], {K.DATE}),
    ("START_YEAR", ["2019-02-03 10:11:12", "2018-07-09 23:00:00"], {K.DATE}),
    ("START_YEAR", ["2019", "2018", "2011"], {K.YEAR}),
    ("city", ["Male", "Female", "Female"], {K.CATEGORY}),
    ("name", ["lisinopril 10 MG Oral Tablet", "metformin 500 MG Oral Tablet"] * 3, {K.CATEGORY}),
    ("address", ["E11.9", "I10", "J45.909", "M54.50"], {K.CODE}),
    # dates in styles that only the reader of dates knows
    ("c1", [f"{high}/{low}" for high in range(10, 18) for low in (6, 7, 8, 9)], {K.MEASURE}),  # no days
    ("c1", ["02JAN1990:13:45:00", "17MAR2004:00:00:00", "30NOV1971:09:30:00"], {K.DATE}),
    ("c1", ["2. Januar 1990", "17. Oktober 2004", "30. Mai 1971"], {K.DATE}),
    ("c1", ["1990-01-02-00.00.00", "2004-03-17-13.45.59.123456", "1971-11-30-00.00.00"], {K.DATE}),
    # anonymous headers
    ("c1", ["4548-4", "2345-7", "718-7", "2160-0"], {K.CODE}),
    ("c1", ["44054006", "38341003", "195967001", "10509002"] * 2, {K.CODE}),
    ("c1", ["00071-0156-23", "68180-0513-01"], {K.CODE}),
    ("c1", ["mg/dL", "mmol/L", "10*3/uL", "%"], {K.CATEGORY}),
    ("c1", ["<0.5", ">90", "120/80", "positive", "4.2"], {K.MEASURE}),
    ("c1", ["1013.0", "60614.0", "94110.0", "33139.0", "7030.0", "84101.0"], {K.UNKNOWN}),  # nobody beside them
    ("c1", ["Hernandez, Miguel", "Nguyen, Thao", "Kowalski, Agnieszka"], {K.FULL_NAME}),
    ("c1", ["HERNANDEZ^MIGUEL^A", "NGUYEN^THAO"], {K.FULL_NAME}),
    ("c1", ["12 Elm Street", "9 Oak Ave Apt 4", "PO Box 113"], {K.STREET}),
    ("c1", ["1HGCM82633A004352", "1M8GDM9AXKP042788", "5YJSA1E14HF000337"], {K.VEHICLE}),
    ("c1", ["10.2.3.4", "192.168.0.17"], {K.IP}),
    ("c1", ["00:1b:44:11:3a:b7", "00:1b:44:11:3a:c8"], {K.DEVICE}),
    ("c1", ["1EG4-TE5-MK73", "2FN9-CF2-HX41"], {K.HEALTH_PLAN_ID}),
    ("c1", ["Dr. Hernandez", "Dr. Kowalski", "Dr. Nguyen"], {K.PROVIDER_NAME}),
    ("c1", ["White", "Black or African American", "Asian"], {K.CATEGORY}),
    ("c1", ["Texas", "Utah", "Ohio", "Maine"], {K.STATE}),
    ("c1", ['{"name": "x"}', '{"name": "y"}'], {K.UNKNOWN}),
    # layouts of public schemas
    ("c1", ["<=", "=>", "="] * 5, {K.CATEGORY}),
    ("units", ["cm", "kg", "{score}"] * 20, {K.CATEGORY}),
    ("apacheversion", ["IV", "IVa"] * 30, {K.CATEGORY}),
    ("c1", ["Ivan", "Iva", "Ivo", "Ines"] * 5, {K.GIVEN_NAME}),
    ("admission_location", ["TRANSFER FROM HOSPITAL", "EMERGENCY ROOM", "PHYSICIAN REFERRAL"] * 20, {K.CATEGORY}),
    ("admission_location", ["Lakeview Hospital", "St Anne Hospital", "Emergency Room"] * 20, {K.FACILITY}),
    ("specialty_value", ["Family Practice", "Internal Medicine"] * 10, {K.CATEGORY}),
    ("value_as_number", [str(number) for number in range(45)] * 3, {K.MEASURE}),
    ("RUCA_ZIP", ["1", "2", "4", "10"] * 10, {K.MEASURE}),
    ("ZIP", ["1013", "605", "94110", "33139"], {K.ZIP}),
    ("BENRES_IP", ["0.00", "1024.00", "2048.00"] * 10, {K.MEASURE}),
    ("fill_num", [str(number) for number in range(12)] * 10, {K.MEASURE}),
    ("person_num", [str(number) for number in range(12)] * 10, {K.RECORD_ID}),
    ("cplitemoffset", [str(number * 37) for number in range(80)] * 2, {K.MEASURE}),
    ("nursingchartvalue", ["88", "2", "97", "wnl"] * 20, {K.MEASURE, K.UNKNOWN}),
    ("chart no", ["88213", "20417", "97001", "31415"] * 20, {K.MRN}),
    ("birthTime", ["19610203", "19730506", "20020611"], {K.BIRTH_DATE}),
    ("procedure_report_id", [str(number * 7 + 100) for number in range(120)], {K.RECORD_ID}),
    ("ACCT_FIN_CLASS_C", ["1", "2", "3", "100"] * 20, {K.MEASURE, K.CODE}),
    ("country", ["Kenya", "Uganda"] * 10, {K.COUNTRY}),
    ("PID-15", ["EN", "SP"] * 20, {K.CODE}),
    (
        "organization",
        [f"{name} Community Health" for name in ("Beth", "Ruth", "Kenora", "Jesse")],
        {K.FACILITY, K.CITY, K.UNKNOWN},
    ),
    ("manufacturer/name", ["Health LS - Immuno Inc.", "Sanofi Pasteur"] * 20, {K.CATEGORY}),
    ("HouseNameFlatNumber", ["Flat 12", "Flat 4", "Rose Cottage"] * 5, {K.STREET}),
    ("c1", ["Flat 12", "Flat 4", "Flat 9b"] * 5, {K.STREET}),
    ("affect", ["flat", "flat affect", "full"] * 20, {K.CATEGORY}),
    ("EffectiveDatePrecision", ["YMD", "YM", "YMDT"] * 20, {K.CODE, K.CATEGORY}),
    ("birthplaceCountry", ["USA", "MEX", "CAN"] * 10, {K.COUNTRY}),
    ("Age/Sex", [f"{age}F" for age in range(40, 94)], {K.AGE}),
    ("RepetitionTime", [str(450 + 61 * step) for step in range(90)], {K.MEASURE}),
    ("MMWR_WEEK", [str(week) for week in range(1, 53)] * 2, {K.DATE}),
    ("gestational_week", [str(week) for week in range(1, 53)] * 2, {K.MEASURE}),
    ("Postcode", ["SW1A 1AA", "M1 1AE", "CR2 6XH"], {K.PLACE}),
    ("CNTYO", [str(number) for number in range(1, 116, 2)] * 2, {K.COUNTY}),
    ("hla_drb1", ["04:01", "03:01", "15:01"] * 20, {K.CATEGORY, K.CODE, K.MEASURE}),
    ("slot", ["08:00", "12:00", "18:00"] * 20, {K.TIME}),
    ("risk", ["NICU>5d", "family hx"] * 20, {K.CATEGORY, K.CODE, K.UNKNOWN}),
    ("re:", [f"wants results, ask for {name} at home" for name in ALPHABET], {K.FREE_TEXT}),
    ("c1", [f"{name} Lindqvist Delgado North Clinic" for name in ALPHABET], {K.FACILITY, K.UNKNOWN, K.FULL_NAME}),
    # what statisticians publish: a part of a date in one column, a city in a number
    ("AMONTH", [str(month) for month in range(1, 13)] * 5, {K.DATE}),
    ("PTDOBMM", [str(month) for month in range(1, 13)] * 5, {K.DATE, K.BIRTH_DATE}),
    ("DQTR", ["1", "2", "3", "4"] * 20, {K.DATE}),
    ("RIDEXMON", ["1.0", "2.0"] * 40, {K.DATE}),
    ("common", ["1", "2", "3", "4"] * 20, {K.MEASURE}),
    ("MSA", ["16980", "35620", "31080", "12060", "19100"] * 12, {K.GEOCODE}),
    ("status", ["WHITE", "BLACK", "[Not Evaluated]"] * 20, {K.CATEGORY}),
    ("c1", ["[1, 2]", '["a"]', "[]", "<p>seen</p>"] * 5, {K.UNKNOWN}),
    ("WKDYOD", [str(day) for day in range(1, 8)] * 10, {K.DATE}),
    ("ADMSN_HR", ["00", "03", "08", "14", "23"] * 10, {K.TIME}),
    ("HR", ["88", "62", "101", "9"] * 10, {K.MEASURE}),
    ("Month of last contact", [str(month) for month in range(1, 13)] * 5, {K.DATE}),
    ("TOOTH_NUM", ["3", "14", "A", "T"] * 20, {K.CODE, K.MEASURE}),
    ("Age recode", [f"{age} years" for age in range(20, 80)] + ["90+ years"], {K.AGE}),
    ("follow up", [f"{span} years" for span in range(1, 20)] * 3, {K.MEASURE}),
    # surnames are towns, too: the header has the word
    ("LNAME", ["Lincoln", "Jackson", "Hernandez", "Houston", "Nguyen", "Madison"] * 3, {K.FAMILY_NAME}),
    ("Legal_Last", ["Lincoln", "Jackson", "Hernandez", "Houston", "Nguyen", "Madison"] * 3, {K.FAMILY_NAME}),
    ("home", ["Lincoln", "Jackson", "Springfield", "Houston", "Nashville", "Madison"] * 3, {K.CITY}),
    ("FILENO", ["2024118342", "2024977120", "2024400991", "2024650033"], {K.RECORD_ID}),
    ("cohort", ["Framingham", "Rotterdam", "Ross"] * 20, {K.CATEGORY}),
    ("cohort", ["Framingham", "Rotterdam", "Ross", "Lincoln", "Jackson", "Houston", "Madison"] * 20, {K.CITY}),
    ("fu_day", [str(day) for day in range(1, 22)] * 8, {K.MEASURE}),
    ("admit_day", [str(day) for day in range(1, 32)] * 8, {K.DATE}),
    ("gps_precision", ["3.1", "4.9", "12.5"] * 10, {K.MEASURE}),
    ("Sem epi", [str(week) for week in range(1, 53)] * 2, {K.DATE}),
    ("grade", [str(age) for age in range(1, 100)] * 3, {K.AGE}),
    # letters glued to a word: of a date's parts, of ages, of sums and weights
    ("R1IWENDM", [str(month) for month in range(4, 13)] * 5, {K.DATE}),
    ("OBDATEMM", [str(month) for month in range(1, 13)] * 5, {K.DATE}),
    ("R15AGEY_E", [str(age) for age in range(70, 104)], {K.AGE}),
    ("AGEM", [str(age) for age in range(600, 781)] * 2, {K.AGE}),
    ("DAGE", [str(age) for age in range(80, 96)] * 2, {K.AGE}),
    ("image", [str(number) for number in range(80, 96)] * 2, {K.MEASURE}),
    ("TOTEXP21", [str(17 + number**3) for number in range(60)], {K.MEASURE}),
    ("IDEXP21", [str(10_017 + 1_777 * number) for number in range(60)], {K.RECORD_ID}),
    ("R1WTRESP", [str(812 + 93 * number) for number in range(90)], {K.MEASURE}),
    ("V_INDTIME", [str(hour) for hour in range(24)] * 5, {K.TIME}),
    ("bypass_time", [str(minutes) for minutes in range(20, 90)] * 2, {K.MEASURE}),
    ("balance", [str(-40_000 + 9_377 * number) for number in range(90)], {K.MEASURE}),
    ("N_DATE", [str(-14_000 + 377 * number) for number in range(90)], {K.DATE}),
    # no ages: percents, and what goes on past a hundred
    ("PRA", [str(number) for number in range(101)] * 2, {K.MEASURE}),
    ("PRA", [str(number) for number in range(1, 100)] * 2, {K.AGE}),
    ("DOORTONEEDLE", [str(minutes) for minutes in range(21, 119)] * 2, {K.MEASURE}),
    # of places: municipalities by number, houses, and where patients came from
    ("C_KOM", ["101", "147", "461", "751", "851"] * 20, {K.CITY}),
    ("LK", ["0180", "1480", "1280"] * 20, {K.COUNTY}),
    ("LK_pos", ["0", "1", "4", "2"] * 20, {K.MEASURE, K.CODE}),
    ("STRNUM", ["20", "75", "500"] * 40, {K.MEASURE, K.CODE, K.UNKNOWN}),
    ("STRNUM", [str(house) for house in range(3, 300, 4)], {K.STREET}),
    ("TRANST", ["Not transferred (admitted from home)", "From acute care hospital inpatient"] * 20, {K.CATEGORY}),
    ("TRANST", ["Not transferred (admitted from home)", "From Lakeview hospital inpatient"] * 20, {K.FACILITY}),
    ("PDIS", ["25040", "E1122", "I120", "5829", "N059"] * 20, {K.CODE}),
    ("PDIS", ["25040", "E1122", "E1207", "94110", "60614"] * 3, {K.UNKNOWN}),
    ("yrs", [str(age) for age in range(3, 98)] * 2, {K.AGE}),
    ("years", [str(span) for span in range(1, 31)] * 4, {K.MEASURE, K.DATE}),
    ("BottleSite", ["L AC", "R HAND", "PORT", "ART LINE"] * 30, {K.CODE}),
    ("BottleSite", ["Lakeport", "Northfield", "Main"] * 30, {K.FACILITY, K.CITY, K.UNKNOWN}),
    ("INTV_QRT", ["1", "2", "3", "4"] * 20, {K.DATE}),
    ("DEL_DAT_ENT", [str(delay) for delay in range(0, 900, 7)], {K.MEASURE}),
    ("DAT_ENT", [f"{24 - month % 2}{1 + month % 12:02}{1 + month % 28:02}" for month in range(90)], {K.DATE}),
    ("StartT", [f"{hour:02}{minute:02}" for hour in range(24) for minute in (4, 17, 44)], {K.DATE, K.TIME}),
    ("CIP13", ["3400930000120", "3400936371965", "3400938117684"] * 30, {K.UNKNOWN}),
    ("sent", [str(1_700_000_000_000 + 9_377_000_113 * number) for number in range(20)], {K.DATE}),
    ("PT", ["pT1c", "pT2", "pT3a", "pTis"] * 20, {K.CATEGORY}),
    ("PN", ["pN0(sn)", "pN1a", "NX"] * 20, {K.CATEGORY}),
    ("PT", ["pT1c", "P4411", "P4412", "P4413"] * 3, {K.RECORD_ID}),
    ("V_DOD_SW", ["V"] * 20, {K.CATEGORY, K.CODE}),
    ("BEN_RES_COM", [f"0{number:02}" for number in range(5, 90, 2)] * 2, {K.CITY}),
    ("BDI_DEP", ["013", "075", "093"] * 30, {K.COUNTY}),
    ("HADS_DEP", ["03", "07", "12", "18"] * 30, {K.MEASURE, K.CODE, K.UNKNOWN}),
    ("DEL_DAT_ENT", ["0", *(f"24{1 + month % 12:02}" for month in range(40))] * 2, {K.DATE}),
    ("xt_dod_m", ["1", "6", "12"] * 3, {K.DATE}),
    ("fu_month", ["3", "6", "12"] * 30, {K.MEASURE}),
    ("VTID", [str(days) for days in range(1, 42)] * 3, {K.MEASURE, K.DATE}),
    ("2nd inv", [f"{1 + 5 * n % 27:02}/{1 + 5 * n % 12:02}" for n in range(16)], {K.DATE}),
    ("won", [f"{1 + 5 * n % 27}/{1 + n % 3}" for n in range(16)], {K.MEASURE}),
    # a date in part under a header of a measure
    ("dose", [f"{7 * n % 24:02}.{11 * n % 60:02}" for n in range(60)], {K.TIME}),
    ("dose", [f"{7 * n % 24}.{11 * n % 100:02}" for n in range(60)], {K.MEASURE}),
    ("grade", [f"{1 + 5 * n % 27}.{1 + 7 * n % 12}." for n in range(60)], {K.DATE}),
    ("grade", ["1.1.", "1.2.", "2.1.", "3."] * 20, {K.CODE, K.CATEGORY, K.MEASURE, K.UNKNOWN}),
    ("class", ["Mo", "Tu", "We", "Th", "Fr"] * 20, {K.DATE}),
    ("class", ["MO", "TX", "WE", "FR"] * 20, {K.CODE, K.CATEGORY, K.STATE, K.UNKNOWN}),
    ("rate", [f"{22 + n % 4}{1 + 7 * n % 53:02}" for n in range(120)], {K.DATE}),
    ("rate", [f"{22 + n // 12 % 4}{1 + n % 12:02}" for n in range(120)], {K.DATE}),
    ("rate", [f"{22 + n % 4}{7 * n % 100:02}" for n in range(120)], {K.MEASURE}),
    ("dose", [f"{age}y" for age in range(4, 99)], {K.AGE}),
    ("dose", [f"{span}y" for span in range(1, 60)], {K.MEASURE}),
    ("score", [f"{1 + n % 12}/{1 + 5 * n % 27}" for n in range(100)], {K.DATE}),
    ("score", [f"{1 + n % 12}/{12 + n % 5}" for n in range(100)], {K.MEASURE}),
    ("class", [f"{one}{two}" for one in "ABCDEFGHJK" for two in "LMNPRST"] * 3, {K.UNKNOWN, K.INITIALS}),
    ("class", ["IM", "FP", "GS", "OB", "PD"] * 30, {K.CODE, K.CATEGORY}),
    (
        "stage",
        [
            "Borås",
            "Gävle",
            "Lund",
            "Umeå",
            "Växjö",
            "Luleå",
            "Motala",
            "Piteå",
            "Visby",
            "Ystad",
            "Falun",
            "Kalmar",
            "Stockholm",
            "Uppsala",
            "Helsingborg",
            "Trelleborg",
        ]
        * 5,
        {K.CITY, K.UNKNOWN},
    ),
    # hours, days and months whose whole set is there
    ("hr", [str(hour) for hour in range(24)] * 10, {K.TIME}),
    ("c7", [str(hour) for hour in range(24)] * 10, {K.TIME}),
    ("c7", [str(score) for score in range(23)] * 10, {K.MEASURE}),
    ("score", [str(score) for score in range(24)] * 10, {K.MEASURE}),
    ("v016", [str(day) for day in range(1, 32)] * 5, {K.DATE}),
    ("v016", [str(score) for score in range(1, 31)] * 5, {K.MEASURE}),
    ("lab_units", [str(day) for day in range(1, 32)] * 5, {K.MEASURE}),
    ("U0001700", ["-5", *(str(month) for month in range(1, 13))] * 9, {K.DATE}),
    ("U0001700", ["-5", *(str(score) for score in range(1, 11))] * 9, {K.MEASURE}),
    ("VDAYR", [str(day) for day in range(1, 8)] * 20, {K.DATE}),
    ("workdays", [str(day) for day in range(1, 8)] * 20, {K.MEASURE}),
    ("HCHK_YR_M", [str(month) for month in range(1, 13)] * 9, {K.DATE}),
    ("xt_dod_m", ["1", "3", "4", "6", "9", "11", "12"] * 3, {K.DATE}),
    ("MDCARE_DD_CNT", [str(day) for day in range(1, 32)] * 9, {K.MEASURE}),
    ("dn028_1", [str(age) for age in range(44, 99)] * 2, {K.AGE}),
    ("saturation", [str(percent) for percent in range(44, 99)] * 2, {K.MEASURE}),
    # numbers of persons and places that look like counts
    ("pubid", [str(number) for number in range(11, 130)] * 2, {K.RECORD_ID}),
    ("lipid", [str(number) for number in range(11, 130)] * 2, {K.MEASURE}),
    ("PATCODE", [str(number) for number in range(11, 130)] * 2, {K.RECORD_ID}),
    ("#", [str(number) for number in range(31, 150)] * 2, {K.RECORD_ID}),
    ("LYMPH#", [f"{number / 10:.1f}" for number in range(3, 70)] * 2, {K.MEASURE}),
    ("SGG", [str(11_010 + 110 * number) for number in range(40)] * 2, {K.UNKNOWN, K.ZIP, K.RECORD_ID}),
    ("Rx", ["Santyl BID", "NPWT", "Mepilex q3d"] * 40, {K.CATEGORY, K.UNKNOWN}),
    ("country", ["12. Germany", "17. France", "13. Sweden"] * 20, {K.COUNTRY}),
    ("tank psi", [str(pressure) for pressure in range(400, 2200, 50)], {K.MEASURE}),
    # days and months before a year, and seconds of a day, in digits alone
    ("DRAWDT", ["03042025", "03052025", "12072025"] * 30, {K.DATE}),
    ("rate", [f"{1 + 5 * n % 12:02}{1 + 7 * n % 28:02}2025" for n in range(60)], {K.DATE}),
    ("c1", [f"{1 + n % 9}{1 + 7 * n % 28:02}2025" for n in range(60)], {K.DATE}),
    ("result_code", ["4212013", "4212021", "4211001"] * 30, {K.CODE, K.CATEGORY}),
    ("LAB_TM", [str(60 * (17 + 7 * n)) for n in range(200)], {K.TIME}),
    ("c1", [str(60 * (17 + 7 * n)) for n in range(200)], {K.TIME}),
    ("cost", [str(60 * (17 + 7 * n)) for n in range(200)], {K.MEASURE}),
    ("ADMTDT", [str(21_000 + 7 * n) for n in range(60)], {K.DATE}),
    ("UPDT_CNT", [str(n) for n in range(60)] * 2, {K.MEASURE}),
    # how many there are, which no one's number is
    ("NUM_ORDERS", [str(2 + 31 * n) for n in range(60)] * 2, {K.MEASURE}),
    ("ORDER_NUM", [str(20_017 + 31 * n) for n in range(60)] * 2, {K.RECORD_ID}),
    ("number of visits", [str(n) for n in range(60)] * 2, {K.MEASURE}),
    ("NUM_SS", [str(201_458_812 + 1_377_113 * n) for n in range(60)], {K.SSN}),
    ("NUM_MRNS", [str(2_014_588 + 137_711 * n) for n in range(60)], {K.RECORD_ID, K.MRN, K.UNKNOWN}),
    ("Day of tx", [str(day) for day in range(1, 15)] * 5, {K.MEASURE}),
    ("day of admission", [str(day) for day in range(1, 32)] * 5, {K.DATE}),
    # a few kinds, whose words are towns, saints or gentlemen, too
    ("PHONE_TYPE", ["Home", "Mobile", "Business", "FAX", "Personal email"] * 20, {K.CATEGORY}),
    ("PHONE_TYPE", ["Keene", "Mobile", "Laconia", "Milford", "Derry"] * 20, {K.CITY}),
    ("OD", ["imm z2", "st1 z2", "st2 z2", "st3 z1 +"] * 20, {K.CATEGORY, K.CODE, K.UNKNOWN}),
    ("OD", ["st paul", "st cloud", "st peters"] * 20, {K.CITY, K.UNKNOWN}),
    ("Site", ["Breast", "Lung", "GU", "Colon", "H&N"] * 20, {K.CODE}),
    ("BODY_SITE", ["L ARM", "R ARM", "FOOT", "SACRUM"] * 20, {K.CODE}),
    ("LOC", ["Alert", "Drowsy", "Sedated", "Unresponsive"] * 20, {K.CATEGORY}),
    ("xtn_preferred_language", ["Russian", "Ukrainian", "Marshallese"] * 20, {K.CATEGORY}),
    ("preferred_name", ["Ace", "Skip", "Bunny"] * 20, {K.ALIAS}),
    ("G/P", ["G3P1", "G1P0", "G5 P3", "G2P1A1"] * 20, {K.MEASURE}),
    ("SN_FREQ", ["1w1,2w3,1w5", "2w4,1w4,2prn", "3w2,2w4"] * 20, {K.MEASURE, K.CATEGORY, K.UNKNOWN}),
    ("pump_sn", ["8V0S214873", "8V0S214880", "8V0S301127"] * 20, {K.DEVICE}),
    ("QueryText", ["Temperature (F)", "Next of Kin Name", "Braden Scale Total"] * 20, {K.CATEGORY}),
    # drugs by number, items by long numbers, addresses with a name in front
    ("Rx", ["68180051301", "00093104801", "00071015623"] * 30, {K.CODE}),
    ("Rx", [f"{68_180_051_301 + 1_377_113 * n}" for n in range(90)], {K.RECORD_ID}),
    ("LabTestSID", ["1400012345", "1400015544"] * 40, {K.CODE, K.CATEGORY}),
    ("sent", [str(1_400_012_345 + 1_377_113 * n) for n in range(40)], {K.DATE}),
    ("c1", [f"https://x.example.org/s/{n}{n + 7}" for n in range(40)], {K.URL}),
    ("c1", [f"MRN:{48_213 + n}" for n in range(40)], {K.RECORD_ID, K.UNKNOWN, K.MRN}),
    ("CONCEPT_CD", ["LOINC:2345-7", "ICD10:I10", "DEM:EMAIL", "NOTE:PROGRESS"] * 30, {K.CODE}),
    ("CONCEPT_CD", ["LOINC:2345-7", "ICD10:I10", "NOTE:okonkwo", "NOTE:lindqvist"] * 30, {K.UNKNOWN}),
    ("dosePerFraction", ["00000", "00180", "00200"] * 30, {K.CODE, K.MEASURE}),
    ("dosePerFraction", [f"{n:05}" for n in range(100, 900, 7)], {K.UNKNOWN}),
    # dates, ages and places in part, under headers of measures and classes
    ("dose", [f"age {age}" for age in range(4, 99)], {K.AGE}),
    ("dose", [f"stage {number}" for number in range(4)] * 20, {K.CATEGORY, K.MEASURE, K.CODE}),
    ("status", [f"{2019 + n // 12}{1 + n % 12:02}" for n in range(60)], {K.DATE}),
    ("status", [f"{201_913 + 17 * n}" for n in range(60)] * 3, {K.CODE, K.UNKNOWN, K.RECORD_ID}),
    ("status", [f"{2019 + n // 12}M{1 + n % 12:02}" for n in range(60)], {K.DATE}),
    ("class", [f"{part}{year}" for part in ("Sp", "Su", "Fa", "Wi") for year in range(20, 26)], {K.DATE}),
    ("class", [f"Fa{number}" for number in range(20, 44)] * 4, {K.CODE, K.CATEGORY, K.UNKNOWN, K.MEASURE, K.RECORD_ID}),
    ("rate", [f"{hour}{half}" for hour in range(1, 13) for half in "ap"], {K.TIME}),
    ("rate", ["1a", "1b", "2a", "2b", "3a", "3p"] * 20, {K.MEASURE, K.CODE, K.CATEGORY}),
    ("status", [f"OH-{number:03}" for number in range(1, 177, 2)], {K.COUNTY}),
    ("status", [f"CT-{number:03}" for number in range(1, 9)] * 20, {K.CODE, K.CATEGORY, K.UNKNOWN}),
    (
        "c1",
        [f"{one}.{two}.raft" for one in ("filled", "table", "lamp") for two in ("count", "soap", "rain")],
        {K.GEOCODE},
    ),
    # hours that stand for themselves, strengths under a street's letters
    ("FL16", [f"{hour:02}" for hour in (0, 1, 3, 5, 7, 8, 9, 11, 12, 14, 17, 19, 21, 23)] * 9, {K.TIME}),
    ("FL16", [str(hour) for hour in range(24) if hour not in (2, 4)] * 9, {K.TIME}),
    ("MC037", ["02", "11", "12", "21", "22", "23"] * 20, {K.MEASURE, K.CODE, K.CATEGORY, K.UNKNOWN}),
    (
        "FL17",
        [f"{status:02}" for status in (1, 2, 3, 4, 5, 6, 7, 20, 30, 43, 50, 51, 61, 62)] * 9,
        {K.MEASURE, K.CODE, K.UNKNOWN},
    ),
    ("STR", ["10 MG", "500 MG", "5 MG/ML"] * 30, {K.MEASURE}),
    ("STR", ["10 Main", "500 Mill", "5 Hill"] * 30, {K.STREET}),
    # a few days that many rows have, and angles of the earth
    ("status", ["030425", "030525", "120724", "112924", "060125", "081524"] * 20, {K.DATE}),
    ("status", ["040325", "050325", "291124", "010625", "150824", "230125"] * 20, {K.DATE}),
    ("status", ["314076", "860975", "617312", "308136", "197591", "313782"] * 20, {K.CODE}),
    ("status", ["032025", "042025", "122024", "012025", "112024", "062025"] * 20, {K.DATE}),
    ("status", ["2025064", "2025128", "2024366", "2025001", "2024212", "2025099"] * 20, {K.DATE}),
    ("status", ["2025400", "2025512", "2024999", "2025777", "2024612", "2025890"] * 20, {K.CODE}),
    ("status", ["39.1031N", "38.9947N", "40.0012N"] * 20, {K.GEOCODE}),
    ("status", ["N39 06.2", "N38 51.7", "N40 11.9"] * 20, {K.GEOCODE}),
    ("status", ["16S GJ 12345 67890", "16S GJ 12399 67001"] * 20, {K.GEOCODE}),
    ("status", ["OH 45202", "OH 45219", "KY 41011"] * 20, {K.ADDRESS}),
    ("dose", ["12.5 N", "4 mg", "2 s"] * 20, {K.MEASURE, K.CATEGORY, K.UNKNOWN}),
    ("c1", [f"{age}y{age % 12}m" for age in range(4, 99)], {K.AGE}),
    # names help where values allow several things
    ("pat_zip", ["1013", "60614", "1453.0"], {K.ZIP}),
    ("dob", ["18337", "20411", "30112"], {K.BIRTH_DATE}),
    ("age", ["12", "93", "47"], {K.AGE}),
    ("gestational_age", ["38", "40", "27"], {K.MEASURE}),
    ("heart_rate", ["72", "99", "110"], {K.MEASURE}),
    ("mrn", ["00482913", "00482914"], {K.MRN}),
    ("fecha_nacimiento", ["03/12/1961", "22/01/1999"], {K.BIRTH_DATE}),
    ("edad", ["12", "93"], {K.AGE}),
    ("estado_civil", ["Casado", "Soltero"], {K.CATEGORY}),
    ("employer", ["Acme", "Roadrunner Freight"], {K.EMPLOYER}),
    ("mothers_maiden_name", ["Gray", "Rose"], {K.ALIAS}),
    ("timeOfDay", ["10:15", "23:59"], {K.TIME}),
    ("terminology", ["http://loinc.org", "http://snomed.info/sct"], {K.CATEGORY}),
    ("anything", ["https://portal.example.org/p/77", "https://portal.example.org/p/78"], {K.URL}),
    ("nothing_known", ["zqx-a", "qqy-b", "zzk-c"], {K.UNKNOWN}),
]


def _kind(header: str, values: list[str]) -> K:
    frame = pl.DataFrame({header: values})
    return judge_tables({"t": sample_of("t", frame)}, as_of_year=2026)["t"].columns[header].kind


@pytest.fixture(scope="module")
def verdicts() -> list[K]:
    """Judge every case in one go: patterns are compiled once."""
    samples = {str(n): sample_of(str(n), pl.DataFrame({header: values})) for n, (header, values, _) in enumerate(CASES)}
    judged = judge_tables(samples, as_of_year=2026)
    return [judged[str(n)].columns[header].kind for n, (header, _, _) in enumerate(CASES)]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_a_column_is_what_its_values_are(number: int, verdicts: list[K]) -> None:
    """Each header and its values give one of the kinds beside them."""
    assert verdicts[number] in CASES[number][2]


def test_a_column_without_values_is_unknown() -> None:
    """What the sample does not show cannot be promised."""
    assert _kind("hemoglobin", ["", "N/A", "-"]) is K.UNKNOWN


def test_typed_columns_are_told_by_their_type() -> None:
    """Dates, bytes and booleans need no pattern."""
    frame = pl.DataFrame(
        {"seen": [None, "2024-01-02"], "photo": [b"x", b"y"], "alive": [True, None]},
    ).with_columns(pl.col("seen").str.to_date())
    columns = judge_tables({"t": sample_of("t", frame)}, as_of_year=2026)["t"].columns
    assert [columns[name].kind for name in frame.columns] == [K.DATE, K.PHOTO, K.CATEGORY]


def test_evidence_holds_no_value() -> None:
    """A verdict says rates and shapes; the values stay out of it and of its repr."""
    frame = pl.DataFrame({"c1": ["Miguel Hernandez", "Agnieszka Kowalski"], "c2": ["912-17-5017", "913-22-1184"]})
    shown = repr(judge_tables({"t": sample_of("t", frame)}, as_of_year=2026))
    assert not any(part in shown for part in ("Miguel", "Hernandez", "Kowalski", "912", "5017"))

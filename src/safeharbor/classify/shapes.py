"""What identifiers and clinical codes look like: full-match patterns by name.

One table of facts, so that it is long. Rust regex syntax (no look-around); matched on stripped values.
"""

from __future__ import annotations

from typing import Final

_TIME: Final = (
    r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?(?:\s*(?:Z|UTC|[A-Z]{2,4}|[+-]\d{2}:?\d{2}))?"
)
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|ene(?:ro)?|febrero|marzo|abr(?:il)?|mayo|junio|julio|ago(?:sto)?|septiembre|octubre"
    r"|noviembre|dic(?:iembre)?)"
)
_DAY: Final = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_SUFFIX: Final = (
    r"(?:st|street|ave|avenue|av|rd|road|dr|drive|ln|lane|blvd|boulevard|ct|court|cir|circle|pl|place|way|ter|terrace"
    r"|pkwy|parkway|hwy|highway|trl|trail|sq|square|loop|row|run|path|pike|plaza|plz|pass|crossing|xing|alley|aly|bend"
    r"|cove|cv|creek|crest|dale|estates?|expressway|ext|fields?|flats?|ford|forest|fork|fort|gardens?|gateway|glens?"
    r"|green|grove|harbors?|haven|heights|hills?|hollow|inlet|islands?|isle|junctions?|keys?|knolls?|lakes?|landing|light"
    r"|lights|lock|locks|lodge|mall|manors?|meadows?|mews|mills?|mission|motorway|mount|mountains?|neck|orchard|oval"
    r"|overpass|parks?|parkways|pines?|plains?|points?|ports?|prairie|radial|ramp|ranch|rapids?|rest|ridges?|river|route"
    r"|rue|shoals?|shores?|skyway|springs?|spurs?|station|stravenue|stream|summit|throughway|trace|track|trafficway"
    r"|tunnel|turnpike|underpass|unions?|valleys?|viaduct|views?|villages?|ville|vista|walks?|wall|wells?|crescent|close)"
)

PATTERNS: Final[dict[str, str]] = {
    # identifiers that no clinical value looks like
    "email": r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}",
    "url": r"(?i)(?:https?|ftp|sftp|wss?)://.+|www\.[^\s]+",
    "terminology_url": (
        r"(?i)https?://(?:www\.)?(?:(?:terminology\.|fhir\.)?hl7\.org|snomed\.info|loinc\.org|unitsofmeasure\.org"
        r"|(?:www\.)?nlm\.nih\.gov|[a-z.]*cdc\.gov|(?:www\.)?ama-assn\.org|hl7\.org|dicom\.nema\.org|(?:www\.)?cms\.gov"
        r"|(?:www\.)?fda\.gov|(?:www\.)?whocc\.no|ncimeta\.nci\.nih\.gov|varnomen\.hgvs\.org|ihe\.net|nucc\.org)(?:/.*)?"
        r"|urn:(?:oid|ietf|iso|std):.+"
    ),
    "ip": r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?::\d+|/\d+)?",
    "ip6": r"(?i)(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}",
    "mac": r"(?i)(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}",
    "uuid": r"(?i)(?:urn:uuid:|[A-Za-z]+/)?\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?",
    "reference": r"[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}",
    "hex": r"(?i)(?:0x)?[0-9a-f]{16,}",
    "base64": r"[A-Za-z0-9+/_-]{40,}={0,2}",
    "data_uri": r"(?i)data:[a-z]+/[a-z0-9.+-]+;base64,.*",
    "file_path": r"(?i)(?:s3|gs|abfss?|hdfs|file)://.*|(?:[A-Z]:)?[\\/](?:[^\\/]+[\\/])+[^\\/]*|[^\s\\/]+\.(?:jpe?g|png|gif|tiff?|bmp|dcm|pdf|wav|mp3|mp4|docx?|xlsx?)",
    "user_agent": r"(?:Mozilla|Opera|curl|okhttp|Dalvik)/\d.*",
    "ssn_dashed": r"\d{3}-\d{2}-\d{4}",
    "ssn_masked": r"(?i)(?:[x*#]{3}[- ]?[x*#]{2}[- ]?)\d{4}",
    "age_phrase": (
        r"(?i)(?:aged?:?\s*)?\d{1,3}\s*-?\s*(?:y\s?[./]?\s?o\.?|(?:years?|yrs?)\.?[ -]?old|years? of age)"
        r"(?:[ -]*(?:male|female|[mf]))?|\d{3}Y|ages?d?\s?[:=]?\s?\d{1,3}(?:\s?[mf])?"
    ),
    "phone": (
        r"(?:\+?\d{1,3}[-. ]?)?(?:\(\d{2,4}\)[-. ]?|\d{3}[-. ])\d{3}[-. ]\d{4}(?:\s*(?i:x|ext\.?|#)\s*\d+)?"
        r"|\d{3}-\d{4}|\+\d[\d .()-]{7,17}|\d{10}(?i:x|ext\.?\s?)\d+|\(\d{3}\)\d{7}|0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}"
        r"|\d{3}\.\d{3}\.\d{4}(?i:x\d+)?|001-\d{3}-\d{3}-\d{4}(?i:x\d+)?"
    ),
    "street": (
        rf"(?i)\d+[a-z]?(?:-\d+)?\s+(?:[nsew]\.?\s+|north\s+|south\s+|east\s+|west\s+)?[\w'.\s-]*\b{_SUFFIX}\b\.?.*"
        r"|(?:p\.?\s?o\.?\s*box|rr|hc|psc|unit)\s+\d+.*|(?:apt\.?|suite|ste\.?|unit|apartment|room)\s*#?\s*\w+|flat\s+\d+[a-z]?"
        r"|(?:calle|avenida|av\.|carrera|cra\.?|cl\.?|paseo|plaza|camino|rua|rue|via|callejon|privada|calzada|boulevard)\s+.*\d.*"
        r"|[\w\s.]*(?:stra(?:ß|ss)e|str\.|weg|gasse|platz)\s+\d+\w*"
    ),
    "city_state_zip": r"\p{Lu}[\p{L} .'-]+,\s*[A-Z]{2}\.?,?\s+\d{5}(?:-\d{4})?",
    "fileman": r"[23]\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\.\d{1,6})?",
    "zip9": r"\d{5}-\d{4}",
    "zip5": r"\d{3,5}(?:\.0)?",
    "postcode": r"(?i)[ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]?\s+\d[A-Z]{2}",
    "mbi": r"(?i)[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}",
    "vin": r"(?i)[A-HJ-NPR-Z0-9]{17}",
    "dea": r"(?i)[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}",
    "age_sex": r"(?i)\d{1,3}\s?[-/]?\s?[mf]|[mf]\s?[-/]?\s?\d{1,3}",
    "lat_long_pair": r"\(?-?\d{1,3}\.\d{3,}\s*[,;\s]\s*-?\d{1,3}\.\d{3,}\)?|POINT\s?\(.*\)|(?i)[23456789CFGHJMPQRVWX]{8}\+[23456789CFGHJMPQRVWX]{2,3}",
    "three_words": r"(?:///)?\p{Ll}{3,}\.\p{Ll}{3,}\.\p{Ll}{3,}",
    "udi_full": r"\(01\)\d{14}\((?:11|17|10|21)\).+|(?:01)\d{14}(?:11|17|10|21)\w{6,}",
    # `{score}` is a unit
    "document": r"(?s)\s*(?:\{(?:.*[:,\"'].*)?\}|\[(?:[\s\d.,-]*|.*[\"'{:].*)\]|<[A-Za-z?!].*>)\s*|(?s)MSH\|.*",
    # dates and times
    "date": (
        rf"(?i)(?:{_DAY},?\s+)?(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}})"
        rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+de)?[\s/-]*{_MONTH}\.?(?:\s+de)?[\s,/-]*(?:\d{{4}}|'?\d{{2}})"
        rf"|{_MONTH}\.?[\s/-]*\d{{1,2}}(?:st|nd|rd|th)?[\s,/-]+\d{{4}}|\d{{4}}[\s/-]{_MONTH}[\s/-]\d{{1,2}})"
        rf"(?:[T\s,]+(?:{_TIME}|[0-2]\d[0-5]\d))?|(?:{_DAY},?\s+)?\d{{1,2}}/\d{{1,2}}[\s,]+(?:{_TIME})|{_DAY},?\s+\d{{1,2}}/\d{{1,2}}|\d{{4}}-\d{{2}}-\d{{2}}-\d{{2}}\.\d{{2}}\.\d{{2}}(?:\.\d+)?"
    ),
    "date_compact": (
        r"(?:18|19|20|21)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
        r"(?:T?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d{4})?)?(?:\.0)?"
    ),
    "date_year_last": (
        r"(?:(?:0?[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2]))(?:19|20)\d{2}(?:\.0)?"
    ),
    "date_part": (
        rf"(?i)(?:18|19|20|21)\d{{2}}[-/](?:0[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])/(?:18|19|20|21)\d{{2}}|{_MONTH}\.?[\s,/-]*\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?[\s.-]*{_MONTH}\.?|{_MONTH}\.?[\s.'-]*\d{{1,2}}(?:st|nd|rd|th)?|[0-5]?\d/(?:19|20)\d{{2}}|(?:KW|CW|wk)\s?\d{{1,2}}|(?:FY\s?)?'?(?:\d{{4}}|\d{{2}})\s*-?\s*Q[1-4]|Q[1-4][\s/-]*(?:FY\s?)?'?(?:\d{{4}}|\d{{2}})|[1-4]Q\s?\d{{2,4}}"
        rf"|\d{{4}}-?W\d{{2}}(?:-?\d)?|(?:19|20)\d{{2}}-?M(?:0[1-9]|1[0-2])|(?:19|20)\d{{2}}-[0-3]\d{{2}}|(?:spring|summer|fall|autumn|winter)\s+\d{{4}}"
    ),
    "year_month": r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:\.0)?",
    "month_year": r"(?:0[1-9]|1[0-2])(?:19|20)\d{2}",
    "year_day": r"(?:19|20)\d{2}(?:00[1-9]|0[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])",
    "marked_angle": r"(?i)\d{1,3}(?:\.\d{2,}|[ °]\s?\d{1,2}(?:\.\d+)?['′]?)\s?°?\s?[nsew]|[nsew]\s?\d{1,3}(?:\.\d{2,}|[ °]\s?\d{1,2}(?:\.\d+)?).*",
    "military_grid": r"\d{1,2}[C-X]\s?[A-HJ-NP-Z]{2}\s?\d{2,5}\s?\d{2,5}",
    "state_zip": r"[A-Z]{2},? \d{5}(?:-\d{4})?",
    "state_county": r"[A-Z]{2}[- ]?\d{2}[13579]",
    "season": r"(?i)(?:sp|su|fa|wi|au|spr|sum|win|fall?|aut|spring|summer|autumn|winter)[ '-]?(?:20)?\d{2}",
    "half_day": r"(?i)(?:1[0-2]|0?[1-9])(?::?[0-5]\d)?\s?[ap]m?",
    "weekday_two": r"(?i)mo|tu|we|th|fr|sa|su|di|mi|do|so",
    "day_pointed": r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.",
    "weekday": r"(?i)(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo",
    "month": rf"(?i){_MONTH}\.?",
    "time": rf"(?i){_TIME}|\d{{1,2}}\s?h\s?\d{{2}}|(?:[01]\d|2[0-3])[0-5]\d\s?(?:h|hrs|hours)\.?",
    # clinical codes
    "icd10": r"(?i)[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4}|[0-9A-Z]{0,4})",
    "icd10_dotted": r"(?i)[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}",
    "icd10_bare": r"(?i)[A-TV-Z]\d[0-9AB]",
    "icd9": r"\d{3}\.\d{1,2}|V\d{2}(?:\.\d{1,2})?|E\d{3}(?:\.\d)?",
    "icd9_wide": r"\d{3}(?:\.\d{1,2})?|V\d{2}(?:\.?\d{1,2})?|E\d{3}(?:\.?\d)?|\d{2}\.\d{1,2}|\d{4,5}",
    "icd10_list": r"(?i)[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4}|[0-9A-Z]{0,4})(?:\s*[;,|/ ]\s*[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4}|[0-9A-Z]{0,4})){0,40}",
    "icd10_pcs": r"[0-9B-DF-H][0-9A-HJ-NP-Z]{6}",
    "loinc": r"\d{1,5}-\d",
    "ndc_dashed": r"\d{4}-\d{4}-\d{2}|\d{5}-\d{3}-\d{2}|\d{5}-\d{4}-\d{1,2}",
    "ndc11": r"\d{10,11}",
    "hcpcs": r"(?i)[A-CEGHJ-MP-V]\d{4}",
    "cpt": r"\d{5}|\d{4}[FTU]",
    # services that any hospital bills: all of a column's five digits among them are no ZIPs
    "cpt_common": (
        r"992(?:0[2-5]|1[1-5]|2[1-3]|3[1-9]|8[1-5]|91|92)|993(?:0[4-9]|1[0-6]|8[1-7]|9[1-7])|994(?:06|07|41|43|53|54|57|95|96)"
        r"|800(?:47|48|50|51|53|61|69|74|76)|810(?:00|01|02|03|25)|82(?:043|306|310|465|565|570|607|728|746|947|950|962)"
        r"|83(?:036|540|550|615|690|735|880|970)|84(?:100|132|153|295|403|439|443|450|460|484|550)|85(?:014|018|025|027|379|610|651|652|730)"
        r"|86(?:140|304|580|592|703|706|803|850|900|901)|87(?:040|070|077|081|086|088|186|340|389|426|430|491|502|591|635|651|802|804|880)"
        r"|88(?:141|142|175|304|305|312|313|342)|364(?:15|16)|366(?:00|20)|70(?:450|486|491|496|498|551|553)|71(?:010|020|045|046|047|048|101|250|260|275)"
        r"|72(?:040|050|070|072|100|110|125|131|141|146|148|158|170|192|193)|73(?:030|070|090|100|110|130|502|510|560|562|564|590|600|610|620|630|718|721)"
        r"|74(?:018|019|022|150|160|170|176|177|178|181|183)|76(?:536|604|641|642|700|705|770|775|801|805|811|815|816|817|818|819|830|856|857|870|881|882)"
        r"|77(?:048|049|063|065|066|067|080|300|301|334|336|338|385|386|387|412|427)|78(?:014|227|306|452|472|582|815)|90(?:460|461|471|472|473|474)"
        r"|90(?:632|633|636|644|647|648|649|651|656|658|662|670|677|680|681|686|688|694|696|697|698|700|707|710|713|714|715|716|723|732|734|736|739|740|744|746|750|756)"
        r"|90(?:785|791|792|832|833|834|836|837|839|846|847|853|935|937|945|960|961|962|970|999)|92(?:002|004|012|014|083|133|134|250|507|523|526|550|551|552|557|567|610)"
        r"|93(?:000|005|010|015|016|017|018|042|224|270|306|307|308|320|350|451|452|454|458|459|460|571|880|922|923|970|971)|94(?:002|003|010|060|640|644|660|664|667|668|726|727|729|760|761|762)"
        r"|95(?:004|115|117|810|811|816|819|861|886|909|910|911|921|923|924|925|926|930|951|953|957|991)|96(?:110|116|127|130|132|133|136|156|360|361|365|366|367|368|372|374|375|401|402|409|411|413|415|417)"
        r"|97(?:010|012|014|016|018|032|035|110|112|113|116|124|140|150|151|161|162|163|164|165|166|167|168|530|533|535|537|542|597|598|602|605|606|607|750|760|761|763|802|803|804|810|811)"
        r"|98(?:925|926|940|941|942|960|966|970)|27(?:130|236|244|245|447|487)|29(?:826|827|880|881|888)|43(?:235|239|249|774|775)|45(?:330|378|380|384|385)|47(?:562|563)|49(?:505|650)|59(?:400|409|410|510|514|515)"
    ),
    "digits3": r"0?\d{1,3}",
    "taxonomy": r"\d{3}[A-Z0-9]{6}X",
    "atc": r"[A-DGHJL-NPRSV]\d{2}[A-Z]{2}\d{2}",
    "hpo": r"(?:HP|MONDO|DOID|ORPHA|OMIM|GO|CHEBI|NCIT|UMLS|MESH):?[C\d]\d{3,9}",
    "hgvs": r"[cgmnpr]\.[\w*>=?()+.-]+|wild[ -]?type|wt",
    "dbsnp": r"rs\d{3,12}|COSM\d{2,9}|COSV\d{2,9}|RCV\d{9}|ENS[GTP]\d{11}(?:\.\d+)?|N[MPGCR]_\d{6,9}(?:\.\d+)?(?::.*)?",
    "chromosome": r"(?i)(?:chr)?(?:[1-9]|1\d|2[0-2]|x|y|mt?)",
    "gtin14": r"(?:\(01\))?0?\d{13}",
    "digits": r"\d+",
    "clock": r"(?:[01]?\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\.\d+)?)?",
    "day_dotted": r"(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.?",
    "padded": r"0\d{2,}",
    "clock_dotted": r"(?:[01]?\d|2[0-3])[.,][0-5]\d?",
    "hour": r"[01]\d|2[0-4]",
    "odd": r"\d*[13579](?:\.0)?",
    "priced": r"-?\d{1,3}(?:,?\d{3})*\.00",
    "roman": r"[IVX]{1,4}[A-Da-d]?",
    "thousands": r"-?\d{1,5}000(?:\.0+)?",
    "fives": r"-?\d*[05](?:\.0+)?",
    "standard_oid": r"(?:urn:oid:)?(?:1\.2\.840\.10008|2\.16\.840\.1\.113883\.6|1\.3\.6\.1\.4\.1\.12009)(?:\.\d+)+",
    "digits5": r"\d{5}(?:\.0)?",
    "digits9": r"\d{9,}(?:\.0)?",
    "qualified": r"[A-Za-z][\w^| -]{0,20}:\S.*|@",
    # clinical values
    "number": r"[-+]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?",
    "decimal_unit": r"[-+<>]?\d{1,4}[.,]\d{1,3}\s?[A-Za-z%°µ/^]{1,10}",
    "money": r"-?[$€£]\s?-?\d[\d,]*(?:\.\d+)?",
    "percent": r"[-+]?\d+(?:\.\d+)?\s?%",
    "comparison": r"(?:[<>≤≥]=?|=|~|(?i:up to|bis|hasta|jusqu'à|fino a|até|under|over|below|above))\s?[-+]?\d+(?:[.,]\d+)?(?:\s?[^\d\s]\S{0,10})?",
    "pressure": r"\d{2,3}\s?/\s?\d{2,3}(?:\s?mm\s?\[?Hg\]?)?|\d{1,3}\s?/\s?\d{1,3}\s?mm\s?\[?Hg\]?",
    "plausible_pressure": r"(?:[6-9]\d|1\d\d|2[0-5]\d)\s?/\s?(?:[2-9]\d|1[0-5]\d)(?:\s?mm\s?\[?Hg\]?)?",
    "joined": r"[A-Za-z0-9]+(?:[-/:][A-Za-z0-9]+)*",
    "ratio": r"1\s?[:/]\s?\d{1,5}|(?:20|6)\s?/\s?\d{1,4}|\d{1,2}\s?/\s?\d{1,2}|\d{1,2}\s?:\s?\d{1,2}",
    "range": r"[-+]?\d{1,4}(?:[.,]\d+)?\s?(?:-|–|to|a|bis)\s?[-+]?\d{1,4}(?:[.,]\d+)?(?:\s?[^\s\d-]\S{0,9})?",
    "plus": r"[+-]{1,4}|\d{1,3}\s?\+|\d\+/\d",
    "height": r"(?i)\d\s?(?:'|ft\.?|feet|\u2032)\s?(?:\d{1,2}(?:\.\d+)?\s?(?:\"|in\.?|''|\u2033)?)?",
    "quantity": r"(?i)[-+]?\d+(?:[.,]\d+)?\s?(?:-\s?\d+(?:\.\d+)?\s?)?(?:mc?g|kg|g|lbs?|oz|ml|l|dl|cc|cm|mm|m|in|ft|units?|iu|u|meq|mmol|mol|%|tabs?|caps?|tablets?|capsules?|puffs?|drops?|sprays?|patch(?:es)?|ampules?|vials?|days?|weeks?|months?|years?|yrs?|hours?|hrs?|h|min(?:utes?)?|bpm|mmhg|c|f|°[cf]|kcal|cal|mcg/hr|mg/ml|ml/hr)\.?(?:\s?/\s?\S{1,10})?|\d{2,3}(?:\.\d)?\s?#",
    "dosed": (
        r"(?i).*\p{L}.*\b\d+(?:\.\d+)?\s?(?:mg|mcg|g|units?|u|ml|iu|meq|%)(?:\W.*)?"
        r"|.*\p{L}.*\b(?:bid|tid|qid|qd|qhs|prn|daily|weekly|po|q\d+(?:h|hrs|wk)|taper|gtts?|mdi|tab|tabs|cap|caps|inh|puffs?|xr|iud)\b.*"
        r"|\p{L}[\p{L} -]+ \d{1,4}(?:\.\d+)?(?:/\d+)?"
    ),
    "years_long": r"(?i)\d{1,3}\s?(?:y|yrs?|years?|a[nñ]os)\.?(?:\s?\d{1,2}\s?m(?:os?|onths?)?)?",
    "years_over_89": r"(?i)(?:9\d|1[0-2]\d)\s?(?:y|yrs?|years?|a[nñ]os)\.?(?:\s?\d{1,2}\s?m(?:os?|onths?)?)?",
    "month_day": r"(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])",
    "day_month": r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])",
    "zero_led": r"0\d{3,}",
    "institution": (
        r"(?i).*\b(?:schools?|district|plant|jail|prison|church|factory|mill|university|college|county|parish|township"
        r"|academy|farms?|ranch|casino|mall|airport|depot|warehouse|army|navy|police|bank|union|tribe|reservation"
        r"|apartments?|towers?|manor|estates?|walmart|amazon|kroger|costco|fedex|usps|ups|mcdonalds?|starbucks|boeing|toyota|honda"
        r"|lowe'?s|home depot|tyson|lockheed|raytheon|verizon|comcast|disney|chevron|exxon|caterpillar|publix|safeway)\b.*"
        r"|(?-i:.*\p{Lu}[\p{L}']+ (?:HS|Elem\.?|Elementary|Jr\.? High|High School|Middle School))"
    ),
    "tnm": r"(?i)[cpyr]?T(?:[0-4][a-d]?|is|x)\s?N[0-3x][a-c]?\s?M[01x][a-c]?",
    "tnm_part": r"[cpyra]{0,3}(?:T(?:[0-4][a-d]?|is|x|X)|N(?:[0-3][a-c]?|x|X)|M[01xX][a-c]?)(?:\((?:sn|i[+-]|mi|m|\d)\))?",
    "icdo": r"[89]\d{3}/[0-36-9]",
    "unit": r"\??(?:10\*?[\^*]?\d+/?)?(?:[\[{(]?[A-Za-zµμ%°Ωåµ]{1,9}[\])}]?)(?:[/.·*^]?[\[{(]?[A-Za-z0-9µμ%°._'*^]{1,9}[\])}]?){0,4}|%|1|/[A-Za-z0-9.*\[\]]{1,8}|\{[^}]{1,24}\}",
    "unit_marked": r"(?i).*[/%\[\]{}µμ^*].*|mg|g|kg|cm|mm|ml|l|lb|in|bpm|mmhg|sec|s|u|iu|fl|pg|score|meq|mmol|mcg|units?|ng|yr|min",
    "gravida": r"(?i)g\d{1,2}\s?[,/]?\s?p\d{1,4}(?:[- ]?\d-\d-\d)?(?:\s?,?\s?(?:a|ab|sab|tab|l|lc|t|e)\s?\d{1,2}){0,4}",
    "weeks_days": r"(?i)\d{1,2}\s?(?:w(?:ee)?k?s?|\+|\s)\s?\d(?:/7)?\s?(?:d|days?)?",
    "number_unit": r"[-+<>]?\d{1,5}(?:\.\d+)?\s?[A-Za-z%°µ/^]{1,10}",
    "composite": (
        r"[-+<>=~]?\d{1,4}(?:\.\d{1,3})?\s?[A-Za-z%°µ/]{0,6}"
        r"(?:\s?[x×@+,;/ -]\s?[-+<>=~]?\d{1,4}(?:\.\d{1,3})?\s?[A-Za-z%°µ/]{0,6}){1,4}"
    ),
    "listed": r"[^|;,]{1,24}(?:[|;,][^|;,]{1,24}){1,14}",
    "composite_marked": (
        r".*(?:\d\.\d|\d\s?[x×@]\s?\d).*|\d(?:-\d){2,4}|[-+]\d{1,4}\s?/\s?[-+]\d{1,4}|\d{1,3}(?:, \d{1,3}){1,5}"
    ),
    "frequency": r"(?i)(?:q\.?\s?\d*\s?-?\d*\s?(?:h|hr|hrs|hours?|d|day|wk|min|am|pm|hs|od|week|month)s?|[bt]\.?i\.?d\.?|q\.?i\.?d\.?|q\.?d\.?|q\.?o\.?d\.?|hs|qhs|qam|qpm|daily|once daily|twice daily|weekly|stat|once|nightly|ac|pc|continuous)(?:\s+(?:prn|ac|pc|hs))?|prn",
    # general make-up
    "one_word": r"[\p{L}\p{M}'’.-]+",
    "words": r"[\p{L}\p{M}'’.,()&/ -]+",
    "capitalised": r"(?:\p{Lu}[\p{L}\p{M}'’.-]*[ ,]*)+",
    "comma_name": r"[\p{L}\p{M}'’ -]+,\s*[\p{L}\p{M}'’. -]+",
    "caret_name": r"[\p{L}\p{M}'’ -]+\^[\p{L}\p{M}'’.^ -]*",
    "initials": r"(?:\p{Lu}\.?[ -]?){2,4}",
    "titled": r"(?i)(?:dr|doctor|mr|mrs|ms|miss|prof|sr|sra|srta|dra|rev|hon|nurse|herr|frau|mme)\b\.?\s+\S.*|.*\S,?\s+(?:m\.?d|d\.?o|r\.?n|n\.?p|p\.?a(?:-c)?|lpn|dds|dvm|ph\.?d|facc|facs|mbbs|bsn|msn|crna|lcsw|jr|sr|ii|iii|iv|esq)\.?",
    "mixed_token": r"[A-Za-z0-9_#:./-]*\d[A-Za-z0-9_#:./-]*",
    "has_letter": r"(?s).*\p{L}.*",
    "has_digit": r"(?s).*\d.*",
    "sentence": r"(?s).*\p{L}{2,}[.!?]\s+\p{L}.*|(?s).*\n.*",
    "org": r"(?i).*\b(?:inc|llc|ltd|plc|corp|corporation|company|co|group|and sons|& sons|holdings|partners|associates|industries|enterprises|s\.?a\.? de c\.?v|gmbh|bros|lp|llp)\b\.?|[\p{L}']+(?:, [\p{L}']+)? (?:and|&) [\p{L}']+|\p{Lu}(?:\p{Ll}[\p{L}']*|[\p{L}']{3,})-\p{Lu}[\p{L}']+|\p{Lu}[\p{L}']+-\p{Lu}[\p{L}']{3,}",
    "facility": r"(?i).*\b(?:hospital|clinic|medical cent(?:er|re)|health (?:cent(?:er|re)|system|care)|healthcare|infirmary|surgery cent(?:er|re)|nursing (?:home|facility)|hospice|pharmacy|laboratories|physicians|family practice|urgent care cent(?:er|re)|medical group|clinica|rehabilitation cent(?:er|re)|health services|ltd-?|care cent(?:er|re)|sanatorium)\b.*|(?i).*\p{L} (?:hc|mc)",
}
"""Pattern name -> regular expression of the whole value."""

INSIDE: Final[dict[str, str]] = {
    "email_inside": r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}",
    "ssn_inside": r"(?:^|[^\d-])\d{3}-\d{2}-\d{4}(?:$|[^\d-])",
    "phone_inside": r"(?:^|[^\d])(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}(?:$|[^\d])",
    "date_inside": rf"(?i)(?:^|[^\d])(?:(?:18|19|20)\d{{2}}-\d{{2}}-\d{{2}}|\d{{1,2}}/\d{{1,2}}/(?:19|20)?\d{{2}}|\d{{1,2}}[- ]{_MONTH}[- ]\d{{2,4}}|{_MONTH}\.? \d{{1,2}},? \d{{4}})(?:$|[^\d])",
    "compact_inside": r"(?:^|[^\d])(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:$|[^\d])",
    "street_inside": rf"(?i)(?:^|\s)\d{{1,6}}\s+(?:[\p{{L}}'.]+\s){{1,4}}?{_SUFFIX}(?:$|[\s.,])",
    "title_inside": r"\b(?:Dr|Mr|Mrs|Ms|Prof)\.\s+\p{Lu}",
    "url_inside": r"https?://",
    "long_number": r"\d{6,}",
    "decimal_inside": r"(?:^|[\s<>=])[-+]?\d{1,5}[.,]\d{1,3}(?:$|\s)",
    "nine_digits": r"(?:^|[^\d.])\d{9,}",
}
"""Pattern name -> what betrays an identifier inside a longer value."""

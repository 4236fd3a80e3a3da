"""Header words in plain English: abbreviations and other languages meet on one word.

`PAT_FNAME`, `patientFirstName` and `nombre del paciente` are read with one set of rules.

Over 250 lines: the dictionary is data.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from safeharbor.parsing.headers import header_words
from safeharbor.reference.vocabulary import vocabulary

_PLAIN: Final = """
pid ptid patid subjid=patient id
ext extn=phone
mfr mfg manufacturer maker fabricante hersteller brand=manufacturer
model modelo modell=model
hippocampus ventricle ventricles entorhinal fusiform wholebrain icv acidity o2 spo2 sao2 fio2 pco2 po2 hba1c a1c eq5d phq2 phq9 gad7 b12 t3 t4 vo2=level
gene genes hla drb1 dqb1 dpb1 symbol mutation variant allele genotype=gene
gsn gcn gpi gppc din pzn hicl cui vuid nui snomedct=snomed
param params parm parameters parametro analito question questions pregunta query=parameter
credential credentials degree=degree
method metodo=method
relation relationship rel parentesco kinship=relationship
pt pat pnt px_patient paciente patiente patienten ptnt=patient
fname fnam firstname givenname forename forenames vorname prenom given primernombre first_nm fst=first name
lname lnam lastname surname surnames familyname apellido apellidos nachname sobrenome cognome family lst paterno materno=last name
mname mnam middlename mi mid middleinitial midname=middle name
mname_initial=middle name
nombre nombres nom nome nm nam namen=name
dob bday bdate birthdate birthday dateofbirth birthdt brthdt natdat geburtsdatum fechanacimiento datanascimento nacimiento fnac fechanac birthdttm dobdt brthdt=birth date
brth born naissance nascimento geburt geburts=birth
dod deathdate deathdt defuncion fallecimiento dateofdeath deathdttm obito=death date
died deceased expired=death
yob birthyear yearofbirth dobyr dobyy ptdobyy=birth year
mob dobmm dobmo ptdobmm=birth month
dt dte dat date dates fecha fec fch datum datetime dttm data_hora dtm dtg dts=date
tm time tme hora heure uhrzeit=time
ts tstamp timestamp epoch=timestamp
addr address addresses adr addrs direccion domicilio adresse endereco anschrift adress residence residencia dir=address
addr1 addr2 address1 address2 line1 line2 addressline=street address
pobox=street
school escuela church parish=place
street calle strasse rue rua str st1 colonia=street
city ciudad ville ort stadt cidade town cty poblacion localidad village aldea bairro barrio kommune commune rescom comres kom lkf=city
cnty county municipio condado comarca departement resdpt resdep depres=county
zip zipcode zcode postal postcode postalcode plz cep codigopostal cp zip5 zip4 zip9=zip
tel telephone callback phone phon phn phonenumber ph telefono telefone telefon fono celular cell mobile cel movil pager beeper handy landline homephone phonenbr msisdn=phone
fax faxno faxnumber=fax
email mail emailaddress correo courriel e_mail=email
ssn ssnum socsec socialsecurity nss ssnbr ssno curp rfc dni nie nif cpf sozialversicherung tin itin=ssn
mrn medrec medicalrecord medrecno mrno mrnum expediente nhc patmrn hospitalnumber prontuario emrn=mrn
historia=history
acct account acctno accountnumber acc cuenta konto compte har guar_acct hsp_account=account
member mbr memb memberid cardholder enrollee=member
subscriber subs subscr=subscriber
insured policyholder asegurado titular holder=insured
policy poliza pol apolice=policy
csn encounter enc encntr encounterid visit visita encuentro episode stay hadm icustay visitid atencion consulta=encounter
accession accn accno acsn accessionnumber=accession
specimen spec sample muestra=specimen
order ord orders orden pedido=order
claim clm clms reclamo dcn icn tcn siniestro=claim
rx prescription presc receta script=prescription
npi upin=npi
dea license lic licence licno licencia cedula licensenumber=license
vin vehicle plate placa matricula car=vehicle
imei mac serial serialno serialnumber sn udi imsi serie=serial
device dev dispositivo implant pump=device
ip ipaddr ipaddress ipv4 ipv6=ip
url link href website webpage web uri portal site_url homepage=url
user username login usr userid usuario=username
employer emp employername company compania empleador employeur arbeitgeber empresa workplace=employer
job occupation profession ocupacion beruf=occupation
prsnl personnel staff employee employees crew worker mitarbeiter empleado=provider
prov provider providers proveedor practitioner clinician clin=provider
doc doctor dr physician phys medico md attending pcp surgeon nurse attn hcp arzt medecin enfermera cirujano attend radiologist pathologist therapist technician tech anesthesiologist hospitalist resident=provider
ref referring prescriber ordering rendering authorizing performing operating dispenser=provider
admin administered=administered
mother father madre padre guardian spouse parent mom dad kin nok partner husband wife sibling tutor conyuge next_of_kin caregiver child son daughter mutter vater acompanante=relative
dispo dispos=disposition
bodysite bodypart bodylocation bodyregion=bodysite
emergency emerg emerg_contact emergencia=emergency
contact contacto=contact
guarantor guar responsable garant=guarantor
maiden=maiden
alias nickname nick aka=alias
initials inits iniciales initial=initials
facility fac hospital hosp clinic clinica organization org organizacion location loc site center centro campus practice establecimiento krankenhaus pharmacy farmacia laboratory sending_facility receiving_facility=facility
dept department ward unit_name servicio service departamento division abteilung specialty=department
room bed cama habitacion zimmer=room
lat latitude latitud=latitude
lon long lng longitude longitud longtd=longitude
geo geocode coordinates coord fips tract msa cbsa puma zcta hrr lsoa msoa latlong latlng gps geohash geolocation geopoint blockgroup=geocode
state estado prov_state bundesland province st entidad region=state
country pais land nation=country
birthplace lugarnacimiento placeofbirth=birth place
age edad idade alter alder ageyears=age
yr year anio ano ann annee jahr yrs years yyyy=year
mon month months mo mes mois monat mm=month
quarter qtr qrt trimestre quartal=quarter
day dia jour tag dd dow weekday wkday wkdy wkdyod=day
los duration dur duracion elapsed offset=duration
num no nbr number nro numero nr num_ nummer numb=number
grp gruppe grupo=group
fileno filenum filenbr certno id ids identifier identificador ident key uid uuid guid pk fk sk oid idnum rowid recid=id
cd code codes codigo codice cod kode=code
desc descr description display descripcion dsc label title text_desc meaning=description
typ type tipo=type
class klasse classe classificacao clasificacion classification klassifikation=class
cat category categoria=category
stat status estatus=status
itemid=itemid
val tval nval value valor wert values result results rslt res resultado=value
unit units uom vr valueuom unidad einheit ucum unidades=unit
field fields event events form forms instrument instruments item items element elements arm panel exam=item
serotype serovar serogroup strain pathogen species isolate organism organismo erreger=organism
histology histologie morphology topography subtype receptor regimen rhythm mobility gait diet precautions isolation acuity esi tooth teeth surface quadrant zygosity consequence anesthesia anesth presentation feeding sig exposure fluid container comorbidity comorbidities complication complications indication treatment tx therapy therapie tratamiento tratamento traitement behandlung intervention adherence toxicity desfecho lens=trait
dx diag diagnosis diagnoses diagnostico diagnose icd icd9 icd10 condition problem cie10 cie=diagnosis
proc procedure procedures sv svc cpt hcpcs procedimiento px=procedure
med medication medications drug drugs medicamento farmaco ndc rxnorm rxcui medicine=medication
lab labs test tests analyte component assay loinc prueba examen estudio panel=lab
note notes nota notas comment comments comentario comentarios observaciones remark remarks narrative impression findings hpi assessment memo transcription summary dictation freetext narrativa letter report body instructions message msg complaint annotation subjective objective course informe evolucion bemerkung=note
text txt texto=text
sex gender sexo genero geschlecht sexe=sex
race raza ethnicity ethnic etnia ethnic_group=race
lang language locale idioma sprache langue=language
marital marriage mstat maritalstatus civil estadocivil=marital
insurance payer payor ins plan plans coverage insurancetype payertype seguro fin_class financial_class aseguradora=insurance
amt amount amounts tariff fee fees usd gbp eur mxn brl chf aud cad charge charges cost costs price paid allowed billed copay deductible total balance bal chg chgs payment payments importe monto costo precio cobro expenses=amount
days dias=days duration
weeks wks semanas=weeks duration
hours hrs horas=hours duration
minutes mins minutos seconds secs=minutes duration
asnumber asnumeric reads qty quantity quant bytes size pages kb mb count cnt cantidad n_ units_billed supply refills=quantity
flag flg ind indicator bandera is has yn sw switch bool=flag
mod modifiers=modifier
rev=revenue
dose dosage dosis strength=dose
photo photograph picture image foto img jpeg portrait face selfie thumbnail=photo
fingerprint biometric retina iris voiceprint faceprint voice huella template palm fingerprints=biometric
occupation=occupation
created modified updated updt inserted loaded collected resulted admitted discharged admit admission admsn dschrg disch discharge ingreso egreso alta aufnahme entlassung entree sortie ricovero dimissione opname ontslag performed issued start end begin stop effective recorded expiry expiration expires onset resolved abated scheduled arrival departure=when
gewicht poids wgt bwg wg wt wtkg=weight
hgt hght=height
grosse groesse taille lengte=height
blutdruck bloeddruk pressao=pressure
puls pouls pulso=pulse
temperatur=temperature
glicemia blutzucker=glucose
grund motif motivo reden raison=reason
tage tagen jours giorni dagen=day
jahre jahren jaar anos=year
woche wochen semaines settimane weken=weeks duration
stunden heures ore uren=hours duration
minuten minuti=minutes duration
nummer=number
krankenkasse kasse versicherung verzekeraar mutuelle convenio=insurance
versicherten=insured
station reparto afdeling avdelning=department
befund befunde opmerkingen opmerking commentaire conclusion anamnese bemerkungen=note
achternaam nazwisko efternamn=last name
voornaam imie fornamn=first name
geboorte nascita urodzenia=birth
geboortedatum datenaissance datanascita dataurodzenia=birth date
geslacht sesso plec kon=sex
woonplaats comune miasto=city
straat indirizzo ulica huisnummer hausnummer huisnr hausnr hnr houseno=street
bsn pesel personnummer codicefiscale nir cns=ssn
ipp nip=mrn
mae pai moeder vader=relative
huisarts hausarzt lekarz lakare aanvrager=provider
libelle omschrijving=description
resultat uitslag esito wynik svar=value
eenheid unite unita jednostka enhet=unit
bepaling badanie=lab
diagnosi rozpoznanie diagnos=diagnosis
leito=room
""".strip()

_TYPES: Final = frozenset({"txt", "int", "dbl", "cbo", "yn", "lng", "bln", "chk", "fld", "tbl"})
_PLURAL: Final = 4
_PART: Final = 4
_ENDINGS_TOO: Final = frozenset({"id", "no", "cd", "dt", "nm", "ts"})
_COMPOUND: Final = 8
# `id` is not among them: `valid`, `paid`
_ENDINGS: Final = (
    "code",
    "name",
    "date",
    "desc",
    "text",
    "type",
    "cd",
    "nbr",
    "num",
    "no",
    "dt",
    "nm",
    "txt",
    "amt",
    "qty",
)
# abbreviations that say what is counted whatever stands before them: `BWGT`, `TOTCHG`
# of a date's parts: `AMONTH`, `DOBYR`, `DQTR`
_OF_DATES: Final = {"month": "month", "mon": "month", "qtr": "quarter", "year": "year"}
_COUNTED: Final = ("wgt", "wt", "wg", "hgt", "chg", "qty", "cnt", "time", "offset")
# statisticians glue a letter or two: `IWENDM`, `OBDATEMM`, `BEGDY`; `AGEY`, `AGEM`; `TOTEXP`, `FAMINC`, `OOPMD`, `WTRESP`
_PARTED: Final = re.compile(
    r"(?P<of>.*(?:dat|date|dob|dod|beg|begin|end|start|birth|death|visit|admit|disch))"
    r"(?:(?P<month>mm?|mon?)|(?P<day>dd?|dy)|(?P<year>yy|yyyy|yr|y))"
)
_DATED: Final = re.compile(r"(?P<of>[a-z]{2,})(?:dttm|dtm|dte|dt)")
_AGED: Final = re.compile(r"age(?:(?P<year>y|yr|yrs)|(?P<month>m|mo|mos)|(?P<day>d|dys))")
_SUMMED: Final = re.compile(r"[a-z]{0,2}tot[a-z]{0,5}|ttl[a-z]?")
_EARNED: Final = re.compile(r"[a-z]{3,}inc|oop[a-z]{0,5}")
_NUMBERING: Final = re.compile(r"[a-z]{1,4}[a-su-z]id")  # `tid` is time in the north
_WEIGHTED: Final = re.compile(r"wt[a-z]{2,}")
_NO_WORD: Final = re.compile(r"[a-z]{1,2}|[a-z]+\d+|\d+|col|column|field|var|value|data|attr|attribute|code|name|key")


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for line in _PLAIN.splitlines():
        words, meaning = line.split("=")
        for word in words.split():
            table.setdefault(word, tuple(meaning.split()))
    return table


@lru_cache(maxsize=1)
def _meanings() -> dict[str, tuple[str, ...]]:
    return _table()


def says_nothing(path: str) -> bool:
    """Whether a header is a letter, a number or a word that could stand over anything: `c5`, `field_3`, `value`."""
    return all(_NO_WORD.fullmatch(word) for word in header_words(path))


def known(word: str) -> bool:
    """Whether a folded header word is one of the dictionary's."""
    return word in _meanings()


def _glued(word: str) -> tuple[str, ...]:
    """Return the two known words of `ZIPCD`, `PTNAME`, `DIAGTXT`, the one of a plural; else the word itself."""
    if len(word) > _PLURAL and word.endswith("s") and word[:-1] in _meanings():
        return _meanings()[word[:-1]]
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and stem in _meanings():
            return (*_meanings()[stem], *_meanings().get(ending, (ending,)))
    if len(word) > _PLURAL and word.endswith("c") and known(word[:-1]) and word not in vocabulary("english"):
        return (*_meanings()[word[:-1]], "code")  # `COUNTYC`
    if word not in vocabulary("english"):
        for said in (_part_of_date, _dated, _aged, _counted):
            if found := said(word):
                return found
        if _NUMBERING.fullmatch(word) and word not in vocabulary("clinical"):
            return (*_meanings().get(word[:-2], (word[:-2],)), "id")
    parts = _parts(word) if len(word) >= _COMPOUND and word not in vocabulary("english") else ()
    return tuple(meaning for part in parts for meaning in _meanings().get(part, (part,))) or (word,)


def _part_of_date(word: str) -> tuple[str, ...]:
    """Return whose month, day, quarter or year `AMONTH`, `DQTR` and `IWENDM` are; nothing for other words."""
    for ending, meaning in _OF_DATES.items():
        stem = word.removesuffix(ending)
        if stem not in {"", word}:
            return (*_meanings().get(stem, (stem,)), meaning)
    found = _PARTED.fullmatch(word)
    if not found:
        return ()
    part = next(name for name in ("month", "day", "year") if found[name])
    return (*_meanings().get(found["of"], (found["of"],)), part)


def _dated(word: str) -> tuple[str, ...]:
    """Return whose date `DRAWDT` is, whatever stands before it; nothing for other words."""
    found = _DATED.fullmatch(word)
    return (*_meanings().get(found["of"], (found["of"],)), "date") if found else ()


def _aged(word: str) -> tuple[str, ...]:
    """Return an age and what it counts (`AGEM`), or whose it is (`MAGE`); nothing for other words."""
    if found := _AGED.fullmatch(word):
        return ("age", next(name for name in ("year", "month", "day") if found[name]))
    stem = word.removesuffix("age")
    return (*_meanings().get(stem, (stem,)), "age") if stem != word and (len(stem) == 1 or known(stem)) else ()


def _counted(word: str) -> tuple[str, ...]:
    """Return what is counted whatever stands before it (`BWGT`), summed, earned or paid; nothing for other words."""
    for ending in _COUNTED:
        if word.endswith(ending) and word != ending:
            return (word.removesuffix(ending), *_meanings()[ending])
    if _SUMMED.fullmatch(word):
        return (word, "total")
    if _WEIGHTED.fullmatch(word):
        return (word, "weight")
    return (word, "income") if _EARNED.fullmatch(word) else ()


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[str, ...]:
    """Return the fewest known words that a header's word is glued of (`patientunitstayid`, `Geburtsmonat`); none else.

    An `s` may join two of them.
    """
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(2, len(word) + 1):
        for start in (place for place in list(best) if place < end):
            part, last = word[start:end], end == len(word)
            enough = len(part) >= _PART or (last and part in _ENDINGS_TOO) or (len(part) == _PART - 1 and known(part))
            if not enough or (start == 0 and last):
                continue
            stem = part.removesuffix("s") if not last else part
            word_of = part if part in _meanings() else stem
            if word_of not in _meanings() and part not in vocabulary("english"):
                continue
            if end not in best or len(best[end]) > len(best[start]) + 1:
                best[end] = (*best[start], word_of if word_of in _meanings() else part)
    found = best.get(len(word), ())
    return found if any(part in _meanings() for part in found) else ()


@lru_cache(maxsize=4096)
def plain_words(path: str) -> tuple[str, ...]:
    """Return the meaning of each word of a header or leaf path, in order; unknown words stay."""
    words = header_words(path)
    if path.rstrip().endswith("#"):  # `PA #`; `# bags` counts them
        words = (*words, "number")
    if len(words) > 1 and words[0] in _TYPES:  # `txtEmployer`, `cboSide`
        words = words[1:]
    out: list[str] = []
    index = 0
    while index < len(words):
        for width in (4, 3, 2, 1):
            joined = "".join(words[index : index + width])
            if width <= len(words) - index and (width == 1 or joined in _meanings()):
                out.extend(_meanings().get(joined, _glued(joined)) if not joined.isdigit() else (joined,))
                index += width
                break
    return tuple(out)

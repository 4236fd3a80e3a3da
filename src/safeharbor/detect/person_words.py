"""Words that announce a person: titles, roles, relatives, verbs, labels, credentials. Data for `recognizers.names`."""

from __future__ import annotations

from typing import Final

# the next word is a name, whatever it looks like
TITLES: Final = frozenset(
    "dott dottore dottoressa srta srita mevrouw meneer pani msgr monsignor signor signora signorina smt sri shri kum mr mrs ms miss mister missus dr drs doctor prof professor rev reverend fr pastor rabbi imam deacon sgt sergeant officer ofc lt capt captain cpl "
    "judge sra sr señor señora senora senor dra doctora doctor doña dona don mme mlle monsieur madame mevr dhr herr frau atty dame lord lady".split()
)
# the next word may be one
ROLES: Final = frozenset(
    "ij alj magistrate referee bailiff warden preceptor constable couns cslr psychol steward purser scorer father sister brother elder bishop off det detective deputy justice coach chaplain nurse attorney sheriff trooper chief midwife aide tech dean "
    "principal adjuster counselor counsellor therapist attg attending resident intern surg surgeon anes anesthesiologist crna pcp cna pct rn md np pa sw msw "
    "dietitian pharmacist interpreter medic paramedic caseworker paralegal lawyer teacher supervisor manager mgr director circulator scrub collector witness "
    "landlord crew caller requester requestor prosector diener assistant asst assist fellow scribe volunteer notary charge clinician provider phleb phlebotomist "
    "doula hospitalist oncologist cardiologist neurologist pediatrician psychiatrist urologist nephrologist dentist hygienist optometrist audiologist "
    "coordinator navigator liaison receptionist clerk secretary ambulance emt driver operator agent broker examiner reviewer investigator monitor sponsor "
    "employer hr dispatcher trainer student patient pt client res member signed author transcriber dictated cosigner obstetrician ob gi ortho neuro renal id endoscopist perfusionist perf sonographer sup supv coord embalmer advocate cellmate cellie "
    "nsgy surgery psych psychiatry cards endo heme onc uro gyn derm ent ophtho pulm palliative im fp peds radiology anesthesia physics dosimetry lpn lvn "
    "enfermera padre madre hermana hermano tía tío abuelita tutu tata sensei".split()
)
# callings before a name that may be any word but a frequent one: `Chaplain Oriel`, `Sponsor Gator`
CALLINGS: Final = frozenset(
    "chaplain deputy trooper sheriff constable bailiff warden sponsor attorney coach doula midwife caseworker interpreter interp adjuster paralegal preceptor scorer steward purser ij alj magistrate referee dds dmd lpn lvn".split()
)
RELATIVES: Final = frozenset(
    "wife husband husb hubby spouse partner mother mom mum dad mommy daddy mama papa son sons daughter daughters dtr dtrs brother brothers bro sisters sis sibling "
    "siblings twin twins aunt auntie uncle niece nephew nieces nephews cousin cousins grandmother grandfather grandma grandpa granddaughter grandson grandchild grandchildren gma gpa granny gran "
    "nana stepmother stepfather stepson stepdaughter stepdad stepmom law fiance fiancé fiancee fiancée boyfriend bf girlfriend gf guardian caregiver caretaker "
    "neighbour neighbor friend friends roommate housemate ex widow widower boss coworker godmother godfather esposo esposa hijo hija hermano hermana tia tio tía tío "
    "abuela abuelo abuelita sobrina sobrino prima primo nieto nieta niño niña novio novia mari femme fille fils mère père frère soeur sœur dochter zoon vrouw "
    "child children kids sibs named nicknamed proxy poa hcpoa hcp nok surrogate comadre compadre classmate colleague teammate baby infant newborn twin1 decedent mgm mgf pgm pgf sib "
    "grandbaby sis bestie grandniece grandnephew hubs landlady housekeeper sponsor pastor father sister brother lady".split()
)
# the next word is a name only when it can hardly be anything else
VERBS: Final = frozenset(
    "per from with w by via called paged told informed notified asked thanks hi hello hey hola dear cc attn to for and contacted texted emailed phoned messaged "
    "reached updated consulted saw meet met visited s/w d/w spoke discussed thank love sincerely regards signed rep ask see if that when while because but says said "
    "reports states denies lets let has told of or after before until".split()
)
LABELS: Final = frozenset(
    "md rn attg patient pt client member subscriber insured guarantor applicant employee student athlete resident res decedent claimant candidate participant donor "
    "recipient child infant mother father parent guardian spouse contact kin nok poa proxy hcp attending surgeon physician provider prescriber ordering referring "
    "pcp consultant assistant asst anesthesia anesthesiologist author cosigner by signed interpreted submitting submitted witness nurse therapist pharmacist "
    "interpreter hr manager worker coordinator teacher coach caller informant requester requestor from to cc re attn attention name nombre paciente aka alias "
    "surrogate agent executor ref cm sw index prov tech adjuster pastor minutes ok de para madre padre signature sig recorder scribe operator crew clinician "
    "supervisor present attendees participants staff crew nurse aide prosector circulator collector naam nom prénom prenom apellido apellidos emergency cosign "
    "dictated transcribed reviewed cosigned completed prepared faxed daughter daughters son sons wife husband sister brother partner fellow intern resident".split()
)
# names of people only, so that any word after the colon is one
STRICT_LABELS: Final = frozenset(
    "patient pt client subscriber guarantor applicant employee student athlete decedent claimant donor kin nok attending surgeon prescriber pcp author cosigner "
    "name nombre paciente naam nom aka alias adjuster teacher prosector caller requester requestor surname apellidos".split()
)
PARTICLES: Final = frozenset(
    "de del della da dos das di du la le van von der den ter ten el al bin ibn bint abu y zu af av st san mac lo des do e o".split()
)
SUFFIXES: Final = frozenset("jr sr ii iii iv".split())
CREDENTIALS: Final = frozenset(
    "md do nrp rn lpn lvn np fnp nnp pnp agnp acnp cnp arnp aprn pa crna cnm cns dpm dds dmd od pharmd rph pt dpt ot otr slp ccc aud lcsw lmsw licsw lisw lmhc lpc "
    "lmft lcadc psyd phd edd rd rdn ld rpsgt rrt crt emt atc lat dc dvm cpht rdh cgc msn bsn msw mph mha ccrc ccds cst cma cna pct bcc cdces facs facc "
    "facp faap mbbs mspt cota pta nremt nrp esq dnp cwocn ladc cadc rhia rhit cdrs bcba cctc bcacp fache lac cm mt mlt ascp rpa cgrn cohn cnmt ladcs otd cht ccp rdms rvt rdcs rpvi cphq ocn cpn cen ccn cnor cpan cnrn chpn cwon ibclc rlc abom frcs frcp mrcp mrcs mbchb cadc lcdc casac bcd lpcc mscn cde ctrs rtt rtr cpo lpta whnp pmhnp faaos face pgy lcpc".split()
)
# words that a text about someone holds
SOMEONE: Final = frozenset(
    "he she his her him hers himself herself lives lived living moved me myself mr mrs ms miss husband wife son daughter dtr mom dad mother father brother sister neighbor neighbour roommate girlfriend boyfriend fiance fiancee".split()
)

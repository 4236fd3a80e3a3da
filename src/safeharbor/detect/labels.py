"""What people write before an identifier: phrase -> kind. Data for `recognizers.labelled`.

A phrase is matched in lower case; a blank in it stands for up to two blanks, dots or hyphens. Phrases marked
with `*` are ordinary words too: their value must look like a code, or a `#`, `no.` or `:` must stand between.
"""

from __future__ import annotations

from typing import Final

from safeharbor.identifiers import DataKind

LABELS: Final[dict[DataKind, str]] = {
    DataKind.SSN: "ssn|ss#|ss #|ss no|soc sec|social security number|social security no|social security|ssa|social*|ss|sssn|ssn mother|ssn father|ssn last4|ssn last four|tin|itin",
    DataKind.MRN: (
        "uhid|hn*|ip no|op no|ipd no|opd no|cr no|regn no|reg no hospital|nhs no|nhs number|chi no|ur no|urn no|ihi|nhi|abha id|mrn|mr#|mr #|mr no|mr|med rec|med rec no|med rec number|med rec #|medical record|medical record no|medical record number|medical rec|medical rec no|"
        "record no|record number|record #|chart*|chart no|chart number|chart #|chart id|patient id|pt id|patient no|patient number|pat id|patient #|pt #|pt no|pid|"
        "unit no|unit number|unit #|hospital no|hospital number|hospital #|hosp #|hosp no|hospital id|res #|res#|resident no|resident #|resident id|"
        "client id|client no|client #|client number|our no|our chart|our ref|our file|our record|mpi|empi|emr|ehr|epic id|epic|cerner|hh id|hh-id|couple #|couple no|case file*|"
        "health record|health record no|health card|apk#|número de paciente|numero de paciente|numero de historia|número de historia|expediente|historia clinica|"
        "historia clínica|nhc|dossier|inmate|inmate no|inmate #|inmate id|member chart|id no mrn|medrec|mrno|hrn|umrn|upn|nhs no|nhs number|chi no|facility mrn"
    ),
    DataKind.ENCOUNTER_ID: (
        "csn|fin|fin#|fin #|fin no|har|encounter|encounter no|encounter number|encounter id|encounter #|enc|enc#|enc #|enc no|enc id|visit no|visit number|visit #|visit id|"
        "contact serial number|admission no|admission number|admission #|admission id|episode no|episode id|episode #|stay id|visit*|appointment id|appt id|appointment no"
    ),
    DataKind.HEALTH_PLAN_ID: (
        "cin|medicaid cin|member id|member no|member number|member #|member|mbr id|mbr|memb id|subscriber id|subscriber no|subscriber number|subscriber #|subscriber|sub id|policy id|policy no|"
        "policy number|policy #|policy*|mbi|hicn|hic|hic no|medicare|medicare no|medicare number|medicare id|medicare #|medicare card number|medicare card|medicaid|medicaid no|"
        "medicaid id|medicaid number|medicaid #|medicaid card|mcr|mcd|mcaid|medi-cal|medi cal|masshealth|tenncare|group no|group number|group #|group id|group*|grp|grp no|grp #|rxgrp|rx grp|"
        "rx group|plan id|plan no|plan number|plan #|plan*|auth|auth no|auth #|auth number|authorization|authorization no|authorization number|authorization #|prior auth|prior authorization|"
        "precert|pre-cert|pre cert|certificate no|ins id|insurance id|insurance no|insurance number|insurance #|insurance*|ins*|beneficiary id|beneficiary no|beneficiary|cardholder id|cardholder|"
        "contract no|contract number|contract id|payer id|tricare|tricare id|champva|bcbs*|bcbs id|bluecross|aetna*|cigna*|humana*|uhc*|unitedhealthcare|anthem*|kaiser*|secondary*|primary ins*|supp*|miembro|grupo|póliza|poliza|polizza*|versicherung*|versicherten nr|versichertennummer|kassen nr|mbi#|referral auth"
    ),
    DataKind.ACCOUNT: (
        "account|account no|account number|account #|account id|acct|acct no|acct number|acct #|acct id|a/c|a/c no|accounts|billing no|billing number|billing id|billing #|bill no|bill #|bill*|invoice|invoice no|invoice number|"
        "invoice #|inv|inv no|inv #|claim|claim no|claim number|claim #|claim id|wc claim|check no|check #|check number|ck#|ck #|ck no|cheque no|card no|card number|card #|card|card on file|credit card|debit card|visa|mastercard|"
        "amex|discover|cc#|cc no|routing no|routing number|routing|aba|iban|guarantor no|guarantor id|guarantor #|guarantor acct|receipt|receipt no|receipt #|statement no|statement #|statement id|transaction id|"
        "transaction no|transaction #|payment ref|eft|money order|clincard|icn|dcn|remit|era no|case-benefit|snap case|mfip case|tanf case|ebt|trust acct|trust account|hsa|hsa acct|fsa acct|copay card|card ending in|card ending|acct ending in|acct ending|account ending in|account ending|account ends in|card ends in|card number ending in|last4|ending in"
    ),
    DataKind.LICENSE: (
        "license|license no|license number|license #|lic|lic no|lic #|lic number|licence|licence no|licence number|licence #|driver license|driver's license|drivers license|driver licence|driver's licence|drivers licence|driver lic|"
        "drivers lic|driver's lic|dl|dl no|dl #|dl#|d/l|cdl|cdl no|state id|state id no|id card no|passport|passport no|passport number|passport #|passport card|ccw|gun permit|permit|permit no|permit #|permit number|cert no|cert #|certification no|"
        "certification #|certificate #|cert number|registration no|registration number|reg no|reg #|visa no|green card|green card no|civil surgeon id|board cert no|boating license|pilot cert|dmv no|dmv|carnet|licencia|licencia no|pasaporte"
    ),
    DataKind.PROVIDER_ID: "npi|npi no|npi #|npi number|dea|dea no|dea #|dea number|dea reg|clia|clia no|clia #|clia id|upin|ncpdp|nabp|state lic|state license|provider id|provider no|provider #|prov id|ptan|taxonomy id|csr no|cds no|dps no",
    DataKind.VEHICLE: (
        "vin|vin no|vin #|vin number|vehicle*|vehicle identification number|vehicle id|plate|plate no|plate number|plate #|plates|license plate|license plate no|license plate #|licence plate|lic plate|lic. plate|registration plate|tag|tag no|tag number|tag #|"
        "tags|placard|placard no|placard #|hang-tag|hang tag|hangtag|decal|decal no|parking permit|parking decal|handicap placard|disabled placard|vessel no|vessel id|hull no|hull id|hull|hin|doc no|doc. no|documentation no|tail no|tail number|n-number|"
        "unit no vehicle|car no|reg plate|placa|placas|matricula|matrícula|chassis no|engine no|trailer plate|title no"
    ),
    DataKind.DEVICE: (
        "s/n|sn|sn#|serial|serial no|serial number|serial #|serial nos|ser no|ser #|ser|device id|device no|device serial|device #|device identifier|udi|udi-pi|imei|meid|iccid|imsi|esn|mac|mac address|mac addr|mac id|wifi mac|bt address|bluetooth address|"
        "bluetooth id|bt addr|hw addr|hardware address|lot|lot no|lot number|lot #|lot#|batch|batch no|batch #|asset tag|asset no|asset id|asset #|asset*|pairing code|dn|pump*|pump serial|generator*|implant no|implant id|implant serial|lead serial|transmitter id|"
        "transmitter|sensor id|receiver id|unit serial|equipment no|equipment id|equip no|model serial|pacemaker serial|pacer*|pacemaker*|device code|bed*|concentrator*|ventilator*|monitor*|scale*|oximeter*|glucometer*|meter*|cuff*|hub*|tracker*|beacon id|transponder|chip no|microchip"
    ),
    DataKind.BIOMETRIC: (
        "template|template id|template no|fingerprint id|fingerprint|fingerprints|finger template|fp template|thumbprint|thumb print|palm print|palm vein|palm reader|palm scan|palm template|iris scan|iris code|iris template|iris|iris id|retina scan|retina image|"
        "retinal scan|voiceprint|voice print|voiceprint id|voice id|voice template|voice sample|gait signature|gait id|gait|face template|face id|faceprint|face print|facial template|facial scan|hand geometry|vein pattern|afis hit|afis|afis no|biometric id|"
        "biometric template|biometric|biometric ref|biometrics|thumb scan|recording id|audio id|dna profile|dna sample id|voice recording|voice pin template|ear print|scan kiosk ref|keystroke profile|earprint"
    ),
    DataKind.USERNAME: "username|portal name|portal user|portal id|user name|user|userid|user id|user-id|login|login id|logon|log-in|handle|screen name|screenname|wechat|whatsapp id|telegram|instagram|ig|insta|twitter|facebook|fb|tiktok|snapchat|snap*|skype|skype id|discord|venmo|cashapp|zelle|app handle|gamertag|myair user|account name|usuario",
    DataKind.OTHER_ID: (
        "pers|lifeline|bib|bib no|bib #|tix|tix #|tix no|trip no|trip #|tray no|tray #|sheet no|sheet #|pass #|pass no|combo|locker combo|lock combo|combination|wkstn|workstation id|terminal id|kiosk id|match run|intpr|interpr|terp|advocate id|mobile id|tcn|pfn|cii|cdcr|inmate id|inmate no|inmate #|jail id|toe tag|transit pass|bus pass|metro card|fare card|library card|membership no|membership #|loyalty no|shield|shield no|accession|accession no|accession number|accession #|acc no|acc #|acc#|acc|accn|access no|specimen|specimen no|specimen id|specimen #|specimen number|sample id|sample no|sample #|sample|case no|case number|case #|case#|case id|case*|file no|file number|file #|file*|job|job no|job #|"
        "job#|job id|doc#|doc #|doc id|document no|document id|document #|confirmation|confirmation no|confirmation #|confirmation number|confirmation code|conf|conf no|conf #|conf code|ref*|ref no|ref #|ref id|reference|reference no|reference #|reference number|ticket|ticket no|ticket #|"
        "ticket number|tracking|tracking no|tracking #|tracking number|tracking id|airbill|waybill|airway bill|fedex|ups|usps|dhl|certified mail|certified mail no|registered mail|order no|order #|order number|order id|order*|requisition|requisition no|requisition #|req no|req #|req id|req|"
        "barcode|bar code|bc|barcode no|kit|kit no|kit #|kit id|screening kit|tube|tube no|tube id|tube #|subject*|subject no|subject id|subject #|subject number|subj|subj id|study id|study code|study no|study #|study number|participant|participant id|participant no|participant #|"
        "randomization no|randomization number|randomization #|randomization id|rand no|rand #|screening no|screening #|screening id|enrollment id|enrolment id|site|site no|site #|trial id|trial no|rx#|rx #|rx no|rx number|rx*|rx ref|prescription no|prescription #|prescription number|badge|badge no|"
        "badge number|badge #|badge id|badge ending|door badge|employee no|employee id|employee #|employee number|emp no|emp id|emp #|emp. #|staff id|staff no|clock #|clock no|id#|id #|id no|id number|id|id card|student id|student no|student #|student number|a#|a #|a-number|alien no|alien number|alien registration number|"
        "uscis|uscis acct|uscis no|uscis #|i-94|i94|ds-160|visa case|booking no|booking #|booking number|booking|doc number|docket|docket no|docket #|docket number|police report|police report no|police no|police #|report no|report #|report number|report*|pcr #|pcr no|pcr|incident|incident no|incident #|incident number|"
        "inc no|run no|run #|run number|dispatch no|interp #|interpreter id|interpreter no|interpreter #|interp id|interp no|interpreter|interp badge|password|passcode|pass code|pass phrase|passphrase|code word|codeword|pin|pin no|gate code|door code|lockbox code|lock box code|lockbox|key code|entry code|access code|alarm code|garage code|"
        "share code|clinic share code|activation code|verification code|security code|invite code|pickup code|locator|record locator|pnr|flight|flight no|seat|seat no|band|band no|band #|band numbers|id band|wristband|wristband no|infant band|hugs tag|security tag|rfid|rfid tag|block|block no|tissue block|slide|slide no|slides|cassette|"
        "straw|straw id|cane|witness tag|lab slip|slip no|slip #|form no|form id|form #|property bag|bag no|bag #|evidence no|evidence #|envelope no|envelope #|sealed envelope no|sid|edipi|dod id|dod|dod edipi|service no|service number|military id|ein|tax id|federal id|employer id|upi|crown upi|registry no|registry #|registry id|registry record|registry record no|registry|central registry|"
        "waitlist id|unos id|unet|unet id|optn id|donor id|donor no|donor #|recipient id|tissue id|graft id|unit id blood|donation id|donation no|din|eye bank call|call #|call no|call id|case ref|census no|census #|census|vams|iis id|registry shows id|order ref|unhcr|unhcr individual no|individual no|genotype|cluster|isolate|isolate no|"
        "complaint|complaint no|complaint #|warrant no|warrant|citation no|citation|permit app|application|application no|application id|application #|title xix application|death certificate file no|death certificate no|birth certificate no|birth certificate|certificate|state file no|me case|coroner case|autopsy no|necropsy no|"
        "lab report|lab report no|lab no|lab #|lab id|report id|image id|series uid|study uid|sop uid|session|session id|sess id|visit token|token|auth token|api key|key id|guid|uuid|hash|request id|req uuid|message id|msg id|conversation id|correlation id|device token|transaction|trace no|print job|printed to|printer|"
        "host*|hostname|workstation|log id|audit id|event id|proc id|node id|dispense no|fill no|refill no|voucher|voucher no|coupon no|ndx|navdx|impact id|witness|wic family id|wic id|family id|household id|case worker no|caseload no|pas|pasrr|dnr no|dnr form no|polst no|molst no|scanned doc|scan id|image no|film no|film #|plan ref|edi|esubmission|cup id|ccf#|ccf|chain of custody|bottle|bottles|"
        "serial to|bus card|locker|parcel|parcel no|apn|deed|voter id|voter no|registro|folio|caso|expediente judicial|recibo|boleta|clave|contraseña|tarjeta|cédula|cedula|curp|rfc|nie|dni|bsn|nss|aadhaar|sin|tfn|visit id ref|ehr ref|airbag id|lms|vpn id|customer no|customer id|customer #|client ref|your ref|our reference|ref number|rma|po no|po #|p.o. no|work order|wo no|wo #"
    ),
}

"""Words that look like names and are none: eponyms beyond the list, makes and makers, languages and peoples, words of other languages."""

from __future__ import annotations

from typing import Final

# eponyms of signs, scores, devices, equations and techniques that stand alone in notes ("Hertel 21/22", "Apfel 3/4")
EPONYMS: Final = frozenset(
    "lund browder cormack lehane kiesselbach kemp soto jamar fukuda semont barany lofstrand wartenberg maudsley clox osterrieth beery buktenica bayley vineland sokal hasford lansky stinchfield apprehension clunk fadir faber spaeth frisen rittler farnsworth titmus randot sarnat bandl betke asberg greulich lenke ponseti pirani dimeglio tonnis shenton hilgenreiner schwab shoulson fahn kurtzke barkhof fristoe peabody cockcroft gault walser kdigo banff berden remuzzi horvath swensen mifflin jeor ireton schofield curreri galveston vienna kudo spigelman maddrey pugh okuda clichy baveno savary draf keros koivuranta riker clavien dindo redon pezzer malecot hemovac tiemann trails pegboard prague benedict brien hy strickland grover mandard dworak gorski rey halstead reitan deauville lugano baux masako froment myerson mendelsohn shaker frazier effortful baerveldt ahmed molteno kamino spitz reed kahook amsler humphrey verhoeff hruby tonopen perkins goodpasture bruce dukes astler ambu yankauer karman bakri cooley "
    "cottle freer kelman malyugin utrata castroviejo simcoe wullstein heaney bonney mccall halban moschcowitz tompkins strassman lash shirodkar mcdonald arias pomeroy irving uchida maylard cherney cohen kerr gaskin rubin "
    "zavanelli mauriceau smellie veit piper keilland kjelland simpson tucker luikart mityvac sengstaken blakemore minnesota linton warren leveen groshong quinton tesio mahurkar palindrome "
    "adson alvarado aldrete allis allman amsler apfel apgar apley apley's asherman austin babcock babinski balthazar bankart barlow barthel bartholin barton baux bazett beck beighton bell bellevue berger bethesda billeau billroth "
    "bishop blake boas bosniak bouchard bozeman braden brandt bravo brescia breslow brisman bristol broselow broviac brudzinski buerger burch cairns caprini cattell charlson chvostek cimino clark cobb codman coleman colles cooper "
    "cormack cornell crede cullen cushing daroff dawn debakey denis denver dobhoff dohle dopa draeger draw duke durie ebstein eichenholtz epley epworth fagan ferguson ferriman finkelstein fischer fisher fitzpatrick fleischner "
    "fontan forrest fowler framingham frazier freiberg frenkel friderichsen fridericia fryette gaenslen galant galeazzi gallwey gardner garden gerdy gilbert gleason gleave glasgow goldberg goldmann gowers gower graf graham grammont gram "
    "gunn gustilo guyon haggitt hallpike halsted hamilton hardinge harris hartmann hasson hawkins heimlich hertel hinchey hoehn hoffmann hohmann holmes homan homans hounsfield hunt huber insall ishihara jackson jaeger janeway janda "
    "jendrassik jennings jobe jobst johnson jones judet kaltenborn karnofsky katz kegel kehr kellgren kelly kenny kernig kerley killip killian klatskin kleihauer kocher koplik kraske krukenberg kussmaul lachman langerhans lanz lasegue "
    "lasègue lawton lehane lempert levey levine levin lhermitte lichtenstein likert lindholm litt lloyd lown ludloff mackay maddocks maisonneuve maitland mallampati manning mayfield mayo mcburney mcgeer mcgill mcmurray mcnair mcroberts "
    "merocel michels mills mitrofanoff mobitz monro morse moro mosteller mueller mulligan murphy naegele neer nellix nelson nissen norton norwood ober ogilvie ollier ortolani osler oswestry palla papile parkland pavlik pearson pemberton "
    "penn penrose perlman phalen pfannenstiel poupart pringle prinzmetal pronator ranchos rankin ransohoff ranson rasmussen raynaud recklinghausen reiter richter rinne ritter rockall romberg rosenbaum rosving rotter roux rovsing rutherford "
    "salter sanders schatzker schirmer schober schuller semmes shafer silfverskiold sirveaux slocum smith snellen sokolow speed spetzler spitz spurling stanford steinmann stensen stork swan tanner tarlov tensilon tetralogy thessaly thomas "
    "thompson tinel tinetti toldt toynbee trendelenburg trousseau truelove tzanck unterberger valsalva vancouver virchow volk wagner wallace warthin weber weinstein weiss wells wenckebach whipple whitaker whiteside wickham widal wilkins "
    "williams willis winters wood wright yahr yergason young zancolli zenker zollinger zung".split()
)
MAKES: Final = frozenset(
    "toyota honda ford chevrolet chevy nissan subaru hyundai kia tesla dodge mazda bmw audi volkswagen lexus buick cadillac chrysler volvo vespa yamaha harley kawasaki suzuki jeep civic corolla camry silverado ram "
    "medtronic abbott stryker zimmer biomet depuy synthes arthrex siemens ge draeger puritan resmed respironics inogen dexcom libre freestyle omnipod insulet omron welch allyn masimo nonin phonak "
    "oticon starkey widex cochlear nevro abiomed impella edwards teleflex shiley portex hollister coloplast convatec mepilex aquacel tegaderm dermabond hill-rom baxter alaris "
    "fresenius gambro tornier exactech vinci galaxy samsung iphone ipad garmin fitbit alexa cerner athena vocera accu-chek onetouch kwikpen solostar epipen respimat diskus handihaler "
    "nustep theraband biodex cybex stedy rollator donjoy aircast ossur juzo sigvaris circaid profore adaptic biatain puracol promogran prisma iodosorb prevena kci keofeed corpak entuit enfit palforzia synagis kinrix quadracel infanrix daptacel recombivax evusheld zinplava palmaz taxus orsiro ultimaster corevalve helex cardioform triclip centrimag tandemheart lifevest barostim aveir linq zio biotel cardionet kardia doptone icare lenstar iolmaster orbscan pentacam cirrus corail taperloc baqsimi gvoke eversense inpen lyumjev kratom budweiser marlboro juul vuse lexicomp micromedex epocrates uptodate dynamed pubmed "
    "terumo livanova sorin maquet getinge zoll philips mindray nihon nellcor covidien bard cordis penumbra microvention mako exparel nuvasive globus orthofix linvatec conmed karl storz olympus fujinon pentax "
    "ferrlecit venofer injectafer feraheme monoferric pipelle telma glycomet nepro jevity osmolite glucerna ensure boost peptamen nutren isosource promote twocal similac enfamil alimentum nutramigen elecare neocate pediasure pedialyte prosource prostat juven suplena novasource impact magna "
    "airsense airfit dreamstation trilogy astral bipap vapotherm optiflow purewick tempurpedic hoyer rifton quickie permobil invacare drive stander kimura tracleer aerochamber walgreens cvs walmart costco kroger publix safeway rite amazon fedex ups usps uber lyft instagram facebook whatsapp tiktok youtube google microsoft".split()
)
# signs of elements and tests that people bear too, and no dictionary has
SIGNS: Final = frozenset("na gluc baso retic chol paco muga colpo auc cmax tmax fio".split())
# eponyms of two words and more, hyphens read as blanks
PAIRS: Final = frozenset(
    "palmer point|kirby bauer|palmers point|granny smith|brussels sprouts|caesar salad|la croix|old bay|uncle ben|aunt jemima|johnny jump|marcus gunn|argyll robertson|braxton hicks|austin flint|austin moore|graham steell|carey coombs|ann arbor|penn state|harris benedict|brown sequard|ramsay hunt|guillain barre|charcot marie|dandy walker|arnold chiari|henoch schonlein|peutz jeghers|budd chiari|fitz hugh|fitz hugh curtis|mary joseph|sister mary joseph|miller fisher|kearns sayre|lambert eaton|foster kennedy|virchow robin|hallervorden spatz|lesch nyhan|prader willi|smith lemli opitz|wolff parkinson white|lown ganong levine|stevens johnson|mallory weiss|zollinger ellison|plummer vinson|paterson kelly|osler weber rendu|sturge weber|von hippel lindau|klippel trenaunay|rubinstein taybi|cornelia de lange|treacher collins|pierre robin|levey jennings|halstead reitan|killian jamieson|hoehn yahr|van herick|jod basedow|may thurner|lewy body|denny brown|holmes adie|la belle|dix hallpike|brandt daroff|tripp trapp|bland altman|kaplan meier|mantel haenszel|cochran mantel haenszel|hosmer lemeshow|michaelis menten|frank starling|donath landsteiner|reed sternberg|sjogren larsson|russell silver|beckwith wiedemann|li fraumeni|birt hogg dube|muir torre|cronkhite canada|churg strauss|jarisch herxheimer|tolosa hunt|gerstmann straussler|creutzfeldt jakob|wernicke korsakoff|landau kleffner|lennox gastaut|hand schuller christian|legg calve perthes|osgood schlatter|sinding larsen johansson".split(
        "|"
    )
)
PEOPLES: Final = frozenset(
    "american african asian hispanic latino latina caucasian black white native english spanish french german italian portuguese russian polish ukrainian greek turkish arabic farsi persian dari pashto hindi urdu punjabi bengali nepali tamil "
    "telugu gujarati marathi mandarin cantonese chinese japanese korean vietnamese thai lao khmer hmong burmese karen tagalog filipino samoan tongan hawaiian marshallese chuukese somali amharic tigrinya oromo swahili kinyarwanda yoruba igbo "
    "hausa twi french creole haitian jamaican cuban mexican guatemalan salvadoran honduran colombian venezuelan peruvian brazilian dutch hollandse flemish danish swedish norwegian finnish icelandic irish scottish welsh british bulgarian "
    "romanian hungarian czech slovak serbian croatian bosnian albanian armenian georgian hebrew yiddish jewish ashkenazi sephardic muslim catholic baptist methodist lutheran presbyterian episcopal mormon buddhist hindu sikh navajo cherokee "
    "lakota ojibwe apache choctaw inuit yupik".split()
)
# words of other languages that open sentences in notes of people who speak them
FOREIGN: Final = frozenset(
    "el los las un una unos unas le les des du de del al es se me te lo la su sus mi mis tu que qué y o e ni si sí no por para con sin en como cómo muy más pero hoy ayer mañana gracias hola buenos buenas dias días tardes noches favor "
    "señora doctor tiene nació nacio está esta estoy soy fue hace hice toma tomo dolor duele cabeza niño niña hijo hija dos tres merci bonjour chère cher chers elle il je nous vous est avec pour dans pas très madame monsieur ik ben het een niet "
    "en van dat zij hij bitte danke ich ist nicht und der die das inshallah alhamdulillah mashallah".split()
)

"""Words that look like names and are none: eponyms beyond the list, makes, makers and brands, languages and peoples, words of other languages."""

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
    "fresenius gambro tornier exactech vinci galaxy samsung iphone ipad garmin fitbit alexa cerner athena vocera juul zyn vuse crisco splenda stevia smirnoff orajel huggies luvs pampers jello benefiber marlboro cheerio cheerios fergon evicel davol cadd brava veinlite gatorade pedialyte metamucil kleenex accu-chek onetouch kwikpen solostar epipen respimat diskus handihaler "
    "nustep theraband biodex cybex stedy rollator donjoy aircast ossur juzo sigvaris circaid profore adaptic biatain puracol promogran prisma iodosorb prevena kci keofeed corpak entuit enfit palforzia synagis kinrix quadracel infanrix daptacel recombivax evusheld zinplava palmaz taxus orsiro ultimaster corevalve helex cardioform triclip centrimag tandemheart lifevest barostim aveir linq zio biotel cardionet kardia doptone icare lenstar iolmaster orbscan pentacam cirrus corail taperloc baqsimi gvoke eversense inpen lyumjev kratom budweiser marlboro juul vuse lexicomp micromedex epocrates uptodate dynamed pubmed "
    "terumo livanova sorin maquet getinge zoll philips mindray nihon nellcor covidien bard cordis penumbra microvention mako exparel nuvasive globus orthofix linvatec conmed karl storz olympus fujinon pentax "
    "ferrlecit venofer injectafer feraheme monoferric pipelle telma glycomet nepro jevity osmolite glucerna ensure boost peptamen nutren isosource promote twocal similac enfamil alimentum nutramigen elecare neocate pediasure pedialyte prosource prostat juven suplena novasource impact magna "
    "airsense airfit dreamstation trilogy astral bipap vapotherm optiflow purewick tempurpedic hoyer rifton quickie permobil invacare drive stander kimura tracleer aerochamber walgreens cvs walmart costco kroger publix safeway rite amazon fedex ups usps uber lyft instagram facebook whatsapp tiktok youtube google microsoft".split()
)
# signs of elements and tests that people bear too, and no dictionary has
SIGNS: Final = frozenset("na gluc baso retic chol paco muga colpo auc cmax tmax fio".split())
# brands of medicines in the United States that the list of drugs does not hold
BRANDS: Final = frozenset(
    (
        "abecma abreva accupril aceon acthar acticlate actigall actimmune activella adakveo adasuve adbry adcetris adcirca addyi adempas adipex adlyxin aduhelm advate advicor adzenys adzynma afinitor agamree airduo airsupra akeega aklief "
        "albenza aldara alferon alimta alinia aliqopa alkindi altabax altoprev alunbrig alvesco alyftrek alyq amaryl ambisome ameluz amicar amondys ampyra amvuttra amzeeq androgel angeliq anjeso antara anusol apadaz aplenzin apokyn "
        "apretude apriso aptensio aptiom aptivus arakoda arazlo arcalyst arikayce aristada aristospan armonair arnuity arthrotec arymo arzerra asendin asparlas astepro atacand atorvaliq atripla atrovent attruby aubagio augtyro auryxia "
        "auvelity auvi avandia avonex avycaz axiron ayvakit azedra azor azstarys bafiertam balcoltra balversa banzel bavencio baxdela belbuca beleodaq benlysta bentyl beovu berinert besivance besponsa besremi betaseron bethkis bevespi "
        "beyaz bidil bijuva biltricide bimzelx blenrep blincyto blujepa bonjesta bosulif braftovi brethine breyanzi breztri briumvi bronchitol bryhali butrans bydureon byetta bynfezia cabenuva cablivi cabometyx caduet calan caldolor cambia "
        "campath canasa caplyta capoten caprelsa carac cardene carospir carvykti caverject cayston cedax celontin cequa chenodal cholbam cibinqo cimduo cinqair cinryze ciprodex claravis clarinex cleviprex coartem cobenfy colazal colcrys "
        "colestid columvi combivir cometriq complera conjupri consensi contrave conzip copaxone copiktra cordarone corgard cortrophin cotellic cotempla crixivan crysvita cycloset cyklokapron cyramza cytovene dacogen daklinza daliresp "
        "dalmane dalvance daraprim datroway dawnzera daytrana delstrigo delzicol demser desferal desoxyn dexedrine diacomit diamox diastat dibenzyline diclegis dipentum divigel donnatal doptelet doral doryx doxil droxia duaklir duavee "
        "duexis duobrii duopa durezol duricef durolane duvyzat duzallo dyazide dymista dynabac dynacirc ebglyss ecoza edarbi edarbyclor edluar edurant efudex egaten egrifta ekterly elahere elepsia elestrin elevidys eligard elimite "
        "elixophyllin ellence elmiron elrexfio emblaveo emflaza emla empaveli empliciti emsam emtriva emverm enablex endari enspryng enstilar entocort epanova epidiolex epivir epkinly epzicom equetro eraxis erivedge ertaczo erwinaze "
        "esbriet estring euflexxa eurax evamist evekeo evkeeza evotaz evrysdi exblifep exforge exjade exkivity exondys exservan extavia exxua ezallor factive fanapt farydak fazaclo felbatol femhrt femring fenoglide ferriprox ferrlecit "
        "fetroja finacea fintepla firazyr firdapse firvanq flector flolan floxin folotyn forfivo fortaz fosrenol fotivda frova furoscix gattex gavreto gelnique gelsyn genotropin gilenya gilotrif gloperba glucerna glucophage glucotrol "
        "glyset glyxambi gocovri gomekli granix grastek haegarda halaven halcion hectorol hemady hemangeol hemlibra hepsera hetlioz hiprex horizant humatin humatrope hyalgan hycodan hydrea hysingla hyzaar ibsrela iclusig idhifa ifex igalmi "
        "ilaris ilevro ilumya imcivree imdelltra impavido imvexxy inbrija increlex inderal infed inlyta innopran inpefa inqovi inrebic intelence intrarosa invirase invokamet invokana iqirvo isentress istodax isturisa itovebi ixempra jadenu "
        "jakafi jakavi janumet javygtor jaypirca jentadueto jevity jornay journavx jublia juxtapid jynarque kalbitor kaletra kalydeco kapvay karbinal katerzia kayexalate kerlone kerydin kesimpta ketek kevzara kimyrsa kisunla kitabis "
        "klisyri kombiglyze komzifti koselugo krazati krintafel krystexxa kuvan kymriah kynmobi lagevrio lampit lamprene lazcluze lemtrada lenvima leqvio lescol letairis leukine levatol levsin levulan lexiva libervant librax libtayo licart "
        "lidoderm lipofen livdelzi livtencity lodosyn lokelma lomaira lonhala lonsurf lopid lorabid lorbrena lotemax lotensin lotrel lotronex lovaza lucemyra ludiomil lumakras lumoxiti lumryz lunsumio lupkynis lutathera luzu lybalvi "
        "lynozyfic lysteda lytgobi lyumjev malarone marplan marqibo mavenclad mavik maxaquin maxzide mayzent mekinist mektovi menostar mepron mesnex mestinon midamor migranal millipred mircera mirvaso mitigare moduretic monjuvi monopril "
        "monovisc monurol morphabond motegrity mydayis myfembree mylotarg mysoline mytesi naftin namzaric natazia natpara natroba navelbine nayzilam nebupent neffy nemluvio nerlynx nexavar nexlizet nextstellis ngenla niaspan nicoderm "
        "niktimvo ninlaro nivestym nocdurna noctiva norditropin noroxin norpramin northera norvir nourianz nplate nubeqa nuedexta nulojix nutropin nuvessa nuzyra nymalize ocaliva ocrevus odactra odefsey odomzo ofev ofirmev ogsiveo "
        "ohtuvayre ojemda ojjaara olinvyk olysio omnaris omnitrope omvoh oncaspar ongentys onpattro onureg onyda onzetra opill opsumit opsynvi opzelura oracea oralair orapred orbactiv orenitram orfadin orgovyx oriahnn orilissa orkambi "
        "orladeyo orserdu orthovisc osmolex osphena oxbryta oxistat oxtellar oxytrol pacerone padcev palforzia palynziq parcopa parsabiv patanase peganone pegasys pemazyre penlac pennsaid pepaxto perseris phexxi phoslo picato pifeltro "
        "piqray pivya plegridy plendil plenity pluvicto polivy ponvory posimir poteligeo potiga prandin precose prefest prempro prepidil prestalia prevalite prevymis prezcobix priftin primaxin prolensa proleukin promacta prosom pulmozyme "
        "purixan qalsody qbrexza qelbree qinlock qnasl qsymia qtern qualaquin qudexy quillichew quillivant qutenza quviviq radicava ragwitek raniclor rayos rebif reblozyl recarbrio recorlev rectiv relenza relexxii relyvrio remodulin "
        "renagel renvela retevmo revia revuforj reyataz reyvow rezurock rhinocort rhofade rilutek rocaltrol rocklatan romvimza roszet rowasa rozlytrek rubraca ruconest rukobia ruzurgi ryaltris rybrevant rydapt rykindo rylaze rystiggo "
        "ryvent sabril safyral samsca sanctura sandostatin saphnelo sarclisa savella scemblix seasonique sectral seebri seglentis segluromet selzentry sensipar serevent seysara signifor silenor siliq simbrinza simcor simulect sirturo "
        "sitavig sivextro sklice skyclarys skytrofa soaanz sofdra sogroya soliqua soliris solodyn solosec solu somatuline somavert soolantra soriatane sotyktu sovaldi spectracef spinraza spravato spritam sprix stalevo starlix staxyn "
        "steglatro stendra stivarga strensiq stribild stromectol sular sumavel sunlenca sunosi supartz suprax surmontil sutent symbyax symdeko symjepi symlin symmetrel sympazan symproic symtuza synercid synjardy synvisc tabrecta tafinlar "
        "tagamet takhzyro talvey talzenna tapazole tasmar tavalisse tavneos tazorac tecartus tecfidera technivie tecvayli teflaro tegsedi tekamlo tekturna temixys temodar tenex tepmetko testim teveten thalitone thalomid thymoglobulin "
        "tibsovo tiglutik tindamax tivdak tobradex tofranil tolsura torisel tosymra tracleer trecator treximet tribenzor tricor triglide trijardy trikafta trilipix trisenox trizivir trodelvy trogarzo trokendi trudhesa trulance truqap "
        "truseltiq trusopt tudorza tukysa turalio tussionex tuxarin twirla twynsta tybost tykerb tyrvaya tysabri tyvaso tyzeka uceris udenyca ukoniq ulesfia uloric ultomiris uniphyl unithroid univasc uplizna uptravi urecholine urelle urex "
        "uribel utibron uzedy vabomere valcyte valtoco vanflyta vantin vectibix veletri velphoro velsipity veltassa ventavis veramyst veregen versacloz vibativ viberzi vidaza videx viekira vigamox viltepso vimovo viracept viread viroptic "
        "visken vistide vitrakvi vivactil vivelle vivlodex vonjo vosevi votrient vtama vumerity vusion vyalev vyepti vyleesi vyndamax vyndaqel vyondys vyvgart vyxeos vyzulta wainua wakix welchol welireg westcort winlevi winrevair wixela "
        "wynzora xacduro xaciato xaracoll xelstrym xenazine xenical xenleta xepi xerava xermelo xhance xigduo xofigo xospata xpovio xtampza xulane xultophy xyrem xywav xyzal yescarta yorvipath yupelri yuvafem zagam zarontin zarxio zavzpret "
        "zebeta zelapar zelboraf zelnorm zembrace zemplar zenzedi zepatier zeposia zerbaxa zerit zetonna zevalin ziac zilbrysq zilretta zinbryta zinplava zioptan zipsor zirgan zohydro zolgensma zolinza zolpimist zorbtive zortress zorvolex "
        "zoryve zostrix ztalmy zulresso zurampic zurzuvae zyclara zydelig zyflo zykadia zyloprim zymfentra zynlonta zynrelef zypitamag "
    ).split()
)
# eponyms of two words and more, hyphens read as blanks
PAIRS: Final = frozenset(
    "jim beam|jack daniels|jack daniel s|captain morgan|red bull|bud light|mountain dew|st john s wort|st johns wort|gore tex|jackson pratt|palmer point|kirby bauer|palmers point|granny smith|brussels sprouts|caesar salad|la croix|old bay|uncle ben|aunt jemima|johnny jump|marcus gunn|argyll robertson|braxton hicks|austin flint|austin moore|graham steell|carey coombs|ann arbor|penn state|harris benedict|brown sequard|ramsay hunt|guillain barre|charcot marie|dandy walker|arnold chiari|henoch schonlein|peutz jeghers|budd chiari|fitz hugh|fitz hugh curtis|mary joseph|sister mary joseph|miller fisher|kearns sayre|lambert eaton|foster kennedy|virchow robin|hallervorden spatz|lesch nyhan|prader willi|smith lemli opitz|wolff parkinson white|lown ganong levine|stevens johnson|mallory weiss|zollinger ellison|plummer vinson|paterson kelly|osler weber rendu|sturge weber|von hippel lindau|klippel trenaunay|rubinstein taybi|cornelia de lange|treacher collins|pierre robin|levey jennings|halstead reitan|killian jamieson|hoehn yahr|van herick|jod basedow|may thurner|lewy body|denny brown|holmes adie|la belle|dix hallpike|brandt daroff|tripp trapp|bland altman|kaplan meier|mantel haenszel|cochran mantel haenszel|hosmer lemeshow|michaelis menten|frank starling|donath landsteiner|reed sternberg|sjogren larsson|russell silver|beckwith wiedemann|li fraumeni|birt hogg dube|muir torre|cronkhite canada|churg strauss|jarisch herxheimer|tolosa hunt|gerstmann straussler|creutzfeldt jakob|wernicke korsakoff|landau kleffner|lennox gastaut|hand schuller christian|legg calve perthes|osgood schlatter|sinding larsen johansson".split(
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

"""Whom instruments, signs, stains, scores and manoeuvres are named after, beyond the word list, and makers' names.

Evidence only where several stand together (`listed`): most of these people bear, and one alone is a person as often.
Facts of the field, checked 22 November 2026; apart from `words/`, whose lists the trained recognizer reads.
"""

from __future__ import annotations

from typing import Final

EPONYMS: Final = frozenset(
    (
        "abbe abbott abramson achieva acumed adair addenbrooke aera aesculap agilent agilis aintree airtraq aitken akin akinosi alfieri alfredson alinity allgower allura alm altea altman ambrosetti amies amplatz amsco amyand andreasen "
        "angiocath angus anton apexo appiani applegate apt aptima aquilion arista arlet arndt arne aronchick aronson arruda arruga artis asboe asch ashhurst ashman askling asprella atellica atlanta auerbach aufranc auramine avagard "
        "avanto avitene ayer azurion bablok babson bachmann backhaus bact bactec bado bagby bain bakody ballard ballenger banov barnum baron barre barrera barritt barrow barsky bartlett bateman batista battelle batts bauer bayes beath "
        "bech bechterew beckman beckmann beevor beger begg bein bender bengolea benitez bennhold benton benzel berman bernageau bertrand bezold bigelow binet bioanalyzer biofire biograph bioplex biosyn bivona blakesley bland blumensaat "
        "boari bobath bodian bodok boeckel boehler bogros bohler bohn boies boley bolton bondy bonnet bonnier bonwill boone booth borden bordet borg borrmann bosworth bougie bouin bouvier bovie bowdler bowerman boyle bozemann bracht "
        "brackmann bragg brainlab brenn brenner bretzel breusch brewerton brigance brightspeed broadbent broden brooker brophy brostrom bruch bruenings brugger brunelli brunings brunnstrom brunt buck buckingham bucky budde buie "
        "bulgarian bullard butzler cabrera cadenza cajal calgary callaghan cambridge camey campy canale carabelli carey carhart carlo carmalt carmine carnoy carto casani caspar castaneda caton catterall cavi cavicide caviwipes "
        "cawthorne cepheid charters chausse cheltenham chemagic childress cho chopart chrisman cidex cincinnati cionni citelli claassen clarke clauss clorox cloward coakley coban cobas cochran cocker cogan cognard coker colibri coller "
        "collin collis colton columbia colvard compton congo conners cooksey cope copeland copenhagen cordis cordova corlette cormier cornfield corsi couinaud coulter coupland couplands coventry crafoord crank crego crick crowe "
        "crutchfield cryer culp curie cybriwsky cyriax cystotome czapek dalmau dalrymple danek danelius darling daugirdas davidsohn daviel dedo dees delafield delbet delclos deming demirjian denhardt dennie depuy derbolowsky "
        "dermatographism dermatome dersimonian deschamps desjardins desmarres detsky devega dewar deweese dieterle dimon dingman dolenc donders dor dorr doyen drabkin draffin drake drummond drysdale dubos dufourmentel duran durbin "
        "durkan duval duverdre dycal dynasplint eastman ebersole eden egger ehrlich elecsys elek elition elliot elmslie elschnig elson ely emami endozime engel england enright enseal ernst eschmann espree essex estes estlander estridge "
        "eves evicel falkow farabeuf faraco farr fazekas feagin fede fehland fehling feldenkrais feldkamp felson ferris feulgen ficat fielding filmarray finochietto fisch fisk fiske fite fleischer foerster folin fomon fones fontana "
        "forester formol forrester fortin fothergill fourier frankl friedewald friedman friedy fujita fukushima furnas galan galileo gallaudet gallyas ganzouri garengeot garre garth gates gauss gaynor gegenhalten gell gelle gemini "
        "gendre genesis genexpert gengou gensini gerber gerhard getinge gibbs gieson gigli gil gilcrest gillet gillies girdlestone gissane glabellar glassman glickman glidescope glidewire glisson globus goelet goldblatt goldman goldner "
        "goligher gomori gonda gotch goutallier gow gracey gradle granger grassi graston greenberg gregoir greishaber griesinger griffiths gripper grocott groenholm grof grosse gruenwald grunwald grynfelt grynfeltt gua gubner guilford "
        "gupta gurd haab haas hahn haight hajna haller hallstrom hamp hanley hanoi hansel harken harrell hartung haslinger haultain hausman hautmann hayman heald heaton heckman hedges heidbrink heidenhain heifetz hein heister hektoen "
        "hellin helly hemoclip hemopatch hemosil henckel hennebert henrotin heros hertoghe hess heuter hibb hibbs higginson highman hilbert hindfoot hinton hirano hirschman hiseq hitzelberger hobbs hodge hoffbauer holinger hollande "
        "hollenback holm holmblad holzer hooper hopps horwitz hoskins hotelling houpt hucker hueter hughston hulka humby humphry hurd hustead hyatt hydra hynes icono ict ikari immulite indiana ingenia innova inoue insyte ion iowa iqon "
        "irwin ishak ivanissevich iverson ivnik ivory iwanoff jaboulay jacobson jacquemier jacquemin jada jaffe jako jameson janetta jankelson jannetto jansen jarit javid jebsen jelco jenner jobson joffroy johanson jonkman jorissenne "
        "judkins jull kabat kahn kales kamal kantrowitz kapa kapandji karapandzic karnovsky kates kauffmann kaufman kawase kayes keen kells kempf kendall kenward kern khodadoust kielland kinesio kinyoun kirby kirkpatrick kirner kittner "
        "kjeldahl klapp kleiner kleinert kleinman kleinsasser klekamp kligler kling kluver knapp knodell knosp knott kobner kock koedam koeppe koff kogan kohnstamm kokmen kolmer kongsgaard koos kopeloff korner kovac kovacs krachmer "
        "krantz kratz kronig kuglen kuhnt kumar kustner kutcher labat laborde lachin ladd laguere lahey laird lamb lambotte lan lancaster landolfi landsteiner langenskiold latarjet lauenstein laufe laurell laurin leaman lebsche leede "
        "lees leff leishman leiter lenegre lerman leser lesgaft lev levaditi lewin leydig leyla leyton lich lieberman lightning lightspeed lille lilliefors lim limberg lincoln lindeman linscheid linvatec lippman liston littauer littler "
        "litzmann loc locke loe loeffler longmire lopresti losee lothrop lovelace lowenstein lowman lowry luc lucae ludington luer luftsichel lumina luminex luminos lundberg lunderquist luria lutz luxol lyftogt lyman lyon lysol macbeth "
        "macconkey macintosh mackenty maclay magnetom mahajan mahler malbin maldi malis malloy maloney manchester mancini mankin manouguian mansfield mantel marchetti marchi mariceau marin marsden marvel maryland mascagni masquelet "
        "masson massouh mastisol mathieu mattis maumenee maxon maydl mayers mayne maze mcgivney mcgregor mcivor mckenzie mckeown mclane mclean mcpherson meade meary meeker meiboom meier meissner melker mennell menticoglou mepore merke "
        "mersilene messerklinger metricide meyerding michel microscan middlebrook middleton milan milch milgram mill milligan millin milstein mingazzini miseq miskimon mitrushina mizuho moberg mobilett moebius moeller moffett mollison "
        "moloy molt monson monte morin morison mose movat mucicarmine muck mulder mullen mullington multiva munger munson mustarde mutschler mycosel myles mynx myotatic nabers nabothian naeotom naffziger nagahara nagata nanodrop "
        "napoleon navarre neelsen negus neivert neo nephew nesbit nessler neuhann neviaser nexiva nextseq nicks nirschl nissl nitabuch nitrex nolla norgaard novaseq noyes nurick nuvasive nyhus obwegeser ochsner oddi oestern oldberg "
        "oleary olivecrona olsen omnitract opsite optima optimus orandi orian orringer orth osborn oshea osiander ossoff otago ouchterlony ovassapian overton oxford oxivir paddick padua pagan paine pajot pallof palmomental palomo "
        "pantaloon panther papineau paprosky paquet paton patte pauwels pava pawlik pean peck pelectron pellegrini pennington percuflex pereira periotest perls petit petragnani phadia pheno piedallu pierse pilling pipkin piskacek "
        "pitkin polaris politano politzer pollock polya polysorb poole poppen portex poschl posner posselt pouch powerport pozzi prevantics primapore prisma prolystica proskauer purcell purdue purell putti quanjer qubit quigley quill "
        "quirke radin rafaelsen raimiste raj ramfjord rampley ranawat raney rao rapicide ratliff raz reagan rechtschaffen rees regan regazzoni rehbein remel renne rentrop resert retzius reverdin rhese rhoton riddoch rienhoff riga "
        "rigler rintala riolan rippstein ripstein rivermead rivero rives rizutti rizzuti roadrunner roche rochester rockwood roe roeder rolf romanian romanowsky romhilt rood roos rosen rosenbach rosenberg rossolimo rotterdam rouviere "
        "rubens ruedi rumpel rusch rutgeerts rutkow rutter ryder sabouraud sage sahrmann saltzman salvati salz salzmann samii sampaolesi sani sappey sarin sarot satinsky satterthwaite sattler sauerbruch savin scanzoni scarpa schaefer "
        "scheltens schenck schepens scheuer schiff schimmelbusch schiotz schnidt schrader schroeder schroth schuknecht schulz schwartze schwarz scoville scribner seattle seeburger seibel seibert sekhar seldin selectatec selenite "
        "sellheim sellick semb semken serdarevic severin sevier sgarbossa shaffer shambaugh shapiro shapleigh sheehy shepard sherrill shiley shorr sicard sidik siegle siemens siewert signa silbernagel silk silness simplexa singley "
        "sinskey sistrunk skeele skirrow skoog skyra sloan smillie smithwick snaith sneppen snodgrass snook sofamor sola somatom somers sones souques southgate southwick spearman spee spielberger spinelli spodick spratt stabler stacke "
        "stago staheli stallworthy stamey stamm stammberger stanish stanojevic starkstein starry steiner steinert stellwag stelzner stenstrom stenver stenvers sterillium steris stern sternheimer sterrad steward stille stillman "
        "stillmans stoller storz stransky strasberg stratte stroganoff strully struycken stryker studer stulberg stypven subbarow sudan sugita sunderland sureselect surgiflo surgilube surguladze swank swartz swenson sydney syed symbia "
        "syndesmotic syracuse sysmex takahashi takemoto tanzer tapestation tarnier tarnow tarone teale tecan techni teng terumo thalquick thames thioflavin thomason thorn thudichum thudicum thunderbeat tillaux tilley timi timmerman "
        "tinsdale tischler titan tobey tobin todani tofflemire tokyo tombaugh tornier torode toronto torrent trachlight transgrow travell traverso trillat trinder tripier tristel trombley trommner tromner trophon troutman trump "
        "tscherne tubbs tumarkin turesky turnbull tuttle twist twort ugo uldall ulrich ultrathane universa uno uthoff valleylab vandeputte vannas vannucchi varco velpeau venham vereckei vereos veress verigene verio verres versatrek "
        "vertucci vida vigouroux virani virex vitek vitros voges vojta volkman wachtel wald wallis walsham wangensteen warrington warwick wasserman wassermann webril wedelstaedt weder weerda weider weigert weine wellens wesco westcott "
        "westgard westphal westpoint wheat wiberg widman wieger wigand wilde wilder wilk wills winkelmann winquist winslow wintrobe wirsung withers witts wolfson woodcock woodruff woodson wrigley wrisberg wuscope wylie yacovino "
        "yasargil yeoman ysio zabramski zamboni zanca zargar zee zhang zhukovsky zickel zimmer zinn zonule zuckerkandl zuma "
    ).split()
)

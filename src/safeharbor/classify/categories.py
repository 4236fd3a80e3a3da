"""Closed sets of clinical and administrative words: values that are nobody's name."""

from __future__ import annotations

from functools import cache
from typing import Final

_STATES: Final = """
AL=Alabama AK=Alaska AZ=Arizona AR=Arkansas CA=California CO=Colorado CT=Connecticut DE=Delaware DC=District_of_Columbia
FL=Florida GA=Georgia HI=Hawaii ID=Idaho IL=Illinois IN=Indiana IA=Iowa KS=Kansas KY=Kentucky LA=Louisiana ME=Maine
MD=Maryland MA=Massachusetts MI=Michigan MN=Minnesota MS=Mississippi MO=Missouri MT=Montana NE=Nebraska NV=Nevada
NH=New_Hampshire NJ=New_Jersey NM=New_Mexico NY=New_York NC=North_Carolina ND=North_Dakota OH=Ohio OK=Oklahoma OR=Oregon
PA=Pennsylvania RI=Rhode_Island SC=South_Carolina SD=South_Dakota TN=Tennessee TX=Texas UT=Utah VT=Vermont VA=Virginia
WA=Washington WV=West_Virginia WI=Wisconsin WY=Wyoming PR=Puerto_Rico GU=Guam VI=Virgin_Islands AS=American_Samoa
MP=Northern_Mariana_Islands AA=Armed_Forces_Americas AE=Armed_Forces_Europe AP=Armed_Forces_Pacific
FM=Federated_States_of_Micronesia MH=Marshall_Islands PW=Palau
"""
_COUNTRIES: Final = """
us,usa,united states,united states of america,u.s.,u.s.a.,mexico,mx,mex,canada,ca,can,puerto rico,pr,china,cn,chn,
india,in,ind,philippines,vietnam,el salvador,guatemala,honduras,cuba,dominican republic,haiti,jamaica,colombia,peru,
ecuador,brazil,spain,es,esp,france,fr,fra,germany,de,deu,italy,it,ita,united kingdom,uk,gb,gbr,england,ireland,
portugal,poland,russia,ukraine,japan,korea,south korea,iran,iraq,pakistan,bangladesh,nigeria,ethiopia,kenya,somalia,
egypt,australia,new zealand,estados unidos,españa,
afghanistan,albania,algeria,angola,argentina,armenia,austria,azerbaijan,bahamas,bahrain,barbados,belarus,belgium,belize,
benin,bhutan,bolivia,botswana,brunei,bulgaria,burkina faso,burma,burundi,cambodia,cameroon,cape verde,chad,chile,
congo,costa rica,cote d'ivoire,ivory coast,croatia,cyprus,czechia,czech republic,denmark,djibouti,eritrea,estonia,
eswatini,fiji,finland,gabon,gambia,georgia,ghana,greece,grenada,guinea,guinea-bissau,guyana,hungary,iceland,indonesia,
israel,jordan,kazakhstan,kosovo,kuwait,kyrgyzstan,laos,latvia,lebanon,lesotho,liberia,libya,lithuania,luxembourg,
madagascar,malawi,malaysia,mali,malta,mauritania,mauritius,moldova,mongolia,montenegro,morocco,mozambique,myanmar,
namibia,nepal,netherlands,nicaragua,niger,north korea,north macedonia,norway,oman,panama,papua new guinea,paraguay,
qatar,romania,rwanda,samoa,saudi arabia,scotland,senegal,serbia,sierra leone,singapore,slovakia,slovenia,south africa,
south sudan,sri lanka,sudan,suriname,sweden,switzerland,syria,taiwan,tajikistan,tanzania,thailand,togo,tonga,
trinidad and tobago,tunisia,turkey,turkiye,türkiye,turkmenistan,uganda,united arab emirates,uruguay,uzbekistan,
venezuela,wales,yemen,zambia,zimbabwe,deutschland,osterreich,österreich,schweiz,italia,brasil,nederland,polska,
"""
_WORDS: Final = """
het,hom,hemi,heterozygous,homozygous,hemizygous,wild type,proband,affected,unaffected,carrier,mgm,mgf,pgm,pgf,sib,
red,orange,green,blue,rojo,naranja,amarillo,verde,azul,vermelho,laranja,amarelo,rot,gelb,grun,blau,rouge,jaune,vert,bleu,
bianco,nero,rosso,giallo,azzurro,arancione,blanc,noir,branco,preto,weiss,weiß,schwarz,wit,zwart,rood,geel,groen,blauw,
m,f,male,female,man,woman,u,o,x,other,unknown,unk,nonbinary,non-binary,transgender,undifferentiated,masculino,
femenino,hombre,mujer,h,varon,intersex,not specified,not stated,transgender male,transgender female,
transgender woman,transgender man,genderqueer,yes,no,y,n,t,true,false,si,sí,0,1,pos,neg,positive,negative,positivo,
negativo,sim,não,nao,oui,non,ja,nein,nee,sì,tak,nie,nej,evet,ano,igen,nem,
reactive,non-reactive,nonreactive,detected,not detected,indeterminate,equivocal,trace,present,absent,normal,
abnormal,borderline,invalid,inconclusive,rare,few,moderate,many,small,large,none,hh,ll,l,a,aa,nl,c,w,high,low,
critical,crit,critical high,critical low,clear,cloudy,turbid,yellow,amber,straw,hazy,white,black,asian,native,
hawaiian,black or african american,african american,american indian or alaska native,american indian,native american,
native hawaiian or other pacific islander,pacific islander,hispanic,latino,hispanic or latino,not hispanic or latino,
non-hispanic,nonhispanic,hispanic/latino,white/caucasian,caucasian,multiracial,two or more races,more than one race,
mixed,declined,refused,patient refused,some other race,other race,white - russian,black/african american,
black/cape verdean,asian - chinese,white or caucasian,middle eastern,biracial,african,blanco,negro,indigena,mestizo,
hispano,no hispano,latina,latinx,english,spanish,french,chinese,mandarin,cantonese,vietnamese,tagalog,korean,russian,
arabic,portuguese,haitian creole,german,italian,polish,hindi,japanese,urdu,farsi,somali,amharic,hmong,armenian,
bengali,punjabi,gujarati,tamil,thai,greek,swahili,nepali,burmese,american sign language,creole,en,es,fr,zh,vi,ko,ru,
ar,pt,en-us,es-mx,es-us,fr-fr,zh-cn,eng,spa,engl,span,ptun,en_us,ingles,español,inglés,french creole,navajo,
ukrainian,romanian,married,single,divorced,widowed,separated,never married,domestic partner,life partner,
legally separated,s,d,p,casado,casada,soltero,soltera,divorciado,divorciada,viudo,viuda,union libre,unmarried,
partnered,common law,annulled,polygamous,significant other,civil union,medicare,medicaid,commercial,private,self-pay,
self pay,selfpay,uninsured,government,tricare,champus,va,veterans affairs,worker's comp,workers comp,
workers compensation,auto,hmo,ppo,epo,hdhp,medicare advantage,medicare part a,medicare part b,medicare part d,chip,
dual eligible,charity,no charge,bcbs,blue cross,blue shield,blue cross blue shield,anthem,aetna,cigna,cigna health,
humana,unitedhealthcare,united healthcare,united health care,united,kaiser,kaiser permanente,molina,centene,oscar,
wellcare,no_insurance,no insurance,publico,privado,imss,issste,seguro popular,particular,indemnity,exchange,
marketplace,managed care,blue cross of california,health net,ambetter,amerigroup,highmark,emblemhealth,carefirst,
harvard pilgrim,tufts health plan,health partners,primary,secondary,tertiary,inpatient,outpatient,emergency,
ambulatory,observation,urgent,urgentcare,urgent care,elective,newborn,trauma,wellness,home,virtual,telehealth,
televisit,imp,amb,emer,obsenc,prenc,ss,acute,nonac,vr,fld,i,e,inp,outp,ed,ip,op,er,urgencias,hospitalizacion,
ambulatorio,direct,referral,transfer,clinic referral,physician referral,transfer from hospital,emergency room admit,
office visit,follow-up,follow up,new patient,established patient,well child,annual physical,checkup,consult,
consultation,walk-in,walk in,procedure,surgery,day surgery,home health,hospice,snf,skilled nursing facility,rehab,
rehabilitation,expired,ama,against medical advice,left without being seen,discharged home,home health care,
long term care hospital,psych facility,home or self care,discharged to home,died,alive,deceased,dead,active,inactive,
completed,complete,cancelled,canceled,pending,stopped,on-hold,on hold,draft,final,preliminary,amended,corrected,
entered-in-error,registered,partial,in-progress,in progress,finished,planned,arrived,triaged,onleave,resolved,
recurrence,relapse,remission,confirmed,provisional,differential,refuted,unconfirmed,not-done,not done,aborted,held,
given,discontinued,dispensed,approved,denied,rejected,paid,unpaid,open,closed,submitted,adjudicated,reversed,
appealed,suspended,void,new,replaced,billed,scheduled,no show,no-show,noshow,rescheduled,checked in,checked out,
checked-in,ordered,collected,resulted,received,verified,routine,stat,asap,timed,normal priority,prn,continuous,once,
daily,bid,tid,qid,qhs,q4h,q6h,q8h,q12h,weekly,monthly,nightly,mild,severe,fatal,life-threatening,unable-to-assess,
serious,minor,major,extreme,grade 1,grade 2,grade 3,grade 4,oral,po,iv,im,sc,sq,subq,subcutaneous,intravenous,
intramuscular,topical,inhalation,inhaled,inh,rectal,pr,nasal,ophthalmic,otic,sublingual,sl,transdermal,td,buccal,
vaginal,iv push,iv drip,ivpb,intranasal,nebulized,epidural,per tube,ng,gastrostomy,tablet,tab,tabs,capsule,cap,caps,
solution,suspension,injection,cream,ointment,patch,inhaler,spray,drops,syrup,lotion,gel,powder,vial,syringe,bag,
bottle,box,kit,current,former,never,never smoker,current every day smoker,current some day smoker,former smoker,
smoker,nonsmoker,non-smoker,ex-smoker,heavy tobacco smoker,light tobacco smoker,unknown if ever smoked,
smoker current status unknown,passive smoker,heavy smoker,light smoker,left,right,bilateral,unilateral,lt,rt,r,both,
upper,lower,a+,a-,b+,b-,ab+,ab-,o+,o-,a pos,a neg,b pos,b neg,ab pos,ab neg,o pos,o neg,a positive,o positive,
b positive,ab positive,a negative,o negative,b negative,ab negative,rh positive,rh negative,catholic,protestant,
protestant quaker,jewish,muslim,buddhist,hindu,none/unknown,christian,baptist,methodist,lutheran,presbyterian,
episcopalian,atheist,agnostic,jehovah's witness,mormon,orthodox,unobtainable,7th day adventist,blood,serum,plasma,
urine,csf,whole blood,stool,sputum,swab,tissue,saliva,nasopharyngeal swab,wound,fluid,joint fluid,pleural,ascites,
bone marrow,capillary blood,venous blood,arterial blood,sangre,orina,suero,icu,micu,sicu,ccu,csru,tsicu,nicu,picu,
cvicu,pacu,or,med,surg,ob,peds,psych,med/surg,medicine,cardiology,neurology,oncology,orthopedics,pediatrics,
psychiatry,radiology,dermatology,urology,nephrology,gastroenterology,pulmonology,endocrinology,hematology,
rheumatology,obstetrics,gynecology,ob/gyn,obgyn,ophthalmology,otolaryngology,ent,anesthesiology,pathology,
general surgery,internal medicine,family medicine,emergency medicine,emergency department,emergency room,
intensive care,cardiac surgery,neurosurgery,vascular surgery,plastic surgery,physical therapy,occupational therapy,
primary care,general practice,nurse practitioner,physician assistant,registered nurse,physician,nurse,pharmacist,
technician,resident,attending,fellow,cmed,csurg,nmed,nsurg,omed,orthop,psurg,tsurg,vsurg,gu,gyn,nb,dent,eye,
chemistry,microbiology,immunology,serology,coagulation,blood gas,urinalysis,toxicology,molecular,virology,numeric,
text,coded,string,integer,boolean,date,quantity,codeableconcept,valuequantity,valuecodeableconcept,valuestring,phone,
email,fax,sms,pager,url,mobile,work,old,temp,billing,official,usual,nickname,maiden,anonymous,postal,physical,
high school,college,some college,bachelors,bachelor's degree,masters,doctorate,ged,graduate,less than high school,
associate degree,employed,unemployed,retired,student,disabled,full time,part time,full-time,part-time,self-employed,
homemaker,active duty,veteran,non-veteran,owned,rented,homeless,shelter,stable,unstable,improved,worsened,unchanged,
good,fair,poor,excellent,guarded,full code,dnr,dni,dnr/dni,comfort care,cmo,professional,institutional,dental,
pharmacy,vision,facility,prof,inst,carrier,dme,hha,ffs,capitation,institucional,food,medication,environment,
environmental,biologic,allergy,intolerance,drug,animal,drug allergy,food allergy,laboratory,vital-signs,vital signs,
imaging,survey,exam,therapy,social-history,social history,activity,problem-list-item,encounter-diagnosis,
problem list,diagnosis,chronic,working,admitting,discharge,admission,principal,preop,postop,mr,dl,ppn,pi,an,vn,mc,ma,
pn,sb,fi,ee,patient,group,person,location,device,practitioner,organization,encounter,condition,immunization,claim,
coverage,careplan,medicationrequest,diagnosticreport,allergyintolerance,loinc,snomed,snomed ct,snomed-ct,icd9,icd10,
icd-9,icd-10,icd10cm,icd9cm,icd-10-cm,icd-9-cm,icd10pcs,cpt,cpt4,hcpcs,rxnorm,ndc,cvx,ucum,local,ms-drg,drg,apr-drg,
hl7,nubc,icd9proc,atc,nucc,am,pm,day,night,evening,morning,before meal,after meal,fasting,non-fasting,ct,mri,us,xr,
x-ray,xray,ultrasound,pet,ecg,ekg,echo,dx,nm,cr,dr,mg,ot,px,rf,xa,self,spouse,child,parent,sibling,guardian,mother,
father,friend,son,daughter,brother,sister,grandparent,husband,wife,partner,self employed,employee,dependent,
subscriber,family,individual,bmi,sbp,dbp,hr,rr,spo2,o2 sat,gcs,map,wt,ht,fever,cough,headache,nausea,vomiting,
fatigue,pain,chest pain,rash,diarrhea,dizziness,admit,update,insert,delete,create,read,a01,a02,a03,a04,a08,oru,adt,
orm,r01,sent,failed,success,error,ok,get,post,put,wifi,cellular,bluetooth,ios,android,web,chrome,safari,firefox,edge,
"""


@cache
def states() -> frozenset[str]:
    """Return state names and postal codes, lower case."""
    pairs = [entry.split("=") for entry in _STATES.split()]
    return frozenset(word.replace("_", " ").lower() for pair in pairs for word in pair)


@cache
def countries() -> frozenset[str]:
    """Return frequent names and codes of countries, lower case."""
    return _split(_COUNTRIES)


@cache
def category_words() -> frozenset[str]:
    """Return values of closed clinical and administrative sets, lower case."""
    return _split(_WORDS)


def _split(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.replace("\n", "").split(",") if word.strip())

// The words of questions and documents: stop words, stems and synonyms, in English and German. Another language costs
// one more list of each. Pure.

const words = (list: string): string[] => list.trim().split(/\s+/)

const STOP = new Set(
  words(`
a an the this that these those is are was were be been being am do does did have has had having can could will would shall
should may might must i we you they he she it me us them my our your their his her its of in on at to for from with by about
into over under and or what what's whats which who who's whom whose when where why how much many often long there here please
tell show find search look say says said mention mentions mentioned state states stated document documents file files text
page pages any all quote quotes passage passages give up as if than then so just also get gets got need needs needed happens happen
allowed permitted possible according under regarding concerning section does exactly out off up too since until till later also something anything every come comes coming go goes went going make makes take takes someone somebody anyone one else
der die das den dem des ein eine einen einem einer eines und oder ist sind war waren wird werden wurde kann können darf dürfen
muss müssen soll sollen hat haben ich wir sie er es ihr man mich uns mein unser was wer wen wem wessen wann wo wie warum
welche welcher welches welchen wieviel viel viele lange oft hoch für von vom zu zum zur im in an am auf aus bei mit nach über um
dokument datei steht sagt suche finde zeige bitte gibt ab seit bis etwas erlaubt möglich dass wenn auch als denn so mache macht machen tun tue tut passiert passieren geschieht bekomme bekommen bekommt habe hätte kommen kommt gehört gehören wohin woher lang eigentlich bitte
future again use using exactly own really usually
`),
)

const ENDINGS = words(
  'ations ation ments ment ings ing ities ity als al ers er ed es s ly ies ive able ible ance ence ion ions e y ' +
    'ungen ung heiten heit keiten keit lich bar ern en em n t te ten et',
)
  .map((ending) => ending.normalize('NFC'))
  .sort((a, b) => b.length - a.length)
const STEM_LETTERS = 4

/** Stems of words seen lately: texts repeat their words. */
const stems = new Map<string, string>()
const MOST_STEMS = 20_000

/** Each line is one meaning. A word finds the others of its line, and counts less than the word itself. */
const MEANINGS = words(`
reimburse,reimbursement,refund,refunds,repay,erstatten,erstattung
reimburse,pay,payment,paid,zahlung,zahlen,bezahlen
fund,funding,funded,finance,financed,sponsor,paid,gefördert,finanziert
pay,payment,paid,payable,due,invoice
run,runs,duration,term
end,ending,move,vacate,quit,expire,expiry,terminate,termination,term,duration,runs,enden,ende,laufzeit,endet
start,begin,commence,effective,valid,anfangen,beginn,gilt,kick-off,kraft,inkrafttreten
cancel,terminate,termination,withdraw,notice,kündigen,kündigung,kündigungsfrist
notice,kündigungsfrist,kündigung
late,delay,delayed,overdue,deadline,verspätet,verzug,verspätung
deliver,delivery,shipment,shipping,ship,lieferung,liefern
penalty,fine,damages,credit,vertragsstrafe,strafe
cost,price,fee,charge,rate,kosten,preis,gebühr,amount
allowance,limit,maximum,cap,budget,höchstens,grenze,obergrenze,pauschale
höchstens,maximal,höchstwert,überschreiten,exceed,maximum
approve,approval,authorise,authorize,sign,consent,permission,genehmigung,genehmigen,genehmigt,freigabe,zustimmung
responsible,owner,owns,accountable,verantwortlich,zuständig
buy,purchase,order,procure,kaufen,beschaffung,bestellen
holiday,holidays,vacation,leave,urlaub
home,remote,remotely,telework,homeoffice
vacation,leave,absence
sick,ill,illness,krank,krankheit,krankmeldung
salary,wage,pay,gehalt
boss,manager,supervisor,head,lead,vorgesetzter,vorgesetzte,führungskraft
employee,employees,staff,worker,mitarbeiter,mitarbeitende,beschäftigte
customer,client,kunde,kunden
supplier,vendor,provider,contractor,lieferant,auftragnehmer
hotel,accommodation,lodging,übernachtung
food,meal,meals,verpflegung,essen
wine,beer,alcohol,alkohol
flight,flights,fly,plane,air,flug
train,rail,bahn
car,vehicle,auto,fahrzeug,pkw
phone,telephone,mobile,telefon
email,e-mail,mail
contact,questions,reach,ask,kontakt
confidential,confidentiality,secret,disclose,vertraulich,vertraulichkeit
liability,liable,haftung
law,jurisdiction,govern,governing,court,recht,gerichtsstand
data,personal,privacy,datenschutz
delete,erase,remove,löschen,löschung,gelöscht
keep,kept,retain,retention,store,stored,aufbewahren,aufbewahrung
password,passwords,passwort,kennwort
reset,restart,reboot,zurücksetzen
broken,defective,fault,faulty,defect,error,defekt
clean,cleaning,reinigen,reinigung
warranty,guarantee,garantie,gewährleistung
return,returns,rückgabe
back,return,returned,zurück
ask,request,apply,antrag,beantragen
handle,process,processed,handled,bearbeiten
talk,speak,discuss,negotiate,sprechen,verhandeln
outside,outdoors,draußen
inside,indoors
stand,place,stehen,aufstellen
tag,tage,täglich,day,daily
arbeiten,arbeitszeit,arbeit
plusstunden,überstunden,zeitguthaben,guthaben
vergessen,vergisst,forget,forgotten
chair,chaired,chairs,leitung,vorsitz
speed,fast,quick,schnell
based,seat,located,headquarters,sitz
recommend,recommended,advise,suggest,empfehlen,empfohlen
sublet,sub-letting,subletting,untervermieten
study,studied,followed,examined,observed,untersucht
meet,meeting,besprechung,sitzung
missing,absent,apologies,excused,entschuldigt,abwesend
attend,attended,attendees,present,participants,teilnehmer,anwesend
decide,decided,decision,decisions,agreed,resolved,beschluss,beschlossen
finish,complete,completed,done,due,fertig
increase,rise,rose,grew,grow,grown,growth,up,gestiegen,wachstum
decrease,fell,fall,drop,dropped,decline,declined,down,gesunken
satisfaction,csat,zufriedenheit
report,submit,notify,inform,melden,einreichen
submit,hand,file,send,claim,einreichen
risk,risks,risiko
goal,target,objective,ziel
reason,because,cause,due,grund
trip,travel,journey,reise,dienstreise
receipt,receipts,beleg,belege
kilometre,kilometer,mileage,km
laptop,device,computer,gerät,notebook
training,course,learning,schulung,weiterbildung
breach,violate,violation,incident,verstoß
extend,renew,renewal,extension,verlängern,verlängert
probation,trial,probezeit
old,age,years
apply,valid,gilt,gelten,gültig
responsible,jurisdiction,zuständig
late,later,spät,später
free,charge,gratis,kostenlos
heavy,weigh,weight,gewicht,schwer,wiegen,wiegt
tall,high,height,höhe
wide,width,breite
contract,agreement,vertrag,vereinbarung
apply,govern,gelten,gilt
sent,wrote,author,from,sender
flow,come
last,runs,valid,dauer,dauert,dauern
law,govern,recht
address,street,straße,adresse,anschrift
cause,reason,due
choose,select,pick
build,built,construct
hurt,injury,injured,accident,unfall
fire,emergency,notfall,brand
child,children,kid,kinder
smoke,smoking,cigarettes,rauchen
open,opening,opens
close,closing,closes
new,hire,joiner,starter
weekly,week
monthly,month
annual,annually,yearly,year,jährlich,jahr
`).map((line) => line.split(',').map((word) => stem(word)))

/** The word without its ending; the same for `approve`, `approval` and `approves`, for `Kündigung` and `kündigen`. */
export function stem(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  if (stems.size >= MOST_STEMS) stems.clear()
  const found = stemOf(word)
  stems.set(word, found)
  return found
}

function stemOf(word: string): string {
  const folded = word
    .toLowerCase()
    .replace(/['’]s$/, '')
    .replaceAll('ß', 'ss')
    // “Abgeholt” and “geholt” are the same work.
    .replace(/^(?:ab|an|auf|aus|ein|mit|vor|zu)(?=ge\p{L}{4})/u, '')
  const singular = /[^su]s$/.test(folded) && folded.length > STEM_LETTERS ? folded.slice(0, -1) : folded
  const ending = ENDINGS.find(
    (one) =>
      singular.endsWith(one) &&
      singular.length - one.length >= STEM_LETTERS &&
      // “Delete”, “complete”: the ending is an e; “stellte” ends on “te”.
      !(one === 'te' && /[aeiou]te$/.test(singular)),
  )
  const short = ending === undefined || /\d/.test(singular) ? singular : singular.slice(0, -ending.length)
  return short
}

const WORD = /[\p{L}\p{N}]{1,60}(?:['’-][\p{L}\p{N}]{1,60})*/gu

export const wordsIn = (text: string): string[] => text.toLowerCase().match(WORD) ?? []
export const stemsIn = (text: string): string[] =>
  wordsIn(text).flatMap((word) =>
    word.includes('-') ? [stem(word), stem(word.replaceAll('-', '')), ...word.split('-').map(stem)] : [stem(word)],
  )

export const isStopWord = (word: string): boolean => STOP.has(word)

/** Words for the document itself: “When does the contract end?” need not find “contract”. */
const DOCUMENT_NOUNS = new Set(
  words(
    'lease contract agreement policy report manual minutes letter memo handbook guideline rules procedure faq article e-mail email mail meeting ' +
      'vertrag richtlinie bericht handbuch protokoll vereinbarung anleitung',
  ),
)
export const isDocumentNoun = (word: string): boolean => DOCUMENT_NOUNS.has(word)

/** Asks for a duration, not for what comes last. */
const DURATION_WORDS = new Set(words('last lasts lasting take takes have dauert dauern'))

/** “How old”, “how far”: the word says which kind of answer is wanted, and seldom stands in it. */
const DEGREE = /\bhow (old|far|quickly|soon|fast|early|close|near)\b/

const MAX_TERMS = 30

/** What a question is about: its words without those that every question has. */
export function termsOf(question: string): string[] {
  const said = wordsIn(question)
  const duration = /\b(?:how long|wie lange)\b/i.test(question)
  const degree = DEGREE.exec(question.toLowerCase())?.[1]
  const telling = said.filter((word) => !STOP.has(word) && word !== degree && !(duration && DURATION_WORDS.has(word)))
  return [...new Set(telling.length > 0 ? telling : said)].slice(0, MAX_TERMS)
}

/** Stems that mean about the same as this one. */
export function synonymsOf(stemmed: string): string[] {
  return [...new Set(MEANINGS.filter((group) => group.includes(stemmed)).flat())].filter((one) => one !== stemmed)
}

// What the name of a column says of its values. Words of English and of some neighbours; a further language adds to the lists.

/** `dueDate`, `Due date` and `DUE-DATE` as `due date`. */
export const nameWords = (name: string): string[] =>
  name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}%]+/u)
    .filter((word) => word !== '')

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/))

export const MONEY = set(
  'amount total price cost costs balance revenue sales value fee fees payment paid due net gross tax vat salary wage budget spend spent debt credit debit outstanding profit margin income expense expenses turnover discount refund charge rent usd eur gbp betrag umsatz preis kosten gebühr summe saldo gehalt lohn netto brutto mwst steuer erlös gewinn rabatt miete valor precio importe monto coste ingresos saldo total montant prix coût solde chiffre salaire prezzo importo',
)
const MONEY_PARTS = ['betrag', 'umsatz', 'preis', 'kosten', 'gehalt', 'saldo', 'amount', 'revenue', 'price']
export const NOT_MONEY = set(
  'id no nr number count qty quantity units days day hours minutes weeks weight kg year month age rate code rating score score pct percent % ratio share index zip phone stock speed temperature',
)
const IDENTIFIER = set(
  'id ids uuid guid nr no number num key code sku ean upc isbn iban bic zip postal postcode plz phone tel telephone telefon telefone telefono mobile fax ssn vin ref reference serial barcode account konto kontonummer matricula cpf cnpj tin',
)
const IDENTIFIER_ENDS = ['nummer', 'nr', '_id', 'code', 'kennung']
const PHONE = set('phone tel telephone telefon telefone telefono mobile fax handy celular')
const RATE = set(
  'rate rates ratio pct percent percentage % share proportion rating ratings score scores stars grade index probability likelihood utilization utilisation occupancy quote anteil prozent bewertung note tasa taux csat nps growth yield efficiency satisfaction margin%',
)
const PRICE = set('price prices preis prix precio prezzo einzelpreis stückpreis stueckpreis tarif tariff wage hourly')
const PER_UNIT = set(
  'unit per each average avg mean median ø durchschnitt mittelwert moyenne promedio std stddev deviation max min maximum minimum highest lowest',
)
const BALANCE = set('balance balances saldo kontostand solde stock inventory bestand headcount level')
const AGE = set('age alter edad âge tenure')
const POSITION = set(
  'lat latitude lon lng long longitude x y z rank ranking rang position order_no line sequence seq lfd priority level temperature temp temperatur version',
)
const PERIOD = set(
  'year years month quarter week weekday day hour jahr monat quartal woche tag stunde año mes trimestre semana année mois fiscal',
)
const TOTAL = set('items total sum summe gesamt line extended betrag amount revenue sales umsatz')
const DATE = set(
  'date dates datum day dt fecha data jour tag on at time timestamp ts created updated modified opened closed due paid invoiced birth birthday dob geburtsdatum start end from until since valid expiry expires hired hire joined deadline fällig am vom bis',
)
const EPOCH = set('at time timestamp ts date created updated modified epoch unix seen login expires datetime')
const VERSION = set('version release build ip')
const TRUTH_START = set('is has was can should did does will are')
const TRUTH = set(
  'flag active enabled disabled churned paid closed open deleted archived verified approved subscribed returned refunded reopened resolved cancelled canceled completed done valid married default promoted remote exempt tertiary boolean bool overdue won lost insured employed attended passed failed aktiv bezahlt erledigt gelöscht storniert',
)
const LENGTH_OF_TIME = set(
  'duration dauer length elapsed runtime time hours worked arbeitszeit stunden zeit wait waiting response resolution laufzeit overtime downtime',
)
const CLOCK = set('start end begin beginn ende at clock uhrzeit opens closes arrival departure from to')

const some = (words: readonly string[], known: ReadonlySet<string>): boolean => words.some((word) => known.has(word))

export const saysMoney = (words: readonly string[]): boolean =>
  !some(words, NOT_MONEY) &&
  (some(words, MONEY) || words.some((word) => MONEY_PARTS.some((part) => word.endsWith(part))))
/** Words that name a thing by themselves, wherever they stand. */
const STRONG = set('id uuid guid sku ean upc isbn iban bic phone telephone telefon telefone telefono zip plz postal')
/** `order`, `invoice`: whole numbers under such a name say which one, and not how many. */
const ENTITIES = set(
  'invoice order ticket store customer client employee product case room branch department project vehicle machine device shop patient student user vendor supplier item line batch lot rechnung auftrag kunde filiale ticket position facture commande pedido factura cliente',
)
export const saysEntity = (words: readonly string[]): boolean => words.length === 1 && some(words, ENTITIES)
export const saysIdentifier = (words: readonly string[]): boolean =>
  IDENTIFIER.has(words.at(-1) ?? '') ||
  STRONG.has(words[0] ?? '') ||
  words.some((word) => word.length > 4 && IDENTIFIER_ENDS.some((end) => word.endsWith(end)))
export const saysPhone = (words: readonly string[]): boolean => some(words, PHONE)
export const saysDate = (words: readonly string[]): boolean =>
  some(words, DATE) || words.some((word) => word.endsWith('datum') || word.endsWith('date'))
export const saysEpoch = (words: readonly string[]): boolean => some(words, EPOCH)
export const saysVersion = (words: readonly string[]): boolean => some(words, VERSION)
export const saysTruth = (words: readonly string[]): boolean => TRUTH_START.has(words[0] ?? '') || some(words, TRUTH)
export const saysDuration = (words: readonly string[]): boolean => some(words, LENGTH_OF_TIME) && !some(words, CLOCK)
export const saysYear = (words: readonly string[]): boolean => some(words, PERIOD)

/** Why a sum of the column means nothing; `null` where the name does not say so. */
export function reasonNotToAdd(words: readonly string[]): string | null {
  if (some(words, RATE)) return 'its name says a rate or a rating'
  if (some(words, PRICE) && !some(words, TOTAL)) return 'its name says a price'
  // `Wait (min)` is in minutes.
  const minutes = words.at(-1) === 'min' && some(words.slice(0, -1), LENGTH_OF_TIME)
  if (some(minutes ? words.slice(0, -1) : words, PER_UNIT)) return 'its name says a value for each unit, or an average'
  if (some(words, BALANCE)) return 'its name says a balance'
  if (some(words, AGE)) return 'its name says an age'
  if (some(words, TOTAL)) return null
  if (some(words, POSITION)) return 'its name says a position'
  return some(words, PERIOD) && words.length <= 2 ? 'its name says a point in time' : null
}

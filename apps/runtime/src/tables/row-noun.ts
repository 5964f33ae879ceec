// What one row is, in the words of the file: from its identifying column, its name, or its sheet.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import { capital } from '../tools/shown-text.ts'
import { nameWords, saysIdentifier } from './name-words.ts'

export interface RowNoun {
  one: string
  many: string
}

interface NounSource {
  fileName: string
  title: string | null
  columns: readonly ColumnReading[]
  rows: number
}

const ID_WORDS = new Set('id ids uuid guid no nr number num key code ref reference key'.split(' '))
/** Words of file and sheet names that do not say what the rows are. */
const NOISE = new Set(
  'export exports report reports data dataset table tables list lists file files sheet tabelle blatt feuille hoja final copy new old all full sample example test demo output results result download raw clean cleaned master log book q1 q2 q3 q4 h1 h2 fy ytd jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october november december de en us eu uk'.split(
    ' ',
  ),
)
const NO_NOUN = new Set('routing phone postal zip account row line record entry item the this my our'.split(' '))
const IRREGULAR: Record<string, string> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  staff: 'employee',
  sales: 'sale',
  series: 'series',
  companies: 'company',
  cities: 'city',
  countries: 'country',
  categories: 'category',
  deliveries: 'delivery',
  entries: 'entry',
  inquiries: 'inquiry',
  queries: 'query',
  salaries: 'salary',
  expenses: 'expense',
  purchases: 'purchase',
  invoices: 'invoice',
  leases: 'lease',
  cases: 'case',
  houses: 'house',
  courses: 'course',
  nurses: 'nurse',
  responses: 'response',
  warehouses: 'warehouse',
  branches: 'branch',
  batches: 'batch',
  classes: 'class',
  addresses: 'address',
  boxes: 'box',
  taxes: 'tax',
  losses: 'loss',
  businesses: 'business',
}
const PLURALS = new Map(
  Object.entries(IRREGULAR).flatMap(([many, one]) => (many === 'staff' ? [] : [[one, many] as const])),
)
const MAX_CHARS = 40

export function rowNounOf({ fileName, title, columns, rows }: NounSource): RowNoun {
  const unique = columns
    .filter(({ name, distinct }) => saysIdentifier(nameWords(name)) && rows > 0 && distinct >= rows)
    .map(({ name }) => entityOf(name))
    .find((word) => word !== null)
  const dot = fileName.lastIndexOf('.')
  const named = pluralOf(dot > 0 ? fileName.slice(0, dot) : fileName) ?? (title === null ? null : pluralOf(title))
  if (unique) return nounOf(unique)
  return named && !columns.some((column) => repeats(column, named, rows)) ? named : { one: 'row', many: 'rows' }
}

/** The rows of `charity-shops.csv` are no shops where a column “Shop” has three of them. */
const repeats = ({ name, kind, distinct }: ColumnReading, { one, many }: RowNoun, rows: number): boolean =>
  kind.value === 'text' && distinct * 2 < rows && [one, many].includes(nameWords(name).join(' '))

/** `ticket` of `ticket_id`; `null` where only `id` stands there. */
function entityOf(name: string): string | null {
  const words = nameWords(name)
  if (words.length < 2 || !ID_WORDS.has(words.at(-1) ?? '')) return null
  const word =
    words
      .slice(0, -1)
      .filter((other) => !ID_WORDS.has(other))
      .at(-1) ?? ''
  return /^\p{L}{3,30}$/u.test(word) && !NO_NOUN.has(word) && !NOISE.has(word) ? word : null
}

/** The last plural word of a name. */
function pluralOf(text: string): RowNoun | null {
  const words = nameWords(text).filter((word) => /^\p{L}{3,30}$/u.test(word) && !NOISE.has(word))
  const german = germanNoun(words)
  if (german) return german
  const many = words.findLast((word) => Object.hasOwn(IRREGULAR, word) || (/[^siu]s$/.test(word) && word.length > 3))
  if (many === undefined) return null
  const one = singularOf(many)
  return NO_NOUN.has(one)
    ? null
    : { one: one.slice(0, MAX_CHARS), many: many === 'staff' ? 'employees' : many.slice(0, MAX_CHARS) }
}

/** Plurals that end in no `s`, as the last part of a word: `Praxistermine`. */
const GERMAN: readonly (readonly [string, string])[] = [
  ['spenden', 'spende'],
  ['rechnungen', 'rechnung'],
  ['bestellungen', 'bestellung'],
  ['buchungen', 'buchung'],
  ['termine', 'termin'],
  ['fehlzeiten', 'fehlzeit'],
  ['noten', 'note'],
  ['kunden', 'kunde'],
  ['mitglieder', 'mitglied'],
  ['ausleihen', 'ausleihe'],
  ['verkäufe', 'verkauf'],
  ['aufträge', 'auftrag'],
  ['lieferungen', 'lieferung'],
  ['messungen', 'messung'],
  ['anfragen', 'anfrage'],
  ['projekte', 'projekt'],
  ['verträge', 'vertrag'],
  ['reklamationen', 'reklamation'],
  ['fahrten', 'fahrt'],
  ['flüge', 'flug'],
  ['einsätze', 'einsatz'],
  ['stunden', 'stunde'],
  ['anmeldungen', 'anmeldung'],
  ['veranstaltungen', 'veranstaltung'],
  ['reparaturen', 'reparatur'],
  ['prüfungen', 'prüfung'],
  ['besuche', 'besuch'],
  ['unfälle', 'unfall'],
  ['anträge', 'antrag'],
  ['bewerbungen', 'bewerbung'],
  ['proben', 'probe'],
]

function germanNoun(words: readonly string[]): RowNoun | null {
  for (const word of words.toReversed()) {
    const found = GERMAN.find(([many]) => word.endsWith(many))
    if (!found) continue
    const [many, one] = found
    return { one: capital(word.slice(0, word.length - many.length) + one), many: capital(word) }
  }
  return null
}

const singularOf = (many: string): string => {
  if (Object.hasOwn(IRREGULAR, many)) return IRREGULAR[many] ?? many
  if (many.endsWith('ies')) return `${many.slice(0, -3)}y`
  return /(?:ch|sh|x|ss|z)es$/.test(many) ? many.slice(0, -2) : many.slice(0, -1)
}

function nounOf(one: string): RowNoun {
  const known = PLURALS.get(one)
  if (known) return { one, many: known }
  if (/[^aeiou]y$/.test(one)) return { one, many: `${one.slice(0, -1)}ies` }
  return { one, many: /(?:ch|sh|x|s|z)$/.test(one) ? `${one}es` : `${one}s` }
}

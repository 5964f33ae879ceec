// Words that people call the same rows by: the lines of `fleet.csv` are cars, those of `films.json` movies.
import type { FileReading } from '@biplane/contracts/wire/file-reading'
import { sameWord, tokensOf } from './tokens.ts'

/** The first words are those that a file says of itself; all of them are what people say then. */
const FAMILIES: readonly { says: string; called: string }[] = [
  {
    says: 'fleet vehicle car plate mileage fahrzeug kennzeichen',
    called: 'car vehicle van truck lorry auto fahrzeug wagen',
  },
  { says: 'film movie', called: 'film movie picture' },
  {
    says: 'listing rental flat apartment property wohnung',
    called: 'flat apartment home property place listing unit wohnung',
  },
  { says: 'ticket case incident', called: 'ticket case issue request incident anfrage' },
  {
    says: 'employee staff personnel hire mitarbeiter',
    called: 'employee people person staff worker colleague mitarbeiter',
  },
  { says: 'student pupil schuler', called: 'student pupil kid child schuler' },
  {
    says: 'respondent survey response umfrage',
    called: 'respondent people person participant response answer teilnehmer',
  },
  { says: 'shipment delivery parcel sendung', called: 'shipment delivery parcel package sendung lieferung' },
  { says: 'booking reservation buchung', called: 'booking reservation stay buchung reservierung' },
  { says: 'donation donor spende spender', called: 'donation gift spende einzelspende' },
  { says: 'order bestellung', called: 'order purchase sale bestellung' },
  { says: 'transaction buchungstag kontoauszug statement', called: 'transaction payment booking buchung zahlung' },
  { says: 'invoice rechnung rechnungsnr', called: 'invoice bill rechnung' },
  {
    says: 'visit appointment patient termin',
    called: 'visit appointment consultation patient termin besuch versicherte',
  },
  { says: 'recipe rezept dish gericht', called: 'recipe dish meal rezept gericht' },
  { says: 'loan lent borrowed ausleihe', called: 'loan book ausleihe' },
  { says: 'buchnummer buch book', called: 'book buch bucher' },
  { says: 'team club league liga', called: 'team club side verein mannschaft' },
  { says: 'expense spesen', called: 'expense cost spesen ausgabe' },
  { says: 'reading meter sensor', called: 'reading measurement messung' },
  { says: 'sku item stock inventory artikel lager', called: 'item product article artikel produkt' },
  { says: 'member membership mitglied', called: 'member people person customer mitglied leute person' },
  { says: 'transfer', called: 'transfer move signing deal wechsel' },
  { says: 'snag defect', called: 'snag defect fault' },
  { says: 'call', called: 'call caller' },
  { says: 'fahrstunde', called: 'fahrstunde fahrt' },
  { says: 'flight', called: 'flight plane departure flug' },
  { says: 'parking', called: 'car ticket vehicle auto' },
  { says: 'fehlzeit absence urlaub', called: 'absence fehlzeit abwesenheit eintrag' },
]

/** All of them, for telling a word from a misspelt one. */
export const FAMILY_WORDS: ReadonlySet<string> = new Set(FAMILIES.flatMap(({ called }) => called.split(' ')))

const wordsOf = (text: string): string[] => text.split(' ')

/** What else the rows are called, for a table that says what it is by its row noun or the first column. */
export function familyNouns({ row_noun: noun, columns }: FileReading): string[] {
  const own = [noun.one, noun.many, columns[0]?.name ?? ''].flatMap((text) => tokensOf(text).map(({ norm }) => norm))
  return FAMILIES.flatMap(({ says, called }) =>
    wordsOf(says).some((word) => own.some((other) => sameWord(word, other))) ? wordsOf(called) : [],
  )
}

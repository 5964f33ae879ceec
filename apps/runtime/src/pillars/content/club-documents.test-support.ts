// Three further documents with questions in everyday words, as in `office-documents.test-support.ts`.
import type { Case } from './evaluation.test-support.ts'
import type { OfficeDocument } from './office-documents.test-support.ts'

const one = (question: string, ...accepted: string[]): Case => ({ question, accepted })
const none = (question: string): Case => ({ question, accepted: null })
export const CLUB_DOCUMENTS: readonly OfficeDocument[] = [
  {
    name: 'statutes.md',
    content: `# Statutes of the Harbour Rowing Club

## Article 1 Name and seat
The club is called Harbour Rowing Club and has its seat in Galway. It was founded in 1987.

## Article 2 Membership
Anybody older than twelve may join. Minors need the signature of a parent. The board decides on applications within six weeks. Members leave by a letter to the secretary before 30 September; the membership then ends on 31 December.

## Article 3 Fees
Adults pay EUR 180 a year, students half of it. The fee is due on 1 February. Members who have not paid by 30 April may not use the boats.

## Article 4 Bodies
The general assembly meets every March. It elects the board for three years. The board consists of the president, the treasurer and the secretary. The treasurer may spend up to EUR 500 without asking the board.

## Article 5 Boats
Boats are booked in the boathouse list. Damage must be entered in the log on the same day. Racing shells may be rowed only by members with licence B. No boat leaves the harbour after sunset.

## Article 6 Dissolution
The club is dissolved by a majority of three quarters. Its assets then go to the lifeboat station.
`,
    cases: [
      one('Where is the club based?', 'Galway'),
      one('When was it founded?', '1987'),
      one('How old do you have to be to join?', 'twelve'),
      one('Who decides on applications?', 'board'),
      one('How do I leave the club?', 'letter to the secretary'),
      one('What do students pay?', 'half'),
      one('When is the fee due?', '1 February'),
      one('How long is the board elected for?', 'three years'),
      one('How much may the treasurer spend alone?', 'EUR 500'),
      one('Who may row racing shells?', 'licence B'),
      one('What happens to the assets if the club is dissolved?', 'lifeboat station'),
      one('Can I row at night?', 'after sunset'),
      none('Is there a sauna?'),
      none('Who is the president?'),
    ],
  },
  {
    name: 'release-notes.txt',
    content: `Ledgerly 5.2 release notes
Released: 14 October 2026

New
Invoices can be sent as structured e-invoices (EN 16931).
The dashboard shows the cash forecast for the next 90 days.
Two-factor sign-in is available for all plans.

Changed
Exports to Excel keep the formats of dates.
The free plan is limited to 20 invoices a month; until now it was 50.
Support for Internet Explorer ends on 31 December 2026.

Fixed
Rounding differences of one cent in credit notes are gone.
Reminders are no longer sent to customers who paid on the same day.

Known problems
On Firefox 118, the date picker opens in the wrong month. A fix comes with 5.2.1.

Upgrade
Back up your data first. The upgrade takes about ten minutes, during which nobody can sign in. Version 4 and older must be upgraded to 5.0 before.
`,
    cases: [
      one('When was version 5.2 released?', '14 October 2026'),
      one('How many invoices does the free plan allow?', '20 invoices'),
      one('How long does the upgrade take?', 'ten minutes'),
      one('Is two-factor login available?', 'Two-factor sign-in is available'),
      one('When does Internet Explorer support end?', '31 December 2026'),
      one('What should I do before upgrading?', 'Back up'),
      one('Which bug exists in Firefox?', 'date picker'),
      one('Can I upgrade directly from version 4?', 'must be upgraded to 5.0'),
      one('What was fixed about reminders?', 'no longer sent'),
      one('How far ahead does the cash forecast look?', '90 days'),
      one('Does the export keep date formats?', 'keep the formats'),
      one('When will the date picker be fixed?', '5.2.1'),
      none('Is there an app for Android?'),
      none('What does the pro plan cost?'),
    ],
  },
  {
    name: 'hausordnung.txt',
    content: `Hausordnung Lindenstraße 4

1. Ruhezeiten
Von 22 bis 7 Uhr sowie von 13 bis 15 Uhr ist Ruhe zu halten. Musikinstrumente dürfen höchstens zwei Stunden am Tag gespielt werden.

2. Reinigung
Das Treppenhaus wird wöchentlich von den Mietern im Wechsel gereinigt. Den Winterdienst übernimmt die Firma Kehrblitz.

3. Waschküche
Die Waschküche ist werktags von 8 bis 20 Uhr geöffnet. Jede Wohnung hat zwei Waschtage im Monat. Der Schlüssel liegt beim Hausmeister, Herrn Yilmaz.

4. Müll
Sperrmüll wird am ersten Montag im Quartal abgeholt. Kartons sind zu zerkleinern.

5. Haustiere
Hunde sind im Hof an der Leine zu führen. Kampfhunde sind nicht erlaubt.

6. Grillen
Auf den Balkonen darf nur mit Elektrogrill gegrillt werden. Holzkohle ist verboten.

7. Fahrräder
Fahrräder gehören in den Keller. Im Flur abgestellte Räder werden nach einer Woche entfernt.
`,
    cases: [
      one('Wann ist Ruhezeit?', '22 bis 7'),
      one('Wie lange darf ich Klavier spielen?', 'zwei Stunden'),
      one('Wer reinigt das Treppenhaus?', 'Mietern'),
      one('Wer räumt im Winter den Schnee?', 'Kehrblitz'),
      one('Wann hat die Waschküche geöffnet?', '8 bis 20 Uhr'),
      one('Wo bekomme ich den Schlüssel zur Waschküche?', 'Hausmeister'),
      one('Wie viele Waschtage habe ich?', 'zwei Waschtage'),
      one('Wann wird der Sperrmüll geholt?', 'ersten Montag'),
      one('Darf ich auf dem Balkon grillen?', 'Elektrogrill'),
      one('Ist Holzkohle erlaubt?', 'verboten'),
      one('Wohin kommen die Fahrräder?', 'Keller'),
      one('Müssen Hunde an die Leine?', 'an der Leine'),
      none('Gibt es einen Aufzug?'),
      none('Wie hoch ist die Miete?'),
    ],
  },
]

import { expect, test } from 'vitest'
import type { AssumptionNote } from '../words/assumption.ts'
import { englishNote } from './english-notes.ts'
import { germanNote } from './german-notes.ts'

/** One of each kind: a new one does not compile without a line here. */
const NOTES: { [Is in AssumptionNote['is']]: [Extract<AssumptionNote, { is: Is }>, string, string] } = {
  single_value: [
    { is: 'single_value', column: 'Pegel', highest: true },
    'of “Pegel” the highest single value counts, not the sum',
    'von „Pegel“ zählt der höchste einzelne Wert, nicht die Summe',
  ],
  without: [{ is: 'without', column: 'Ort' }, 'rows without “Ort” are left out', 'Zeilen ohne „Ort“ zählen nicht mit'],
  lowest_is_best: [
    { is: 'lowest_is_best', column: 'Note' },
    'the lowest “Note” counts as the best',
    'der niedrigste Wert von „Note“ gilt als der beste',
  ],
  read_as: [
    { is: 'read_as', said: 'Ulmm', meant: 'Ulm' },
    '“Ulmm” was read as “Ulm”',
    '„Ulmm“ wurde als „Ulm“ gelesen',
  ],
  open_status: [
    { is: 'open_status', statuses: ['neu', 'ruht'] },
    'counted as open, because their status is not known to me: “neu”, “ruht”',
    'als offen gezählt, weil ich ihren Status nicht kenne: „neu“, „ruht“',
  ],
  above_zero: [
    { is: 'above_zero', column: 'min late', above: false },
    'counted are the rows with “min late” of 0 or less',
    'gezählt sind die Zeilen mit „min late“ von höchstens 0',
  ],
  spent_below_zero: [
    { is: 'spent_below_zero' },
    'what is spent are the amounts below zero',
    'ausgegeben sind die Beträge unter null',
  ],
  newest_period: [
    { is: 'newest_period', period: '2026' },
    '“2026” is the newest one in the file',
    '„2026“ ist der neueste Zeitraum der Datei',
  ],
  held_against: [
    { is: 'held_against', value: 1_234.5 },
    'this is the figure to hold against 1234.5',
    'diese Zahl ist mit 1.234,5 zu vergleichen',
  ],
  product: [{ is: 'product', left: 'kg', right: 'Preis' }, 'computed as kg × Preis', 'berechnet als kg × Preis'],
  price_added: [
    { is: 'price_added', column: 'Preis' },
    '“Preis” looks like a price, and is added over the rows as you asked',
    '„Preis“ sieht wie ein Preis aus und ist wie verlangt über die Zeilen addiert',
  ],
  averaged: [
    { is: 'averaged', column: 'Alter' },
    '“Alter” does not add up, so this is its average',
    '„Alter“ lässt sich nicht addieren, deshalb ist dies der Durchschnitt',
  ],
  class_averages: [
    { is: 'class_averages', column: 'Ort' },
    'a class has no correlation with a number, so these are the averages of “Ort”',
    'eine Klasse und eine Zahl haben keine Korrelation, deshalb sind dies die Durchschnitte von „Ort“',
  ],
  currencies_apart: [
    { is: 'currencies_apart' },
    'amounts in different currencies are never added to each other',
    'Beträge verschiedener Währungen werden nie addiert',
  ],
}

test.each(Object.values(NOTES))('says %j in both languages', (note, english, german) => {
  expect([englishNote(note), germanNote(note)]).toEqual([english, german])
})

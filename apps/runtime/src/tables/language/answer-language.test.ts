// Answers in the language of the question, with its numbers, days and lengths of time.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerQuestion } from '../answer-question.ts'
import { answerMarkdown } from '../answer-text.ts'
import { formatDuration, formatNumber } from '../format.ts'
import { openTestTables, type TestTables } from '../tables.test-support.ts'
import { openNamed } from '../words/said.test-support.ts'
import { english } from './english.ts'
import { german } from './german.ts'
import { languageOf } from './language-of.ts'

const FILE = `Kunde;Ort;Bestellt am;Betrag (EUR);Bezahlt
Adler;Ulm;03.05.2026;1.234,50;ja
Bach;Jena;04.05.2026;99,00;nein
Adler;Ulm;11.06.2026;2.000,00;ja
`

let tables: TestTables
beforeAll(async () => {
  tables = await openTestTables()
})
afterAll(() => tables[Symbol.asyncDispose]())

async function said(text: string, earlier: string[] = []): Promise<string> {
  const asked = await openNamed(tables, 'umsatz', FILE)
  const outcome = await answerQuestion({ text, earlier }, asked, tables.session)
  return outcome.kind === 'answered'
    ? answerMarkdown(outcome, 'umsatz.csv')
    : outcome.kind === 'ask'
      ? outcome.why
      : outcome.kind
}

test.each([
  ['Wie hoch ist der Betrag insgesamt?', 'Summe Betrag (EUR): **3.333,50 €**, aus 3 Zeilen.'],
  ['Betrag nach Kunde', '**Adler**: 3.234,50 €'],
  ['Welcher Kunde hat den höchsten Betrag?', '**Adler**: höchster Wert'],
  ['Wie viel Prozent sind bezahlt?', '**66,7 %**'],
  ['Betrag im Mai 2026', 'vom 01.05.2026 bis 31.05.2026'],
  ['Betrag Ulm im Vergleich zu Jena', 'mehr bei Ulm'],
  ['Wann hat Bach bestellt?', '**04.05.2026**'],
  ['und nach Ort?', 'Das führt die vorige Frage weiter.', ['Betrag nach Kunde']],
  ['Wie viele Zeilen gibt es?', 'Berechnet aus 3 Zeilen von umsatz.csv.'],
] as [string, string, string[]?][])('%j is answered in German', async (text, expected, earlier = []) => {
  expect(await said(text, earlier)).toContain(expected)
})

test.each([
  ['total Betrag', 'Total Betrag (EUR): **EUR 3,333.50**, from 3 rows.'],
  ['how many rows are there?', 'Computed from 3 rows of umsatz.csv.'],
])('%j is answered in English', async (text, expected) => {
  expect(await said(text)).toContain(expected)
})

test.each([
  ['Umsatz nach Region', 'de'],
  ['total Umsatz by Region', 'en'],
  ['Wer hat am meisten verkauft?', 'de'],
  ['who sold the most?', 'en'],
  ['und in Jena?', 'de'],
  ['and in Jena?', 'en'],
  ['Wie viele?', 'de'],
  ['how many?', 'en'],
  ['Warum?', 'de'],
  ['why?', 'en'],
  ['', 'en'],
])('%j is asked in %s', (text, expected) => {
  expect(languageOf(text)).toBe(expected)
})

test('a question without a telling word is in the language of the one before', () => {
  expect(languageOf('Jena?', ['Umsatz nach Region', 'und der Durchschnitt?'])).toBe('de')
})

test.each([
  [117_900, '1 day 8 h 45 min', '1 Tag 8 Std. 45 Min.'],
  [12.5, '12.5 s', '12,5 Sek.'],
  [90, '1 min 30 s', '1 Min. 30 Sek.'],
  [3_600, '1 h', '1 Std.'],
  [86_400 * 1_234, '1,234 days', '1.234 Tage'],
  [86_399.9, '1 day', '1 Tag'],
  [-5_400, '−1 h 30 min', '−1 Std. 30 Min.'],
  [0, '0 s', '0 Sek.'],
])('%d seconds are said as people say them', (seconds, en, de) => {
  expect(formatDuration(seconds, english)).toBe(en)
  expect(formatDuration(seconds, german)).toBe(de)
})

test.each([
  ['1234.5', 'EUR', 'EUR 1,234.50', '1.234,50 €'],
  ['-0.5', 'USD', 'USD -0.50', '-0,50 $'],
  ['1000000', 'CHF', 'CHF 1,000,000.00', '1.000.000,00 CHF'],
  ['12.345', '%', '12.345 %', '12,345 %'],
  ['12345678901234567.25', 'kg', '12,345,678,901,234,567.25 kg', '12.345.678.901.234.567,25 kg'],
  ['7', '$', '$7.00', '7,00 $'],
])('%s %s is written as the language does', (value, unit, en, de) => {
  const style = { unit, decimals: { least: 2, most: 2 } }
  expect(formatNumber(value, style, english)).toBe(en)
  expect(formatNumber(value, style, german)).toBe(de)
})

test.each([
  ['Wie viel hat Adler geerntet?', 'Ich weiß nicht, was „geerntet“ in dieser Tabelle bedeutet'],
  ['how much did Adler harvest?', 'I do not know what “harvest” means in this table'],
])('says in the language of %j what it does not know', async (text, why) => {
  expect(await said(text)).toBe(why)
})

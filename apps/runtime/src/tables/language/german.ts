// Answers in German: 1.234,56 € and 03.05.2026.
import type { AnswerLanguage } from './answer-language.ts'
import { germanNote } from './german-notes.ts'
import { germanProblem } from './german-problems.ts'

const count = (value: number): string => value.toLocaleString('de')
const NOUNS = { row: ['Zeile', 'Zeilen'], line: ['Zeile', 'Zeilen'], cell: ['Zelle', 'Zellen'] } as const
const SIGNS: Record<string, string> = { EUR: '€', USD: '$', GBP: '£' }
const KINDS: Record<string, string> = {
  integer: 'ganze Zahl',
  decimal: 'Zahl',
  money: 'Betrag',
  percent: 'Prozentwert',
  date: 'Datum',
  datetime: 'Zeitpunkt',
  duration: 'Dauer',
  boolean: 'Ja/Nein',
  text: 'Text',
}

export const german: AnswerLanguage = {
  code: 'de',
  locale: 'de',
  decimalMark: ',',
  aggregates: {
    count: 'Anzahl',
    count_distinct: 'Anzahl verschiedener Werte von',
    sum: 'Summe',
    average: 'Durchschnitt',
    median: 'Median',
    min: 'kleinster Wert von',
    max: 'größter Wert von',
    stddev: 'Standardabweichung von',
    first: 'erster Wert von',
    last: 'letzter Wert von',
  },
  buckets: {
    hour: 'Stunde',
    day: 'Tag',
    week: 'Woche',
    month: 'Monat',
    quarter: 'Quartal',
    year: 'Jahr',
    weekday: 'Wochentag',
    month_of_year: 'Kalendermonat',
    hour_of_day: 'Tagesstunde',
    days_late: 'Tage überfällig',
    day_of_month: 'Monatstag',
    quarter_of_year: 'Quartal des Jahres',
  },
  operators: {
    eq: 'ist',
    ne: 'ist nicht',
    lt: 'unter',
    le: 'höchstens',
    gt: 'über',
    ge: 'mindestens',
    in: 'ist',
    not_in: 'ist nicht',
    contains: 'enthält',
    not_contains: 'enthält nicht',
    starts: 'beginnt mit',
    ends: 'endet mit',
    empty: 'ist leer',
    not_empty: 'ist ausgefüllt',
    during: '',
    not_during: 'nicht',
  },
  having: { eq: 'genau', ne: 'nicht', lt: 'unter', le: 'höchstens', gt: 'über', ge: 'mindestens' },
  months: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' '),
  weekdays: 'Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag'.split(' '),
  units: { minutes: 'Minuten', hours: 'Stunden', days: 'Tage', weeks: 'Wochen', months: 'Monate', years: 'Jahre' },
  daysLate: ['Nicht fällig', '1–30 Tage', '31–60 Tage', '61–90 Tage', 'Über 90 Tage'],
  duration: { day: 'Tag', days: 'Tage', hour: 'Std.', minute: 'Min.', second: 'Sek.' },
  yes: 'ja',
  no: 'nein',
  empty: '(leer)',
  and: 'und',
  or: 'oder',
  not: 'nicht',
  today: 'heute',
  rows: { one: 'Zeile', many: 'Zeilen' },
  day: (iso) => (/^\d{4}-\d{2}-\d{2}$/.test(iso) ? `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)}` : iso),
  withUnit: (number, unit) => `${number} ${SIGNS[unit] ?? unit}`,
  counted: (value, noun) => `${count(value)} ${NOUNS[noun][value === 1 ? 0 : 1]}`,
  since: (unit, from) => `${unit} seit ${from}`,
  fromTo: (unit, from, to) => `${unit} von ${from} bis ${to}`,
  partOf: (part, column) => `${part} von ${column}`,
  shareOf: (what) => `Anteil von ${what}`,
  with: (what, conditions) => `${what} mit ${conditions}`,
  per: (what, group) => `${what} pro ${group}`,
  by: (what, groups) => `${what} nach ${groups}`,
  range: (period) => {
    if (period.is === 'between') return `vom ${period.from} bis ${period.to}`
    const words = { until: 'bis', since: 'seit', on: 'am' }
    return `${words[period.is]} ${period.day}`
  },
  figure: (figure) => (figure === 'average' ? 'dem Durchschnitt' : `dem Wert ${figure}`),
  more: (list, rest) => `${list} oder ${rest} weitere`,
  sentences: {
    noRowFits: (where) => `Keine Zeile der Tabelle passt${where}.`,
    noValue: (measure, rows, where) => `${measure}: **kein Wert**; in ${rows} steht keiner${where}.`,
    fromRows: (rows) => `, aus ${rows}`,
    noGroupFits: (groups, where, having) =>
      `Kein Wert von ${groups} passt${where}${having === '' ? '' : `: ${having}`}.`,
    groupsWith: (number, groups, having, where) => `**${number}** Werte von ${groups} mit ${having}${where}:`,
    winner: (names, _several, lowest, measure, value, where) =>
      `${names}: ${lowest ? 'niedrigster' : 'höchster'} Wert, ${measure} **${value}**${where}.`,
    allTogether: (value) => ` Alles zusammen: **${value}**.`,
    moreInTable: (number) => `und ${number} weitere in der Tabelle`,
    same: (figures) => `${figures}: gleich.`,
    differs: (figures, more, side, difference) =>
      `${figures}: ${more ? 'mehr' : 'weniger'} bei ${side}, Unterschied ${difference}.`,
    rowsFit: (number, rows, where) => `**${number} ${rows}** passen${where}:`,
    firstRows: (number, rows, where) => `**${number} ${rows}**${where}:`,
    differentValues: (number, columns, where) => `**${number}** verschiedene Werte von ${columns}${where}:`,
    restsOn: 'Annahmen und was weggelassen wurde',
    howComputed: 'So wurde gerechnet',
    computedFrom: (rows, file) => `Berechnet aus ${rows} von ${file}.`,
    goingOn: 'Das führt die vorige Frage weiter.',
    problem: germanProblem,
    unknownWords: (words) =>
      `Ich weiß nicht, was ${words.map((word) => `„${word}“`).join(', ')} in dieser Tabelle ${words.length === 1 ? 'bedeutet' : 'bedeuten'}`,
    noSuchDay: (day) => `${day} ist kein Tag des Kalenders`,
    notGuessed: 'Ich habe nicht geraten; bitte wählen Sie.',
    understood: (parts) => `Verstanden habe ich: ${parts}.`,
    columnsAre: (names, more) =>
      `Die Spalten dieser Tabelle: ${names.map((name) => `„${name}“`).join(', ')}${more > 0 ? ` und ${more} weitere` : ''}.`,
    worksHere: 'Diese Fragen gehen:',
    note: germanNote,
    took: (column, part) =>
      `Genommen wurde „${column}“ ${part === 'when' ? 'als Datum' : part === 'measure' ? 'als Wert' : ''}`.trim(),
    alsoPossible: (columns) => ` Auch möglich: ${columns}.`,
    todayIs: (day, column) => `Als heute gilt der ${day}, der neueste Tag in „${column}“.`,
    repeats: (number, kept) =>
      number === 1
        ? `1 Zeile gleicht einer anderen in jeder Zelle und wurde ${kept ? 'mitgezählt' : 'weggelassen'}.`
        : `${count(number)} Zeilen gleichen einer anderen in jeder Zelle und wurden ${kept ? 'mitgezählt' : 'weggelassen'}.`,
    leftOut: (lines, evidence) => `Weggelassen: ${lines} der Datei (${evidence}).`,
    tableShows: (shown, of) => `Die Tabelle zeigt die ersten ${shown} von ${of} Zeilen.`,
    readAs: (column, format, others) => `„${column}“ ist als ${format} gelesen; ${others} würde auch passen.`,
    readWithDecimal: (column, mark) =>
      `„${column}“ ist mit „${mark}“ vor den Nachkommastellen gelesen; umgekehrt würde es auch passen.`,
    unreadable: (number, column, kind, examples) =>
      `${count(number)} ${number === 1 ? 'Zelle' : 'Zellen'} von „${column}“ ${number === 1 ? 'ist' : 'sind'} nicht als ${KINDS[kind] ?? kind} lesbar und ${number === 1 ? 'fehlt' : 'fehlen'}: ${examples}.`,
    inRow: (text, row) => `„${text}“ in Zeile ${row}`,
  },
  suggested: {
    perGroup: (how, column, group) => `${HOW[how]} ${column} nach ${group}`,
    rowsPerGroup: (group) => `Anzahl Zeilen nach ${group}`,
    share: (column) => `Wie viel Prozent sind ${column}?`,
    perMonth: (how, column) => `${HOW[how]} ${column} pro Monat`,
    rowsPerMonth: 'Anzahl Zeilen pro Monat',
    top: (group, column) => `Top 5 ${group} nach ${column}`,
    highest: (column) => `Maximum ${column}`,
    howManyRows: 'Wie viele Zeilen gibt es?',
  },
}

const HOW = { sum: 'Summe', average: 'Durchschnitt' } as const

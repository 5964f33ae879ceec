import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pillarNamed, readIntent, scorePillars } from './intent.ts'
import { readsAsEnglish } from './intent-language.ts'
import { PILLAR_NAMES, type Pillar } from './pillars.ts'

const intentOf = (text: string, attachments = 0) => readIntent(scorePillars(text, attachments))

/** What a text is about, or between what it lies, or `none`. */
function subjectOf(text: string, attachments = 0): string {
  const intent = intentOf(text, attachments)
  if (intent.kind === 'clear') return intent.best.pillar
  return intent.kind === 'tie'
    ? intent.between
        .map(({ pillar }) => pillar)
        .sort()
        .join('|')
    : 'none'
}

describe('[U1] what a text is about', () => {
  test.each<[string, Pillar]>([
    ['upload a csv', 'content'],
    ['what is in this file?', 'content'],
    ['find the duplicates and the blank rows', 'content'],
    ['check the data quality', 'content'],
    ['who owes us money?', 'insights'],
    ['Which invoices are more than 30 days late?', 'insights'],
    ['chart revenue by region', 'insights'],
    ['how many customers have not paid', 'insights'],
    ['the mean invoice amount', 'insights'],
    ['who approves a refund?', 'operations'],
    ['lint the sop, step by step', 'operations'],
    ['where is the bottleneck in our workflow', 'operations'],
    ['a 90-day plan', 'business_outcomes'],
    ['is it worth doing?', 'business_outcomes'],
    ['what ROI does the pilot have?', 'business_outcomes'],
    ['plan for the next quarter', 'business_outcomes'],
  ])('%j is about %s', (text, pillar) => {
    expect(subjectOf(text)).toBe(pillar)
  })

  test.each<[string, string]>([
    ['chart the csv', 'content|insights'],
    ['overdue refund', 'insights|operations'],
    ['roadmap workflow', 'business_outcomes|operations'],
    ['roadmap workflow csv chart', 'business_outcomes|content|insights|operations'],
  ])('%j is a near-tie between %s', (text, between) => {
    expect(subjectOf(text)).toBe(between)
  })

  test.each([
    '',
    '   ',
    '?!',
    '42',
    'hello',
    'thanks, that is all',
    'tell me a joke',
    // Words that only look like one that is known.
    'what do you mean?',
    'what does that mean',
    'that means nothing',
    'the latest version',
    'which country is it?',
    'give me a summary',
    'a lovely summer on this planet',
    'process'.repeat(3),
    'sopranos and roisterers',
    // Languages that the words do not know.
    'Welche Rechnungen sind überfällig?',
    'Quelles factures sont en retard ?',
    '¿Qué facturas están vencidas?',
    'Какие счета просрочены?',
    '支払いが遅れている顧客は誰ですか',
    'أي الفواتير متأخرة؟',
  ])('%j names no subject', (text) => {
    expect(subjectOf(text)).toBe('none')
  })
})

describe('[U1] how a text is weighed', () => {
  test('a repeated word counts once: shouting is not evidence', () => {
    expect(scorePillars('overdue '.repeat(50), 0)).toEqual(scorePillars('overdue', 0))
    expect(subjectOf(`${'overdue '.repeat(50)} roadmap`)).toBe('business_outcomes|insights')
  })

  test('case and punctuation say nothing', () => {
    expect(scorePillars('OVERDUE, refund!', 0)).toEqual(scorePillars('overdue refund', 0))
  })

  test('the longest stem decides what a word means', () => {
    // `process` is a word of operations, and nothing shorter in it speaks for anybody else.
    expect(scorePillars('processes', 0).filter(({ score }) => score > 0)).toEqual([
      { pillar: 'operations', score: 2, terms: ['processes'] },
    ])
  })

  test('attached files speak for content, alone and against words that say little', () => {
    expect(subjectOf('', 1)).toBe('content')
    expect(subjectOf('Was steht hier?', 2)).toBe('content')
    expect(scorePillars('', 1)[0]?.terms).toEqual(['the attached file'])
    expect(scorePillars('', 3)[0]?.terms).toEqual(['the attached files'])
  })

  test('more that points one way is surer, more that points another way is less sure', () => {
    const sure = (text: string) => {
      const intent = intentOf(text)
      return intent.kind === 'clear' ? intent.confidence : 0
    }
    expect(sure('overdue revenue trend')).toBeGreaterThan(sure('overdue'))
    expect(sure('overdue revenue trend')).toBeGreaterThan(sure('overdue revenue trend csv'))
  })

  test('ranks every pillar once with a confidence from 0 to 1', () => {
    const words = fc.constantFrom('csv', 'overdue', 'sop', 'roadmap', 'plan', 'file', 'step', 'who', 'xyz', '¿', '猫')
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 12 }).map((chosen) => chosen.join(' ')),
    )
    fc.assert(
      fc.property(text, fc.nat(3), (said, attachments) => {
        const scores = scorePillars(said, attachments)
        expect(scores.map(({ pillar }) => pillar).sort()).toEqual([...PILLAR_NAMES].sort())
        expect(scores.map(({ score }) => score)).toEqual(scores.map(({ score }) => score).sort((a, b) => b - a))
        for (const { score, terms } of scores) expect(score > 0).toBe(terms.length > 0)
        const intent = readIntent(scores)
        if (intent.kind === 'clear') {
          expect(intent.best).toBe(scores[0])
          expect(intent.confidence).toBeGreaterThan(0.4)
          expect(intent.confidence).toBeLessThanOrEqual(1)
        }
        if (intent.kind === 'tie') expect(intent.between.length).toBeGreaterThan(1)
      }),
      { numRuns: 500 },
    )
  })

  test('finds no intent in an empty text', () => {
    expect(readIntent([])).toEqual({ kind: 'none' })
  })
})

describe('[U1] inverse document frequency', () => {
  const weightOf = (word: string) => scorePillars(word, 0)[0]?.score ?? 0

  test('a word of several pillars says less than a word of one', () => {
    expect(weightOf('steps')).toBe(1)
    expect(weightOf('risk')).toBeGreaterThan(0)
    expect(weightOf('risk')).toBeLessThan(weightOf('steps'))
    expect(
      scorePillars('risk', 0)
        .filter(({ score }) => score > 0)
        .map(({ pillar }) => pillar)
        .sort(),
    ).toEqual(['business_outcomes', 'operations'])
  })

  test('and never decides alone between those whose word it is', () => {
    for (const word of ['risk', 'report', 'table', 'cost', 'document']) expect(subjectOf(word), word).toBe('none')
  })
})

describe('[U2] another language', () => {
  test.each([
    'total',
    'who owes us money?',
    'revenue in Los Angeles',
    'CSV',
    'the “Überfällig” column, please',
    '',
    '42',
  ])('%j reads as English', (text) => {
    expect(readsAsEnglish(text)).toBe(true)
  })

  test.each([
    'Wer schuldet uns Geld?',
    'le total des ventes',
    'el total por región',
    'il totale per regione',
    'de trend van de omzet',
    'Сколько всего?',
    '売上の合計',
    'total 売上 を見せてください',
    'مجموع',
  ])('%j does not', (text) => {
    expect(readsAsEnglish(text)).toBe(false)
  })

  test('in it only what is called the same everywhere counts', () => {
    expect(subjectOf('zeige mir den trend und die forecast')).toBe('none')
    expect(subjectOf('prüfe bitte die CSV')).toBe('content')
    expect(subjectOf('wie ist der ROI und der NPV')).toBe('business_outcomes')
  })
})

test.each<[string, Pillar | null]>([
  ['Insights', 'insights'],
  ['the content liaison, please', 'content'],
  ['the content assistant, please', 'content'],
  ['business outcome', 'business_outcomes'],
  ['Operations!', 'operations'],
  ['insights by region', null],
  ['contents of the file', null],
  ['', null],
])('%j names the pillar %s and nothing else', (text, pillar) => {
  expect(pillarNamed(text)).toBe(pillar)
})

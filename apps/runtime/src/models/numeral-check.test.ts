import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NumeralCheck, UNBACKED } from './numeral-check.ts'

function said(text: string, results: unknown[], cuts: readonly number[] = []): string {
  const check = new NumeralCheck()
  for (const result of results) check.learn(result)
  let out = ''
  let at = 0
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    if (cut <= at || cut >= text.length) continue
    out += check.push(text.slice(at, cut))
    at = cut
  }
  return out + check.push(text.slice(at)) + check.end()
}

const overdue = {
  total: '12,345.60 EUR',
  count: 17,
  share: 0.3456,
  rows: [{ row: 4, cells: ['Acme', 1234.5, '2026-09-30'] }],
}

describe('[M3] a number in the prose that no tool result contains is marked in the text', () => {
  test.each([
    'There are 17 of them.',
    '17',
    'They owe 12,345.60 EUR.',
    'They owe 12345.6 EUR.',
    'They owe 12.345,60 EUR.',
    'They owe 12 345.60 EUR.',
    'That is about 12,346 EUR, or 12.3 thousand, or 12k.',
    'A share of 34.56 %, about 35%, is late.',
    'A share of 0.35 is late.',
    'It was due on 2026-09-30.',
    'Acme owes 1,234.50, or 1234.',
    '1. First\n2. Second\n  3) Third',
    'See [row 4](#row:4).',
    'No number at all.',
    '',
  ])('%j comes from the tools', (text) => {
    expect(said(text, [overdue])).toBe(text)
  })

  test.each([
    ['There are 18 of them.', `There are 18${UNBACKED} of them.`],
    ['They owe 12,345.70 EUR.', `They owe 12,345.70${UNBACKED} EUR.`],
    ['About 36% is late.', `About 36${UNBACKED}% is late.`],
    ['1.2 million is open.', `1.2${UNBACKED} million is open.`],
    ['due on 2026-10-31', `due on 2026-10-31${UNBACKED}`],
    ['17 of 99', `17 of 99${UNBACKED}`],
    ['See [row 5](#row:5).', `See [row 5${UNBACKED}](#row:5).`],
    ['1. It grew by 1. 5 more.', `1. It grew by 1${UNBACKED}. 5${UNBACKED} more.`],
    ['٣ is another numeral, 3 is', `٣ is another numeral, 3${UNBACKED} is`],
  ])('%j does not', (text, marked) => {
    expect(said(text, [overdue])).toBe(marked)
  })

  test.each([
    'The B2B sales of Q3 ran over IPv6 on S3; see ISO9001, COVID19, 2nd step, H2O and 3D.',
    'the 1st, 3rd and 10th of them',
    'GPT-4, COVID-19 and ISO-9001',
    'B2B2C over 5G, v2.5 of x64 on utf8',
    'naïve3 and Straße7',
    'Certified to ISO 9001 and ISO/IEC 27001, open 24/7, from 9-to-5.',
  ])('a word is never broken: %j', (text) => {
    expect(said(text, [])).toBe(text)
    for (let cut = 1; cut < text.length; cut += 1) expect(said(text, [], [cut])).toBe(text)
  })

  test.each([
    ['EUR5,000 and USD7', `EUR5,000${UNBACKED} and USD7${UNBACKED}`],
    ['12k, 5kg and 20EUR', `12k${UNBACKED}, 5kg${UNBACKED} and 20EUR${UNBACKED}`],
    ['500widgets', `500widgets${UNBACKED}`],
    ['a 12-month plan, 401(k)', `a 12-month${UNBACKED} plan, 401(k)${UNBACKED}`],
    ['7 - eleven (see 8 (all))', `7${UNBACKED} - eleven (see 8${UNBACKED} (all))`],
    ['2026 was good', `2026${UNBACKED} was good`],
  ])('%j is marked behind its unit', (text, marked) => {
    expect(said(text, [])).toBe(marked)
    for (let cut = 1; cut < text.length; cut += 1) expect(said(text, [], [cut])).toBe(marked)
  })

  test('what the person said is no proof: a wrong number in the question is marked in the answer', () => {
    expect(said('Yes, 5,000 EUR.', [])).toBe(`Yes, 5,000${UNBACKED} EUR.`)
  })

  test('however a text is cut into pieces, the same is said of it', () => {
    const parts = fc.constantFrom(
      '17',
      '18',
      ' ',
      '.',
      ',',
      '%',
      ' million',
      '\n',
      '2. ',
      'nd ',
      'B',
      'kg',
      'EUR',
      '12,345.60',
      '2026-09-30',
      'x',
      '](#row:4)',
      '1',
      '0',
      ' 000',
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 14 }), fc.array(fc.nat(60), { maxLength: 8 }), (words, cuts) => {
        const text = words.join('')
        expect(said(text, [overdue], cuts)).toBe(said(text, [overdue]))
      }),
      { numRuns: 2_000 },
    )
  })

  test('without the marks the text is what the model said', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.array(fc.nat(60), { maxLength: 4 }), (text, cuts) => {
        expect(said(text, [overdue], cuts).replaceAll(UNBACKED, '')).toBe(text.replaceAll(UNBACKED, ''))
      }),
    )
  })
})

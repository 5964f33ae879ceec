import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toolFile } from '../../../tools/made-file.test-support.ts'
import { findPersonalData, isIban, looksLikeNames, passesLuhn } from './personal-data.ts'
import { personalDataTool } from './personal-data-tool.ts'
import { redactTool } from './redact.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
process.stdout.write(`personal-data seed ${seed}\n`)

const kindsIn = (text: string) =>
  findPersonalData(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`)

test.each([
  ['write to ada.lovelace+x@mail.example.co.uk, please', ['email ada.lovelace+x@mail.example.co.uk']],
  ['IBAN DE89 3704 0044 0532 0130 00 is theirs', ['iban DE89 3704 0044 0532 0130 00']],
  ['GB82WEST12345698765432', ['iban GB82WEST12345698765432']],
  ['card 4111 1111 1111 1111', ['card 4111 1111 1111 1111']],
  ['378282246310005', ['card 378282246310005']],
  ['call +49 (0) 30 901820 or 030 901820', ['phone +49 (0) 30 901820', 'phone 030 901820']],
  ['(555) 123-4567', ['phone (555) 123-4567']],
  ['ada@example.com and +44 20 7946 0958', ['email ada@example.com', 'phone +44 20 7946 0958']],
])('in “%s” the personal data is found', (text, expected) => {
  expect(kindsIn(text)).toEqual(expected)
})

test.each([
  'DE89 3704 0044 0532 0130 01',
  '4111 1111 1111 1112',
  '1111 1111 1111 1111',
  '2026-01-31',
  '01-02-2026',
  'INV-2026-000123',
  '1,234,567.89',
  '0.123456789012',
  'user@localhost',
  '@handle',
  'order 12345678',
])('“%s” is none', (text) => {
  expect(kindsIn(text)).toEqual([])
})

test('one wrong digit is always seen: by the rest of 97, and by the sum of Luhn', () => {
  const iban = 'DE89370400440532013000'
  const card = '4012888888881881'
  const changed = (text: string, at: number, by: number) =>
    text.slice(0, at) + String((Number(text[at]) + by) % 10) + text.slice(at + 1)
  expect(isIban(iban) && passesLuhn(card)).toBe(true)
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: 21 }),
      fc.integer({ min: 1, max: 9 }),
      (at, by) => !isIban(changed(iban, at, by)),
    ),
    { seed },
  )
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 15 }),
      fc.integer({ min: 1, max: 9 }),
      (at, by) => !passesLuhn(changed(card, at, by)),
    ),
    { seed },
  )
})

test('a column looks like names only when its header and its cells agree; companies are no persons', () => {
  expect(looksLikeNames('account_manager', ['Claire Fontaine', 'Ada de la Cruz', 'Jan van Dyk'])).toBe(true)
  expect(looksLikeNames('customer_name', ['Norrvik Shipping AB', 'Brandt GmbH', 'Delta Foods Ltd'])).toBe(false)
  expect(looksLikeNames('region', ['Ada Byron', 'Jan Dyk'])).toBe(false)
  expect(looksLikeNames('name', ['blue', 'green'])).toBe(false)
})

const PEOPLE =
  'id,contact_name,mail,note,opened\n' +
  'C-1,Ada Byron,ada@example.com,"call +49 30 901820, or ada@example.com",2026-01-02\n' +
  'C-2,Jan Dyk,jan@example.com,=cmd(),2026-01-03\n' +
  'C-3,Ada Byron,ada@example.com,paid with 4111 1111 1111 1111,2026-01-04\n'

test('the scan of a table says what stands in which rows, and repeats none of it', async () => {
  const { finds, name_columns, artifact } = await personalDataTool.run({}, toolFile('people.csv', PEOPLE))
  expect(finds).toEqual([
    { kind: 'email', column: 'mail', count: 3, different: 2, places: [1, 2, 3] },
    { kind: 'email', column: 'note', count: 1, different: 1, places: [1] },
    { kind: 'card', column: 'note', count: 1, different: 1, places: [3] },
    { kind: 'phone', column: 'note', count: 1, different: 1, places: [1] },
  ])
  expect(name_columns).toEqual(['contact_name'])
  expect(JSON.stringify(artifact)).not.toMatch(/ada@|901820|4111|Byron/)
})

test('a redacted copy has the same mark for the same value, keeps the rest, and starts no formula', async () => {
  const args = { kinds: ['email', 'iban', 'card', 'phone'] as const, names: true }
  const { artifact, replaced } = await redactTool.run(
    { ...args, kinds: [...args.kinds] },
    toolFile('people.csv', PEOPLE),
  )
  expect(artifact.data.documents).toEqual([
    {
      name: 'people.redacted.csv',
      mime: 'text/csv',
      text:
        'id,contact_name,mail,note,opened\n' +
        'C-1,[name 1],[e-mail 1],"call [phone 1], or [e-mail 1]",2026-01-02\n' +
        "C-2,[name 2],[e-mail 2],'=cmd(),2026-01-03\n" +
        'C-3,[name 1],[e-mail 1],paid with [card 1],2026-01-04\n',
    },
  ])
  expect(replaced).toContainEqual({ kind: 'e-mail addresses', count: 4, different: 2 })
})

test('of a document the lines are told, and its copy is text', async () => {
  const file = toolFile('note.md', '# Contact\n\nWrite to ada@example.com.\n')
  expect((await personalDataTool.run({}, file)).finds).toMatchObject([{ kind: 'email', column: null, places: [3] }])
  const { artifact } = await redactTool.run({ kinds: ['email'], names: true }, file)
  expect(artifact.data.documents[0]).toMatchObject({
    name: 'note.redacted.md',
    text: '# Contact\n\nWrite to [e-mail 1].\n\n',
  })
})

test('any text is scanned, no match lies within another [L11]', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      'a@b.co',
      '4111111111111111',
      'DE89370400440532013000',
      '+49 30 901820',
      ' ',
      '-',
      '0049',
      '(',
      ')',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const found = findPersonalData(pieces.join(''))
      return found.every(({ start, end }, at) => start < end && start >= (found[at - 1]?.end ?? 0))
    }),
    { seed },
  )
})

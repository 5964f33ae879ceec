import { deflateSync } from 'node:zlib'
import { Refusal } from '@biplane/contracts/refusal'
import { afterAll, expect, test } from 'vitest'
import { openToolWorkers } from '../../tool-worker/worker-scheduler.ts'
import { type MadeFile, madeFile } from '../made-file.test-support.ts'
import { schemaTool } from '../schema.ts'
import { gridOf, pdfOf, wordOf, workbookOf, zipOf } from './office-files.test-support.ts'

const MIB = 1024 * 1024
const toolWorkers = openToolWorkers()
afterAll(() => toolWorkers.close())

/** What the worker answers: a refusal with its code, or how much memory the process grew by. */
async function tryIn({ bytes, ...facts }: MadeFile) {
  const file = { facts, read: async () => bytes }
  const before = process.memoryUsage().rss
  const error = await toolWorkers.run(schemaTool, {}, { file, signal: new AbortController().signal }).then(
    () => null,
    (reason: unknown) => reason,
  )
  const grown = (process.memoryUsage().rss - before) / MIB
  if (!(error instanceof Refusal)) throw new Error(`${facts.name} was not refused: ${String(error)}`)
  return { code: error.refusal, message: error.message, grown }
}

const TYPES = { name: '[Content_Types].xml', content: '<Types/>' }
const zeros = (mib: number) => Buffer.alloc(mib * MIB, 0x20)

const book = workbookOf({
  S: gridOf([
    ['a', 'b'],
    ['x', 1],
  ]),
})
const word = wordOf(['hello'])

test.each<[string, () => MadeFile, string, string]>([
  [
    'a workbook that would unpack to 100 times itself',
    () => madeFile('a.xlsx', zipOf([TYPES, { name: 'xl/workbook.xml', content: zeros(50) }])),
    'TOO_LARGE',
    'would unpack to more',
  ],
  [
    'one whose index states a small size for a large part',
    () => madeFile('a.xlsx', zipOf([TYPES, { name: 'xl/workbook.xml', content: zeros(50), stated: 1000 }])),
    'TOO_LARGE',
    'larger than it states',
  ],
  [
    'one of many parts that are large together',
    () =>
      madeFile(
        'a.docx',
        zipOf([
          TYPES,
          ...Array.from({ length: 60 }, (_, at) => ({
            name: at ? `word/${at}.xml` : 'word/document.xml',
            content: 'x',
            stated: 3 * MIB,
          })),
        ]),
      ),
    'TOO_LARGE',
    'would unpack to more',
  ],
  [
    'one of more parts than any program writes',
    () =>
      madeFile(
        'a.xlsx',
        zipOf([
          TYPES,
          { name: 'xl/workbook.xml', content: '' },
          ...Array.from({ length: 5_000 }, (_, at) => ({ name: `${at}`, content: '' })),
        ]),
      ),
    'TOO_LARGE',
    'parts',
  ],
  [
    'a locked document',
    () => madeFile('a.docx', zipOf([TYPES, { name: 'word/document.xml', content: 'x', encrypted: true }])),
    'UNSUPPORTED_FILE',
    'password',
  ],
  [
    'a PDF with a part that would unpack to 65 MiB',
    () => madeFile('a.pdf', pdfOf([['hello']], deflateSync(zeros(65)))),
    'TOO_LARGE',
    'would unpack to more',
  ],
  [
    'a PDF with a part that is packed twice',
    () => madeFile('a.pdf', pdfOf([['hello']], deflateSync(deflateSync(zeros(65))))),
    'TOO_LARGE',
    'would unpack to more',
  ],
  ['a damaged PDF', () => madeFile('a.pdf', '%PDF-1.7\nnothing of the kind'), 'UNSUPPORTED_FILE', 'damaged'],
  [
    'a damaged workbook',
    () => madeFile('a.xlsx', zipOf([TYPES, { name: 'xl/workbook.xml', content: '<nonsense' }])),
    'UNSUPPORTED_FILE',
    '',
  ],
  [
    'a workbook that is called CSV',
    () => madeFile('a.csv', book),
    'UNSUPPORTED_FILE',
    'is named as a CSV table but is an Excel workbook',
  ],
  [
    'a Word document that is called workbook',
    () => madeFile('a.xlsx', word),
    'UNSUPPORTED_FILE',
    'but is a Word document',
  ],
  [
    'a workbook that is sent as a PDF',
    () => madeFile('a', book, 'application/pdf'),
    'UNSUPPORTED_FILE',
    'is named as a PDF document',
  ],
  [
    'an archive that is called workbook',
    () => madeFile('a.xlsx', zipOf([{ name: 'a.exe', content: 'MZ' }])),
    'UNSUPPORTED_FILE',
    'has none in it',
  ],
  [
    'an archive behind a PDF',
    () => madeFile('a.pdf', new Uint8Array(Buffer.concat([Buffer.from(pdfOf([['hello']])), Buffer.from(book)]))),
    'UNSUPPORTED_FILE',
    'two kinds of file in one',
  ],
  [
    'a PDF at the head of an archive',
    () =>
      madeFile(
        'a.docx',
        zipOf([{ name: '%PDF-1.4', content: 'x' }, TYPES, { name: 'word/document.xml', content: 'x' }]),
      ),
    'UNSUPPORTED_FILE',
    'two kinds of file in one',
  ],
  [
    'JSON that nests a million times',
    () => madeFile('a.json', '['.repeat(1_000_000) + ']'.repeat(1_000_000)),
    'UNSUPPORTED_FILE',
    'nests deeper',
  ],
  [
    'a page of a million elements',
    () => madeFile('a.html', `<!doctype html>${'<b>'.repeat(1_000_000)}`),
    'TOO_LARGE',
    'more elements',
  ],
])('%s is refused in the worker, with a sentence, within bounded memory [L11]', async (_what, make, code, sentence) => {
  const refused = await tryIn(make())
  expect(refused).toMatchObject({ code, message: expect.stringContaining(sentence) })
  expect(refused.grown).toBeLessThan(300)
})

test('a million columns are refused, as CSV and as a workbook [L11]', async () => {
  const csv = await tryIn(madeFile('a.csv', `${'a,'.repeat(1_000_000)}b\n1\n`))
  expect(csv).toMatchObject({ code: 'TOO_LARGE', message: expect.stringContaining('500 columns') })
  const wide = workbookOf({ S: { A1: { t: 's', v: 'a' }, XFD9: { t: 's', v: 'b' }, B1: { t: 's', v: 'c' } } })
  const workbook = await tryIn(madeFile('a.xlsx', wide))
  expect(workbook).toMatchObject({ code: 'TOO_LARGE', message: expect.stringContaining('500 columns') })
  expect(csv.grown + workbook.grown).toBeLessThan(300)
})

test('a text that is stored once and shown thousands of times is refused [L11]', async () => {
  const rows = Array.from({ length: 2_200 }, () => ['x'.repeat(30_000), 'y'])
  const refused = await tryIn(madeFile('a.xlsx', workbookOf({ S: gridOf(rows) })))
  expect(refused).toMatchObject({ code: 'TOO_LARGE', message: expect.stringContaining('more text') })
})

test('the worker lives on after all of that', async () => {
  const { bytes, ...facts } = madeFile('a.xlsx', book)
  const result = await toolWorkers.run(
    schemaTool,
    {},
    { file: { facts, read: async () => bytes }, signal: new AbortController().signal },
  )
  expect(result.artifact.data.rows).toBe(1)
})

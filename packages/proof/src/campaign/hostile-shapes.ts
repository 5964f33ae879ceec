// Messages of 16 KB and files of up to 2 MB that are as hard to read as they can be, of every format that is read.
import { deflateRawSync } from 'node:zlib'
import { PILLAR_NAMES, type Pillar } from '@biplane/contracts/vocabulary/pillars'

const MESSAGE_CHARS = 16_000
const FILE_CHARS = 2_000_000

export interface HostileMessage {
  pillar: Pillar
  text: string
}

export interface HostileFile {
  name: string
  mime: string
  bytes: Uint8Array<ArrayBuffer>
  pillar: Pillar
  question: string
}

const filled = (unit: string, chars: number): string => unit.repeat(Math.max(1, Math.floor(chars / unit.length)))

/** A verb of the grammars, then nothing but one thing that they look for. */
const OPENINGS = ['put', 'set the', 'compare', 'if the', 'use', 'total by', 'plan', 'write', 'summary of', 'assume']
const UNITS = [
  ' ',
  '\n',
  'a ',
  '1,234.5 ',
  '2026-01-31 ',
  'and then ',
  'if a then ',
  '"',
  '((',
  '- x\n',
  '@.',
  'by ',
  '. ',
  '**',
  '<i> </i>',
  '% of ',
  'put a to b ',
  'customer ',
  'January ',
  '1. ',
]

export const hostileMessages = (): HostileMessage[] =>
  UNITS.map((unit, at) => ({
    pillar: PILLAR_NAMES[at % PILLAR_NAMES.length] ?? 'content',
    text: `${OPENINGS[at % OPENINGS.length]} ${filled(unit, MESSAGE_CHARS - 20)}`,
  }))

const TOTAL = { pillar: 'insights', question: 'What is the total amount by customer?' } as const
const SUMMARY = { pillar: 'content', question: 'Summarize this file' } as const
const WORKFLOW = { pillar: 'operations', question: 'Draw the workflow' } as const

type Kind = Omit<HostileFile, 'bytes'> & { make(salt: string): string | Uint8Array }

const csv = (name: string, make: () => string): Kind => ({
  ...TOTAL,
  name,
  mime: 'text/csv',
  make: (salt) => `${make()}\n${salt},1\n`,
})
const html = (name: string, unit: string): Kind => ({
  ...SUMMARY,
  name,
  mime: 'text/html',
  make: (salt) => `<html><body>${salt}${filled(unit, FILE_CHARS)}`,
})

/** Twenty kinds: tables, documents, drawings; wide, long, deep, packed, shared. */
const KINDS: readonly Kind[] = [
  csv('mail.csv', () => `${`@${'@.'.repeat(3_000)}${'..'.repeat(3_000)}@ x`},amount\n1,2`),
  csv('wide.csv', () => `${filled('a,', 30_000)}\n${filled('1,', 30_000)}`),
  csv('long.csv', () => `customer,amount\n${filled('a,2\n', FILE_CHARS)}`),
  csv('dates.csv', () => `due date,amount,customer\n${filled('2026-01-01,"1,234.50",A@b.c\n', FILE_CHARS)}`),
  csv('quotes.csv', () => `customer,amount\n${filled('"a""b",', FILE_CHARS)}`),
  csv('open.csv', () => `customer,amount\n"${filled('x,\n', FILE_CHARS)}`),
  csv('small.csv', () => `customer,amount\n${filled('customer of a very long name,2\n', 30_000)}`),
  csv('cells.csv', () => `customer,amount,${filled('c,', 800)}\n${filled(`${filled('1,', 1_600)}\n`, 250_000)}`),
  {
    ...TOTAL,
    name: 'rows.json',
    mime: 'application/json',
    make: (salt) => `[${filled('{"a":1,"b":"x"},', FILE_CHARS)}{"a":"${salt}"}]`,
  },
  {
    ...TOTAL,
    name: 'keys.json',
    mime: 'application/json',
    make: (salt) => `[{${Array.from({ length: 15_000 }, (_, at) => `"${salt}${at}":1`).join(',')}}]`,
  },
  {
    ...SUMMARY,
    name: 'deep.json',
    mime: 'application/json',
    make: (salt) => `${'['.repeat(30)}${filled('1,', FILE_CHARS)}"${salt}"${']'.repeat(30)}`,
  },
  {
    ...TOTAL,
    name: 'rows.ndjson',
    mime: 'application/x-ndjson',
    make: (salt) => `${filled('{"customer":1,"amount":2}\n', FILE_CHARS)}{"a":"${salt}"}\n`,
  },
  html('blank.html', '<i> </i>'),
  html('lists.html', '<ul><li>'),
  html('tables.html', '<table><tr><td>'),
  {
    ...SUMMARY,
    name: 'pages.pdf',
    mime: 'application/pdf',
    make: (salt) => sharedPdf(1_900, filled(`BT /F 12 Tf 10 10 Td (${salt} word) Tj ET `, 100_000)),
  },
  { ...WORKFLOW, name: 'graph.bpmn', mime: 'application/xml', make: (salt) => bpmn(6_000, salt) },
  {
    ...WORKFLOW,
    name: 'steps.md',
    mime: 'text/markdown',
    make: (salt) =>
      `# ${salt}\n\n## Procedure\n\n${filled('1. The clerk checks the invoice by the clerk within 2 days.\n', 990_000)}`,
  },
  {
    ...SUMMARY,
    name: 'words.txt',
    mime: 'text/plain',
    make: (salt) => `${salt} ${filled('Total, and then. ', FILE_CHARS)}`,
  },
  {
    ...SUMMARY,
    name: 'short.docx',
    mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    make: (salt) => docx(20_000, salt),
  },
]

export const HOSTILE_KINDS = KINDS.length

/** The file of a kind, whose bytes are new with every `salt`: letters and digits. */
export function hostileFile(kind: number, salt: string): HostileFile {
  const made = KINDS[kind % KINDS.length]
  if (!made) throw new Error('no kinds')
  const { make, ...rest } = made
  return { ...rest, bytes: Uint8Array.from(Buffer.from(make(salt))) }
}

/** A page description that every page uses: small in the file, and read as often as there are pages. */
function sharedPdf(pages: number, content: string): Uint8Array {
  const kids = Array.from({ length: pages }, (_, at) => `${4 + at} 0 R`).join(' ')
  const font = '<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>'
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${pages}/Kids[${kids}]/Resources${font}/MediaBox[0 0 600 800]>>`,
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    ...Array.from({ length: pages }, () => '<</Type/Page/Parent 2 0 R/Contents 3 0 R>>'),
  ]
  const body = objects.map((object, at) => `${at + 1} 0 obj${object}endobj\n`).join('')
  return Buffer.from(`%PDF-1.4\n${body}trailer<</Root 1 0 R>>\n%%EOF\n`, 'latin1')
}

function bpmn(tasks: number, salt: string): string {
  const shapes = Array.from({ length: tasks }, (_, at) => `<task id="t${at}" name="${salt} ${at}"/>`).join('')
  const flows = Array.from(
    { length: tasks - 1 },
    (_, at) => `<sequenceFlow id="f${at}" sourceRef="t${at}" targetRef="t${at + 1}"/>`,
  ).join('')
  const model = 'http://www.omg.org/spec/BPMN/20100524/MODEL'
  return `<?xml version="1.0"?><definitions xmlns="${model}"><process id="p"><startEvent id="s"/>${shapes}${flows}</process></definitions>`
}

/** Many short paragraphs, packed. */
function docx(paragraphs: number, salt: string): Uint8Array {
  const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
  const text = `<w:p><w:r><w:t>${salt}</w:t></w:r></w:p>`.repeat(paragraphs)
  return zip([
    ['[Content_Types].xml', '<Types/>'],
    ['word/document.xml', `<w:document xmlns:w="${main}"><w:body>${text}</w:body></w:document>`],
  ])
}

function zip(parts: readonly (readonly [string, string])[]): Uint8Array {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const [name, content] of parts) {
    const plain = Buffer.from(content)
    const packed = deflateRawSync(plain)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(8, 4)
    head.writeUInt32LE(crc32(plain), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(plain.length, 18)
    head.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(at, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), head, tail, Buffer.from(name)]))
    locals.push(local)
    at += local.length
  }
  const index = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(parts.length, 4)
  end.writeUInt16LE(parts.length, 6)
  end.writeUInt32LE(index.length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...locals, index, Buffer.from('PK\x05\x06'), end])
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1))
  }
  return ~crc >>> 0
}

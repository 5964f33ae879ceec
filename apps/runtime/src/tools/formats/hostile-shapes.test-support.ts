// Files of 2 MB that are as hard to read as files can be, for every format: repeats of each separator and bracket, shapes
// that share or nest, counts that are far beyond what a person makes.
import { hostileTexts, randomOf } from '../../agents/hostile-texts.test-support.ts'
import { type MadeFile, madeFile } from '../made-file.test-support.ts'
import { pdfOf, wordOf } from './office-files.test-support.ts'

const CHARS = 2_000_000
const filled = (unit: string, chars = CHARS): string => unit.repeat(Math.floor(chars / unit.length))

/** A page description that every page uses: small in the file, and read as often as there are pages. */
function sharedPdf(pages: number, content: string): Uint8Array {
  const kids = Array.from({ length: pages }, (_, at) => `${4 + at} 0 R`).join(' ')
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${pages}/Kids[${kids}]/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>/MediaBox[0 0 600 800]>>`,
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    ...Array.from({ length: pages }, () => '<</Type/Page/Parent 2 0 R/Contents 3 0 R>>'),
  ]
  const out = ['%PDF-1.4\n']
  for (const [at, body] of objects.entries()) out.push(`${at + 1} 0 obj${body}endobj\n`)
  out.push('trailer<</Root 1 0 R>>\n')
  return Buffer.from(out.join(''), 'latin1')
}

function bpmn(tasks: number, flows: string): string {
  const shapes = Array.from({ length: tasks }, (_, at) => `<task id="t${at}" name="Does ${at}"/>`).join('')
  const ways = Array.from({ length: tasks - 1 }, (_, at) =>
    flows.replaceAll('#', String(at)).replaceAll('@', String(at + 1)),
  ).join('')
  return `<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/>${shapes}${ways}</process></definitions>`
}

export function hostileFiles(seed: number, extra: number): MadeFile[] {
  const random = randomOf(seed)
  const text = 'BT /F 12 Tf 10 10 Td (word word word) Tj ET '
  const units = ['<i> </i>', '<b>', '<table><tr><td>', '<ul><li>', '<!--', '&amp;', '<p>\n\n', '<a href="x">']
  const made: [string, string | Uint8Array][] = [
    ['pages.pdf', sharedPdf(1_900, filled(text, 100_000))],
    ['one.pdf', sharedPdf(1, filled(text))],
    ['dots.pdf', sharedPdf(1, filled('BT /F 1 Tf (.) Tj ET 1 0 0 1 0 0 cm q ', 1_000_000))],
    ['kerned.pdf', pdfOf([[filled('word ', 200_000)]])],
    ['saved.pdf', sharedPdf(50, filled('q BT /F 9 Tf (a) Tj ET ', 400_000))],
    ...units.map((unit): [string, string] => ['unit.html', `<html><body>${filled(unit)}`]),
    ['graph.bpmn', bpmn(6_000, '<sequenceFlow id="f#" sourceRef="t#" targetRef="t@"/>')],
    [
      'dense.bpmn',
      bpmn(
        140,
        Array.from({ length: 60 }, (_, n) => `<sequenceFlow id="f#-${n}" sourceRef="t#" targetRef="t@"/>`).join(''),
      ),
    ],
    ['mail.csv', `${`@${'@.'.repeat(3_000)}${'..'.repeat(3_000)}@ x`},b\n1,2\n`],
    ['wide.csv', `${filled('a,', 30_000)}\n${filled('1,', 30_000)}\n`],
    ['long.csv', `a,b\n${filled('1,2\n')}`],
    ['dates.csv', `due date,amount,customer\n${filled('2026-01-01,"1,234.50",A@b.c\n')}`],
    ['quotes.csv', `a,b\n${filled('"a""b",')}`],
    ['open.csv', `a,b\n"${filled('x,\n')}`],
    ['deep.json', `${'['.repeat(30)}${filled('1,').slice(0, -1)}${']'.repeat(30)}`],
    ['rows.json', `[${filled('{"a":1,"b":"x"},').slice(0, -1)}]`],
    ['keys.json', `[{${Array.from({ length: 15_000 }, (_, at) => `"k${at}":1`).join(',')}}]`],
    ['rows.ndjson', filled('{"a":1}\n')],
    [
      'steps.md',
      `# P\n\n## Procedure\n\n${filled('1. The clerk checks the invoice by the clerk within 2 days.\n', 990_000)}`,
    ],
    [
      'roles.md',
      `# P\n\n## Roles\n\n| Role | Does |\n|---|---|\n${filled('| Clerk | x |\n', 900_000)}\n## Procedure\n\n1. The clerk checks.\n2. By a b c.\n`,
    ],
    ['word.docx', wordOf([filled('word ', 1_000_000)])],
    ['short.docx', wordOf(Array.from({ length: 20_000 }, () => 'a'))],
  ]
  const texts = hostileTexts(seed, extra).filter(() => random() < 0.25 || extra > 100)
  const names = ['t.csv', 't.md', 't.txt', 't.html', 't.json', 't.bpmn', 't.tsv']
  for (const [at, unit] of texts.entries()) {
    const name = names[at % names.length] ?? 't.txt'
    const body = unit.repeat(Math.ceil(CHARS / unit.length)).slice(0, CHARS)
    made.push([
      name,
      name === 't.html'
        ? `<html>${body}`
        : name === 't.bpmn'
          ? `<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><task id="t" name="${body.replace(/[<&"]/g, ' ').slice(0, 900_000)}"/></process></definitions>`
          : body,
    ])
  }
  return made.map(([name, bytes]) => madeFile(name, bytes))
}

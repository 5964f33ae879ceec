import { expect, test } from 'vitest'
import { sampleText, toolFile } from './made-file.test-support.ts'
import { outlineTool, readOutline } from './outline.ts'

test('every heading of the sample stands on the line that is said', async () => {
  const text = sampleText('refund-sop.md')
  const { artifact, headings, steps } = await outlineTool.run({}, toolFile('refund-sop.md', text))
  const lines = text.split('\n')
  for (const { title, line, level } of artifact.data.sections) {
    expect(lines[line - 1], title).toBe(`${'#'.repeat(level)} ${title}`)
  }
  expect(headings).toBe(lines.filter((line) => /^#{1,6} /.test(line)).length)
  expect(steps).toBe(lines.filter((line) => /^\d+\. /.test(line)).length)
})

test('steps belong to the heading above them, without the marks of Markdown, and inner ones follow theirs', () => {
  const { sections } = readOutline(
    '1. before\n\n# A **bold** title\n\n1. **Decide**: go or `stop`\n   1. inner [link](https://example.com)\n- no step\n  1. numbered inside\n\n```\n# no heading\n1. no step\n```\n',
  )
  expect(sections).toEqual([
    { level: 0, title: '', line: 1, steps: ['before'] },
    { level: 1, title: 'A bold title', line: 3, steps: ['Decide: go or stop', 'inner link', 'numbered inside'] },
  ])
})

test('headings of both kinds are counted where they stand, also after HTML, quotes and definitions', () => {
  const text =
    '<!-- a\ncomment -->\n\n> quote\n> # not top level\n\n[a]: https://example.com\n\nTitle\n=====\n\ntext\n\n## Second\n'
  expect(readOutline(text).sections.map(({ title, line }) => [title, line])).toEqual([
    ['Title', 9],
    ['Second', 14],
  ])
})

test('what is no Markdown has no outline', async () => {
  await expect(outlineTool.run({}, toolFile('a.csv', 'a,b\n1,2\n'))).rejects.toThrow(
    '“a.csv” is a CSV table, not a document with headings.',
  )
})

import { expect, test } from 'vitest'
import { checkEnds } from './check-ends.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const check = (kind: string, text: string) => () =>
  checkEnds(`a.${kind}`, kind, { head: bytes(text), tail: bytes(text), size: text.length })

test.each([
  ['json', '{"a": 1'],
  ['json', '{"a": 1,}'],
  ['json', 'not json'],
  ['pdf', '%PDF-1.7\ngarbage'],
  ['xlsx', 'PK\u0003\u0004 xl/workbook.xml and then nothing'],
  ['xlsx', 'PK\u0003\u0004 word/document.xml PK\u0005\u0006'],
  ['docx', 'PK\u0003\u0004 garbage'],
  ['bpmn', '<note>no diagram</note>'],
  ['bpmn', '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process>'],
])('[D3.1] a broken %s is refused: %j', (kind, text) => {
  expect(check(kind, text)).toThrow(expect.objectContaining({ refusal: 'UNSUPPORTED_FILE' }))
})

test.each([
  ['json', '{"a": 1}\n'],
  ['json', '\ufeff[1, 2]'.slice(1)],
  ['json', '{"a":1}\n{"a":2}\n'],
  ['pdf', '%PDF-1.7\n…startxref\n9\n%%EOF\n'],
  ['xlsx', 'PK\u0003\u0004 xl/workbook.xml PK\u0005\u0006 end'],
  ['docx', 'PK\u0003\u0004 word/document.xml PK\u0005\u0006 end'],
  ['bpmn', '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"></bpmn:definitions>'],
  ['csv', 'a,b'],
])('[D3.1] a whole %s is taken: %j', (kind, text) => {
  expect(check(kind, text)).not.toThrow()
})

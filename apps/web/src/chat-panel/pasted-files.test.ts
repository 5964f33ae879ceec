import { expect, test } from 'vitest'
import { isTable, pastedFiles } from './pasted-files.ts'

const pasted = (text: string) => pastedFiles({ files: new DataTransferFiles(), getData: () => text })

/** As a browser gives it: no files. */
class DataTransferFiles extends Array<File> {
  item(at: number): File | null {
    return this[at] ?? null
  }
}

test('cells of a spreadsheet become a file', async () => {
  const cells = 'name\tamount\r\nNord\t1\r\nSüd\t2\r\n'
  const [file] = pasted(cells)
  expect(file?.name).toBe('pasted-table.tsv')
  expect(await file?.text()).toBe(cells)
})

test.each(['one line', 'two\tcells', 'a\tb\nc\td', 'a\tb\nc\nd\te', ''])('%j stays text', (text) => {
  expect(isTable(text)).toBe(false)
  expect(pasted(text)).toEqual([])
})

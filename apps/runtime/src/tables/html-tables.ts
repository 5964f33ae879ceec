// Finds the tables of a web page, or of a Word document written as one. Tables inside of a table's cell are text.
import { type DefaultTreeAdapterTypes, parse, defaultTreeAdapter as tree } from 'parse5'
import { refuseManyTags } from '../tools/formats/html-text.ts'
import type { DocumentTable } from './document-tables.ts'
import { refuseBeyondBounds } from './records.ts'

type Node = DefaultTreeAdapterTypes.ChildNode
type Element = DefaultTreeAdapterTypes.Element

const MAX_TABLES = 100
const MAX_SPAN = 100
const SILENT = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'svg'])

/** @throws TOO_LARGE */
export function htmlTables(html: string): DocumentTable[] {
  refuseManyTags(html)
  const tables: DocumentTable[] = []
  let heading = ''
  walk(parse(html).childNodes, (element) => {
    if (/^h[1-6]$/.test(element.tagName)) heading = textOf(element).slice(0, 150)
    if (element.tagName !== 'table' || tables.length >= MAX_TABLES) return element.tagName !== 'table'
    const records = rowsOf(element)
    const titled = heading === '' || tables.some(({ title }) => title === heading)
    const title = heading === '' ? `Table ${tables.length + 1}` : titled ? `${heading} (${tables.length + 1})` : heading
    if (records.length > 0) tables.push({ title, records, lines: records.map((_, at) => at + 1) })
    return false
  })
  return tables.filter(({ records }) => records.some((cells) => cells.length > 1))
}

/** In document order, with a stack of its own: pages nest deeper than calls may. `enter` says whether to go inside. */
function walk(nodes: readonly Node[], enter: (element: Element) => boolean): void {
  const stack = nodes.toReversed()
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (!tree.isElementNode(node) || SILENT.has(node.tagName)) continue
    if (enter(node)) for (const child of node.childNodes.toReversed()) stack.push(child)
  }
}

function rowsOf(table: Element): string[][] {
  const records: string[][] = []
  let cells = 0
  walk(table.childNodes, (element) => {
    if (element.tagName === 'table') return false
    if (element.tagName !== 'tr') return true
    const record = element.childNodes.flatMap((child) => {
      if (!tree.isElementNode(child) || (child.tagName !== 'td' && child.tagName !== 'th')) return []
      const text = textOf(child)
      const span = Number(child.attrs.find(({ name }) => name === 'colspan')?.value ?? 1)
      const more = Number.isInteger(span) && span > 1 ? Math.min(span, MAX_SPAN) - 1 : 0
      return [text, ...Array.from({ length: more }, () => '')]
    })
    cells += record.length
    refuseBeyondBounds(record.length, cells)
    if (record.length > 0) records.push(record)
    return false
  })
  return records
}

function textOf(element: Element): string {
  const pieces: string[] = []
  const stack: Node[] = element.childNodes.toReversed()
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (tree.isTextNode(node)) pieces.push(node.value)
    else if (tree.isElementNode(node) && !SILENT.has(node.tagName)) {
      if (node.tagName === 'br' || node.tagName === 'p') pieces.push(' ')
      for (const child of node.childNodes.toReversed()) stack.push(child)
    }
  }
  return pieces.join('').replace(/\s+/g, ' ').trim()
}

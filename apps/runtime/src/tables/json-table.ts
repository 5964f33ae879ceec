// Finds the table in a JSON text: a list of records, lists of cells, columns, or one of these inside of an answer of an API.
// Numbers stay the digits that the file holds.
import { Refusal } from '@biplane/contracts/refusal'
import { type Decision, decide } from './decision.ts'
import { type RawTable, refuseBeyondBounds, refuseManyRows } from './records.ts'

export type JsonTable = Pick<RawTable, 'records' | 'names' | 'part'>

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Deeper values stay JSON inside of their cell. */
const FLAT_DEPTH = 4
const SEARCH_DEPTH = 4
const MAX_FOUND = 20

/** @throws UNSUPPORTED_FILE, TOO_LARGE */
export function readJson(text: string, lines: boolean, wanted?: string): JsonTable {
  const value = lines ? readLines(text) : parse(text)
  const found: { path: string; rows: number; table: Shape }[] = []
  search(value, '', 0, found)
  const best = found.toSorted((a, b) => b.rows - a.rows)[0]
  const chosen = found.find(({ path }) => path === wanted) ?? best
  if (!chosen)
    throw new Refusal('UNSUPPORTED_FILE', 'The JSON holds no table: neither a list of records nor a list of rows.')
  const others = found.filter((other) => other !== chosen).map(({ path }) => path)
  return { ...tableOf(chosen.table), part: partOf(chosen.path, others, wanted) }
}

function partOf(path: string, others: string[], wanted: string | undefined): Decision<string> | null {
  if (path === '' && others.length === 0) return null
  if (wanted === path) return decide(path, 'corrected', 'set by you', others)
  return decide(path, others.length > 0 ? 'likely' : 'certain', 'the longest list in the file', others)
}

const readLines = (text: string): Json => text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [parse(line)]))

function parse(text: string): Json {
  try {
    const value: Json = JSON.parse(withDigits(text))
    return value
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new Refusal('UNSUPPORTED_FILE', 'The JSON nests deeper than can be read.', { cause })
    throw new Refusal('UNSUPPORTED_FILE', 'The file is not valid JSON.', { cause })
  }
}

/** Numbers that a float would change are put in quotation marks: long ones, decimals, exponents. */
function withDigits(text: string): string {
  const pieces: string[] = []
  let [from, at] = [0, 0]
  while (at < text.length) {
    const char = text.charCodeAt(at)
    if (char === 0x22) at = endOfString(text, at)
    else if (char === 0x2d || (char >= 0x30 && char <= 0x39)) {
      const end = endOfNumber(text, at)
      const token = text.slice(at, end)
      if (token.length > 15 || /[.eE]/.test(token)) {
        if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(token)) return text
        pieces.push(text.slice(from, at), '"', token, '"')
        from = end
      }
      at = end
    } else at++
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(from)
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length) {
    const char = text.charCodeAt(at)
    if (char === 0x22) return at + 1
    at += char === 0x5c ? 2 : 1
  }
  return at
}

function endOfNumber(text: string, start: number): number {
  let at = start
  while (at < text.length && /[-+.\deE]/.test(text.charAt(at))) at++
  return at
}

type Row = { [key: string]: Json }
type Shape =
  | { of: 'records'; rows: Row[] }
  | { of: 'lists'; rows: Json[][] }
  | { of: 'columns'; columns: [string, Json[]][] }

const isRow = (value: Json): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)

function search(value: Json, path: string, depth: number, found: { path: string; rows: number; table: Shape }[]): void {
  if (found.length >= MAX_FOUND) return
  const table = shapeOf(value)
  if (table) {
    const rows = table.of === 'columns' ? (table.columns[0]?.[1].length ?? 0) : table.rows.length
    found.push({ path, rows, table })
    return
  }
  if (depth >= SEARCH_DEPTH || !isRow(value)) return
  for (const [key, inner] of Object.entries(value).slice(0, 200))
    search(inner, path === '' ? key : `${path}.${key}`, depth + 1, found)
}

function shapeOf(value: Json): Shape | null {
  if (Array.isArray(value)) {
    if (value.length === 0) return null
    if (value.every(isRow)) return { of: 'records', rows: value }
    const lists = value.filter((row): row is Json[] => Array.isArray(row))
    return lists.length === value.length ? { of: 'lists', rows: lists } : null
  }
  if (!isRow(value)) return null
  const columns = Object.entries(value).filter((entry): entry is [string, Json[]] => Array.isArray(entry[1]))
  const length = columns[0]?.[1].length ?? 0
  const even = columns.length > 1 && columns.length === Object.keys(value).length && length > 0
  return even && columns.every(([, cells]) => cells.length === length && cells.every(isScalar))
    ? { of: 'columns', columns }
    : null
}

const isScalar = (value: Json): boolean => typeof value !== 'object' || value === null

function tableOf(shape: Shape): Pick<RawTable, 'records' | 'names'> {
  if (shape.of === 'lists') {
    refuseBeyondBounds(
      0,
      shape.rows.reduce((sum, row) => sum + row.length, 0),
    )
    return { names: null, records: shape.rows.map((row) => row.map(cellOf)) }
  }
  if (shape.of === 'columns') {
    const rows = shape.columns[0]?.[1].length ?? 0
    refuseBeyondBounds(shape.columns.length, rows * shape.columns.length)
    return {
      names: shape.columns.map(([name]) => name),
      records: Array.from({ length: rows }, (_, at) => shape.columns.map(([, cells]) => cellOf(cells[at] ?? null))),
    }
  }
  return recordsOf(shape.rows)
}

function recordsOf(rows: readonly Row[]): Pick<RawTable, 'records' | 'names'> {
  refuseManyRows(rows.length)
  const places = new Map<string, number>()
  const records: string[][] = []
  for (const row of rows) {
    const record: string[] = []
    flatten(row, '', 0, (name, cell) => {
      let place = places.get(name)
      if (place === undefined) {
        place = places.size
        places.set(name, place)
        refuseBeyondBounds(places.size, places.size * rows.length)
      }
      record[place] = cell
    })
    records.push(record)
  }
  const names = [...places.keys()]
  return { names, records: records.map((record) => names.map((_, at) => record[at] ?? '')) }
}

function flatten(row: Row, prefix: string, depth: number, put: (name: string, cell: string) => void): void {
  for (const [key, value] of Object.entries(row)) {
    const name = prefix === '' ? key : `${prefix}.${key}`
    if (isRow(value) && depth < FLAT_DEPTH) flatten(value, name, depth + 1, put)
    else put(name, cellOf(value))
  }
}

function cellOf(value: Json): string {
  if (value === null) return ''
  if (typeof value !== 'object') return String(value)
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (error instanceof RangeError) return '…'
    throw error
  }
}

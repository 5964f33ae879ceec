// Turns the text of a cell into the plain text from which SQL makes a typed value.

import { isNothing, isNothingInText, plainText } from './cell-text.ts'
import type { ColumnPlan } from './column-kind.ts'
import { fromEpoch, fromSerial, inUtc, type ReadDate, readDate } from './date-text.ts'
import { readDuration } from './duration-text.ts'
import { readNumber } from './number-text.ts'

const YES = new Set([
  'true',
  'yes',
  'y',
  't',
  'ja',
  'j',
  'oui',
  'o',
  'sí',
  'si',
  's',
  'sim',
  'tak',
  'vrai',
  'wahr',
  'on',
  'x',
  '✓',
  '✔',
  '☑',
  '1',
])

const NO = new Set('false no n f nein non não nao nie faux falsch off ✗ ✘ ☐ 0'.split(' '))

/** The words of a column of yes and no, for SQL. */
export const TRUTHS = { yes: [...YES], no: [...NO] } as const

export type Converted = { is: 'nothing' } | { is: 'value'; text: string } | { is: 'unreadable' }

const NOTHING: Converted = { is: 'nothing' }
const UNREADABLE: Converted = { is: 'unreadable' }

const value = (text: string | null | undefined): Converted =>
  text === null || text === undefined ? UNREADABLE : { is: 'value', text }

export function convertCell(cell: string, plan: ColumnPlan): Converted {
  const kind = plan.kind.value
  if (kind === 'text') return isNothingInText(cell) ? NOTHING : { is: 'value', text: textOf(cell) }
  if (isNothing(cell)) return NOTHING
  switch (kind) {
    case 'boolean':
      return value(truthOf(plainText(cell).toLowerCase()))
    case 'date':
    case 'datetime':
      return value(dateText(cell, plan))
    case 'duration': {
      const read = readDuration(cell)
      return value(read ? String(read.seconds) : null)
    }
    case 'integer': {
      const read = plan.number ? readNumber(cell, plan.number.value) : null
      return value(read && !read.digits.includes('.') ? read.digits : null)
    }
    default:
      // An accounting format shows zero as a dash behind the currency.
      if (/^\s*\p{Sc}\s*-\s*$/u.test(cell)) return value('0')
      return value(plan.number ? readNumber(cell, plan.number.value)?.digits : null)
  }
}

const truthOf = (word: string): string | null => (YES.has(word) ? 'true' : NO.has(word) ? 'false' : null)

/** `="0012"` is 0012; other cells stay as they are. */
const textOf = (cell: string): string => {
  const text = cell.trim()
  return text.startsWith('=') ? plainText(text) : text
}

function dateText(cell: string, plan: ColumnPlan): string | null {
  const read = dateOf(cell, plan)
  if (!read) return null
  const iso = plan.utc && read.offset !== null ? inUtc(read) : read.iso
  return plan.kind.value === 'date' ? iso.slice(0, 10) : iso
}

function dateOf(cell: string, { counted, order }: ColumnPlan): ReadDate | null {
  if (counted === null) return readDate(cell, order)
  const number = Number(plainText(cell))
  if (!Number.isFinite(number)) return null
  if (counted === 'excel-serial') return fromSerial(number)
  return fromEpoch(number, counted === 'epoch-s' ? 's' : 'ms')
}

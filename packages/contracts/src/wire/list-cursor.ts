// Positions in a list: the values that the list is ordered by, as one opaque text for clients.
import { Refusal } from '../refusal.ts'

/** No column of an order may hold it: they are times, numbers and ids. */
const BETWEEN = '~'
const MAX_CHARS = 256

export const formatListCursor = (values: readonly (string | number)[]): string =>
  Buffer.from(values.join(BETWEEN)).toString('base64url')

/** The values of a cursor of so many columns; `null` for the beginning of the list. @throws BAD_MESSAGE */
export function parseListCursor(cursor: string | undefined, columns: number): string[] | null {
  if (cursor === undefined) return null
  const values = Buffer.from(cursor.slice(0, MAX_CHARS), 'base64url').toString().split(BETWEEN)
  const isOurs = values.length === columns && formatListCursor(values) === cursor
  if (!isOurs) throw new Refusal('BAD_MESSAGE', 'cursor: is not a cursor of this list', { path: 'cursor' })
  return values
}

/** A number of a cursor. @throws BAD_MESSAGE */
export function numberOfCursor(value: string): number {
  const number = Number(value)
  if (Number.isSafeInteger(number) && number >= 0) return number
  throw new Refusal('BAD_MESSAGE', 'cursor: is not a cursor of this list', { path: 'cursor' })
}

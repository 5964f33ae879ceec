// Positions in lists of invocations: the commit that asked, then time and id. [V6]
import { formatListCursor, numberOfCursor, parseListCursor } from '@biplane/contracts/wire/list-cursor'
import type { AfterInvocation } from '../store/list-queries.ts'

export const invocationCursor = (row: { askedIn: number | null; createdAt: string; id: string }): string =>
  formatListCursor([row.askedIn ?? 0, row.createdAt, row.id])

/** @throws BAD_MESSAGE */
export function afterInvocation(cursor: string | undefined): { after?: AfterInvocation } {
  const values = parseListCursor(cursor, 3)
  if (values === null) return {}
  const [askedIn = '', createdAt = '', id = ''] = values
  return { after: { askedIn: numberOfCursor(askedIn), createdAt, id } }
}

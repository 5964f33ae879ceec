// Text form of a position in a conversation's log: `<epoch>:<seq>`, or the bare number. [L14]

/** Where a reader stopped: after event `seq` of the log called `epoch` (`null` when the reader did not say which). */
export interface Cursor {
  epoch: string | null
  seq: number
}

export const formatCursor = (epoch: string, seq: number): string => `${epoch}:${seq}`

const CURSOR = /^(?:([A-Za-z0-9_-]{1,64}):)?(\d{1,15})$/

/** Reads either form; `null` for anything else, never a guess. */
export function parseCursor(text: string): Cursor | null {
  const match = CURSOR.exec(text.trim())
  return match ? { epoch: match[1] ?? null, seq: Number(match[2]) } : null
}

// Decides what a client does after each close code. A code that the table does not name is final. [D9.1]
import { CLOSE, REFUSALS, type RefusalCode } from '../vocabulary/refusal-codes.ts'

export type AfterClose =
  /** The line was lost: again, from the cursor. */
  | 'retry'
  /** Not now: again, from the cursor, with longer waits. */
  | 'later'
  /** Again after the time that the other side named, or later where it named none. */
  | 'when-told'
  /** Only another session helps. */
  | 'new-session'
  /** The same would be refused again. */
  | 'refused'

const RULES: ReadonlyMap<number, AfterClose> = new Map([
  [CLOSE.goingAway, 'retry'],
  [REFUSALS.BAD_MESSAGE.close, 'refused'],
  [REFUSALS.UNAUTHENTICATED.close, 'refused'],
  [REFUSALS.FORBIDDEN.close, 'refused'],
  [REFUSALS.INVALID_PILLAR.close, 'refused'],
  [REFUSALS.ORCHESTRATOR_UNAVAILABLE.close, 'later'],
  [REFUSALS.AGENT_UNAVAILABLE.close, 'later'],
  [CLOSE.noSignOfLife, 'retry'],
  [REFUSALS.SLOW_READER.close, 'retry'],
  [REFUSALS.TOO_LARGE.close, 'refused'],
  [REFUSALS.RATE_LIMITED.close, 'when-told'],
  [REFUSALS.SESSION_EXPIRED.close, 'new-session'],
  [REFUSALS.RUNTIME_UNAVAILABLE.close, 'later'],
  // WebSocket's own codes for "what you sent is not acceptable": 1002 protocol, 1003 kind, 1007 not UTF-8, 1008 policy,
  // 1009 too large.
  [1002, 'refused'],
  [1003, 'refused'],
  [1007, 'refused'],
  [1008, 'refused'],
  [1009, 'refused'],
  // The server's own trouble, and "try again later".
  [REFUSALS.INTERNAL.close, 'later'],
  [1013, 'later'],
])

/** An application's code that is not in the table is a no; everything else (1000, 1005, 1006, 1012 …) is a lost line. */
export const afterClose = (code: number): AfterClose =>
  RULES.get(code) ?? (code >= 4000 && code < 5000 ? 'refused' : 'retry')

/** The refusal behind a close code, for a close that came without a word. */
export const refusalBehind = (closeCode: number): RefusalCode =>
  closeCode === 1009 ? 'TOO_LARGE' : (BEHIND.get(closeCode) ?? 'INTERNAL')

const BEHIND: ReadonlyMap<number, RefusalCode> = new Map(
  Object.entries(REFUSALS).flatMap(([code, { close }]): [number, RefusalCode][] =>
    close === null || code === 'BAD_JSON' || !isCode(code) ? [] : [[close, code]],
  ),
)

function isCode(code: string): code is RefusalCode {
  return Object.hasOwn(REFUSALS, code)
}

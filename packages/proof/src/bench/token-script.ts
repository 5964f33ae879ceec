// Script of the benchmark agent, the same for the product and every baseline: tokens of a given number, size and pace,
// each starting with its send time.
import { z } from 'zod'

export const tokenScript = z.object({
  tokens: z.number().int().min(0),
  /** Of text; at least as long as the stamp. */
  bytes: z.number().int().min(16),
  /** Between two tokens; 0 is as fast as it can. */
  paceMs: z.number().min(0),
  /** `event`: facts that are never merged, so that each is delivered as one event. */
  kind: z.enum(['token', 'event']),
})
export type TokenScript = z.output<typeof tokenScript>

const WORD = 'bench '
/** Digits of a stamp: microseconds of a clock that all processes of a machine share. */
export const STAMP = 16

export const messageOf = (script: TokenScript): string => `${WORD}${JSON.stringify(script)}`

/** The script in a person's message; none for anything else that a person says. */
export function scriptIn(message: string): TokenScript | null {
  return message.startsWith(WORD) ? tokenScript.parse(JSON.parse(message.slice(WORD.length))) : null
}

/** Microseconds of the machine's monotonic clock. */
export function stamp(): number {
  const [seconds, nanos] = process.hrtime()
  return seconds * 1e6 + Math.round(nanos / 1e3)
}

/** One token: its send time, and filling. */
export const tokenText = ({ bytes }: TokenScript): string => String(stamp()).padStart(STAMP, '0').padEnd(bytes, 'x')

/** Says the tokens. A pace is kept on a timetable: a late token does not make the next one late. */
export async function* say(script: TokenScript): AsyncGenerator<string> {
  const began = performance.now()
  for (let i = 0; i < script.tokens; i += 1) {
    const early = script.paceMs === 0 ? 0 : began + i * script.paceMs - performance.now()
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
    yield tokenText(script)
  }
}

// The part of `client-cuts` about the five protocols: cuts, deaths and retries, or its control, in which every protocol's
// known-bad client must be caught.
import { type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import { faultsIn, PROTOCOL_FAULTS } from './protocol-counts.ts'
import { cutProtocols } from './protocol-cuts.ts'
import { killProtocols } from './protocol-kills.ts'
import { retryStorm } from './retry-storm.ts'

const CONTROL = { cuts: 200, sends: 12 }

export async function protocolFaults({ random, size, say }: FigureContext): Promise<Measured> {
  const found = await cutProtocols({ random, cuts: size(200, 10_000), forgets: false, say })
  const sum: Record<string, number> = {}
  const add = (counts: Record<string, number>) => {
    for (const [name, count] of Object.entries(counts)) {
      sum[`protocol_${name}`] = (sum[`protocol_${name}`] ?? 0) + count
    }
  }
  for (const counts of found.values()) add(counts)
  add(await killProtocols(random, size(1, 25)))
  add(await retryStorm(random, size(20, 90)))
  return mustBeZero(sum, ...[...PROTOCOL_FAULTS, 'sent_twice', 'unanswered'].map((name) => `protocol_${name}`))
}

/** The names of those that were not caught. */
export async function protocolsNotCaught({ random, say }: FigureContext): Promise<string[]> {
  const found = await cutProtocols({ random, cuts: CONTROL.cuts, forgets: true, say })
  const storm = await retryStorm(random, CONTROL.sends, false)
  const missed = [...found].filter(([, counts]) => faultsIn(counts) === 0).map(([name]) => name)
  return storm.sent_twice === 0 ? [...missed, 'retries without their number'] : missed
}

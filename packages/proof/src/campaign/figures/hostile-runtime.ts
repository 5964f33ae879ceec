// Owns the figure of a Runtime that does what no Runtime should.

import type { Misdeeds } from '../../misdeeds.ts'
import { endOf, eventsOf, Product } from '../../product/product.test-support.ts'
import { openScriptedRuntime } from '../../scripted-runtime.ts'
import { type Figure, type Measured, mustBeZero } from '../figure.ts'
import { sumOfLosses } from '../sums.ts'
import { within } from '../within.ts'

const KEY = 'a-key-that-is-long-enough-for-production-0123456789'

const MISDEEDS: Record<string, Misdeeds> = {
  'an event is never sent': { gap: 3 },
  'an event is sent twice': { repeat: 3 },
  'a token of 10 MB': { hugeToken: 10_000_000 },
  'tokens without end': { endless: true },
  'no end, and silence': { neverEnds: true },
  'deaf to a cancel': { neverEnds: true, deafToCancel: true },
}

export const hostileRuntime: Figure = {
  name: 'hostile-runtime',
  promise: '[L7, L11] a Runtime that leaves out, repeats, floods, falls silent or is deaf: every answer ends, in order',
  run: () => measure(MISDEEDS, '2000'),
  control: {
    bad: 'a limit of hours on how long an answer may take',
    run: () => measure({ silence: { neverEnds: true } }, '3600000'),
  },
}

async function measure(misdeeds: Record<string, Misdeeds>, invocationMs: string): Promise<Measured> {
  const counts = {
    misdeeds: 0,
    never_ended: 0,
    lost: 0,
    doubled: 0,
    reordered: 0,
    neighbours_harmed: 0,
    not_well_after: 0,
  }
  await using runtime = await openScriptedRuntime({ key: KEY, tokens: 20 })
  await using product = await Product.open({
    runtime: { url: runtime.url, key: KEY },
    env: { LIMIT_INVOCATION_MS: invocationMs, LIMIT_RUNTIME_UNAVAILABLE_MS: '1000' },
  })
  await using anna = await product.guest()
  const reader = anna.read()
  await reader.until((items) => items.length > 0)
  for (const [at, misdeed] of Object.values(misdeeds).entries()) {
    runtime.misbehave(misdeed)
    const { invocation_id } = await anna.send('go on', `m-${at}`)
    const ended = reader.until((items) => endOf(items, invocation_id) !== undefined)
    if (misdeed.deafToCancel) await anna.trpc.invocation.cancel.mutate({ invocation_id: invocation_id as never })
    if (await within(ended, 12_000)) counts.misdeeds += 1
    else counts.never_ended += 1
    runtime.misbehave({})
    runtime.forget()
    if (!(await isWell(product))) counts.not_well_after += 1
  }
  await saysScript(runtime, product, counts)
  Object.assign(counts, sumOfLosses([eventsOf(reader.items).map(({ event_id }) => event_id)]))
  reader.stop()
  return mustBeZero(counts, 'never_ended', 'lost', 'doubled', 'reordered', 'neighbours_harmed', 'not_well_after')
}

/** Somebody else is answered as ever. */
async function isWell(product: Product): Promise<boolean> {
  await using ben = await product.guest()
  const reader = ben.read()
  const { invocation_id } = await ben.send('hello', 'm')
  const well = await within(
    reader.until((items) => endOf(items, invocation_id)?.type === 'agent.completed'),
    12_000,
  )
  reader.stop()
  return well
}

/** What looks like a script is text, and comes through as it is. */
async function saysScript(
  runtime: Awaited<ReturnType<typeof openScriptedRuntime>>,
  product: Product,
  counts: { neighbours_harmed: number },
) {
  const script = '<script>alert(1)</script>\u0000\u2028</script>'
  runtime.script('guide.global', async function* attack() {
    yield { type: 'agent.token', payload: { text: script } }
  })
  await using ben = await product.guest()
  const reader = ben.read()
  const { invocation_id } = await ben.send('hello', 'm')
  await reader.until((items) => endOf(items, invocation_id) !== undefined)
  const end = endOf(reader.items, invocation_id)
  if (end?.type !== 'agent.completed' || end.payload.text !== script) counts.neighbours_harmed += 1
  reader.stop()
}

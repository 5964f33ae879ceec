// Fault scenario: a Runtime that violates its contract.
import { invocationId } from '@biplane/contracts/wire/ids'
import type { Misdeeds } from '../../misdeeds.ts'
import { endOf, eventsOf, Product, shownText } from '../../product/product.test-support.ts'
import type { Script } from '../../script.ts'
import { openScriptedRuntime, type ScriptedRuntime } from '../../scripted-runtime.ts'
import { type Figure, type Measured, mustBeZero } from '../figure.ts'
import { sumOfLosses } from '../sums.ts'
import { within } from '../within.ts'

const KEY = 'a-key-that-is-long-enough-for-production-0123456789'
/** The longest that an answer may take here, and what follows when nobody hears. */
const INVOCATION_MS = '2000'
const ENDED_WITHIN_MS = 12_000

const MISDEEDS: Record<string, Misdeeds> = {
  'an event is never sent': { gap: 3 },
  'an event is sent twice': { repeat: 3 },
  'a token of 10 MB': { hugeToken: 10_000_000 },
  'a token of 5 MB': { hugeToken: 5_000_000 },
  'tokens without end': { endless: true },
  'no end, and silence': { neverEnds: true },
  'deaf to a cancel': { neverEnds: true, deafToCancel: true },
}

const SCRIPT = '<script>alert(1)</script>\u0000\u2028</script>'
const HALVES = ['This was said by the first attempt, ', 'and this, too.']

export const hostileRuntime: Figure = {
  name: 'hostile-runtime',
  promise:
    '[L7, L8, L11] a Runtime that leaves out, repeats, floods, disowns, falls silent or is deaf: every answer ends well',
  run: () => measure(MISDEEDS, INVOCATION_MS),
  control: {
    bad: 'a limit of hours on how long an answer may take',
    run: () => measure({ silence: { neverEnds: true } }, '3600000'),
  },
}

async function measure(misdeeds: Record<string, Misdeeds>, invocationMs: string): Promise<Measured> {
  await using runtime = await openScriptedRuntime({ key: KEY, tokens: 20 })
  await using product = await Product.open({
    runtime: { url: runtime.url, key: KEY },
    env: { LIMIT_INVOCATION_MS: invocationMs, LIMIT_RUNTIME_UNAVAILABLE_MS: '1000' },
  })
  const counts = { misdeeds: 0, never_ended: 0, lost: 0, doubled: 0, reordered: 0, wrong_text: 0, not_well_after: 0 }
  await using anna = await product.guest()
  const reader = anna.read()
  await reader.until((items) => items.length > 0)
  for (const [at, misdeed] of Object.values(misdeeds).entries()) {
    runtime.misbehave(misdeed)
    const { invocation_id } = await anna.send('go on', `m-${at}`)
    const ended = reader.until((items) => endOf(items, invocation_id) !== undefined)
    if (misdeed.deafToCancel) {
      await anna.trpc.invocation.cancel.mutate({ invocation_id: invocationId.parse(invocation_id) })
    }
    if (await within(ended, ENDED_WITHIN_MS)) counts.misdeeds += 1
    else counts.never_ended += 1
    runtime.misbehave({})
    runtime.forget()
    if ((await answered(product)) === null) counts.not_well_after += 1
  }
  Object.assign(counts, sumOfLosses([eventsOf(reader.items).map(({ event_id }) => event_id)]))
  reader.stop()
  for (const [script, text] of [
    [saying([SCRIPT]), SCRIPT],
    [hugeLabel, null],
    [halting, HALVES.join('')],
  ] as const) {
    counts.misdeeds += 1
    runtime.script('guide.global', script, { recovery: 'restart' })
    if ((await answered(product, script === halting ? (shown) => disowned(runtime, shown) : undefined)) !== text)
      counts.wrong_text += 1
    runtime.misbehave({})
  }
  return mustBeZero(counts, 'never_ended', 'lost', 'doubled', 'reordered', 'wrong_text', 'not_well_after')
}

/** What looks like a script is text, and comes through as it is. */
const saying = (texts: readonly string[]): Script =>
  async function* () {
    for (const text of texts) yield { type: 'agent.token', payload: { text } }
  }

/** Not the answer is too long, but what is said beside it. */
const hugeLabel: Script = async function* () {
  yield { type: 'agent.progress', payload: { progress: 0, label: 'x'.repeat(5_000_000) } }
}

const halting: Script = async function* (_request, { gate }) {
  const [first = '', second = ''] = HALVES
  yield { type: 'agent.token', payload: { text: first } }
  await gate('half')
  yield { type: 'agent.token', payload: { text: second } }
}

/** In the middle of an answer it says that there never was one, and answers the next attempt with the events of the first. */
async function disowned(runtime: ScriptedRuntime, shown: () => Promise<void>): Promise<void> {
  await shown()
  runtime.misbehave({ disowns: true, wrongAttempt: true })
  runtime.dropSockets()
  await runtime.until(() => runtime.requests.some(({ attempt }) => attempt === 2))
  runtime.open('half')
}

/**
 * The text that somebody new is shown of a completed answer; `null` when it fails, or is not there in time. `meanwhile` is
 * told how to wait until some of it is shown.
 */
async function answered(
  product: Product,
  meanwhile: (shown: () => Promise<void>) => Promise<void> = async () => {},
): Promise<string | null> {
  await using ben = await product.guest()
  const reader = ben.read()
  await reader.until((items) => items.length > 0)
  const { invocation_id } = await ben.send('hello', 'm')
  const ended = async () => {
    await meanwhile(() => reader.until((items) => shownText(items, invocation_id) !== ''))
    await reader.until((items) => endOf(items, invocation_id) !== undefined)
  }
  await within(ended(), ENDED_WITHIN_MS)
  reader.stop()
  const end = endOf(reader.items, invocation_id)
  const shown = shownText(reader.items, invocation_id)
  return end?.type === 'agent.completed' && end.payload.text === shown ? shown : null
}

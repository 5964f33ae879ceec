// `pnpm prove`: runs the figures in lanes, then those that must be alone; says each in one line for people and one for
// machines, and ends with 1 when a promise was broken or a control found nothing.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import path from 'node:path'
import { inspect, parseArgs } from 'node:util'
import { seeded } from '../seeded.ts'
import type { Figure, FigureContext, Measured, Skipped } from './figure.ts'
import { FIGURES } from './figures.ts'
import { inLanes } from './lanes.ts'
import { within } from './within.ts'

const RESULTS = path.resolve(import.meta.dirname, '../../../../node_modules/.cache/prove-results.json')

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    only: { type: 'string' },
    without: { type: 'string' },
    lanes: { type: 'string', default: '3' },
    soak: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
})

/** Waiting for a fact has no end of its own: what is stuck is said, and the others still have their turn. */
const LONGEST_MS = 20 * 60_000

const SIGNS = { passed: '✓', failed: '✗', skipped: '-' }
type Verdict = keyof typeof SIGNS

const worded = (counts: Record<string, number>, faults: string[]): string =>
  [
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', '),
    ...faults.slice(0, 5),
  ].join(' ! ')

const asked = values.only?.split(',')
const spared = values.without?.split(',') ?? []
const unknown = [...(asked ?? []), ...spared].filter((name) => !FIGURES.some((figure) => figure.name === name))
if (unknown.length > 0) {
  process.stderr.write(`no figure is called ${unknown.join(', ')}; --list names them all\n`)
  process.exit(2)
}
const lanes = Number(values.lanes)
if (!Number.isInteger(lanes) || lanes < 1) {
  process.stderr.write(`--lanes ${values.lanes}: is a whole number from 1\n`)
  process.exit(2)
}
const chosen = FIGURES.filter(({ name }) => (asked === undefined || asked.includes(name)) && !spared.includes(name))

if (values.list) {
  for (const { name, promise, control } of chosen) console.log(`${name}: ${promise} (control: ${control.bad})`)
} else {
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32))
  const machine = { node: process.versions.node, cores: cpus().length, cpu: cpus()[0]?.model ?? 'unknown' }
  // Every child process is ended with this one, and there may be many at a time.
  process.setMaxListeners(0)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const strays = watchStrays()
  console.log(`seed ${seed}; the same again: pnpm prove --seed ${seed}${values.soak ? ' --soak' : ''}`)
  const begun = performance.now()
  const totals = { passed: 0, failed: 0, skipped: 0 }
  const failures: Failure[] = []
  const both = async (figure: Figure, print: (line: string) => void) => {
    for (const part of ['figure', 'control'] as const) {
      const { verdict, said } = await prove(figure, part, { seed, machine, print })
      totals[verdict] += 1
      if (verdict === 'failed') failures.push({ name: `${figure.name} > ${part}`, said })
    }
  }
  const together = chosen.filter(({ alone }) => !alone)
  await inLanes(lanes, together, async (figure) => {
    // Lines of figures that run side by side would mix: they wait for the end of theirs.
    const lines: string[] = []
    await both(figure, lanes === 1 ? console.log : (line) => lines.push(line))
    for (const line of lines) console.log(line)
  })
  for (const figure of chosen.filter(({ alone }) => alone)) await both(figure, console.log)
  totals.failed += strays.size
  for (const error of strays.values()) failures.push({ name: 'a failure that no figure came to', said: inspect(error) })
  mkdirSync(path.dirname(RESULTS), { recursive: true })
  writeFileSync(RESULTS, JSON.stringify({ ...totals, failures }))
  const { passed, failed, skipped } = totals
  const seconds = Math.round((performance.now() - begun) / 1000)
  console.log(
    `figures and their controls: ${passed} passed, ${failed} failed, ${skipped} skipped · ${seconds} s in all`,
  )
  process.exit(totals.failed === 0 ? 0 : 1)
}

/** A failure that its figure has not come to yet must not end the others; one to which nobody ever comes is counted. */
function watchStrays(): ReadonlyMap<Promise<unknown>, unknown> {
  const strays = new Map<Promise<unknown>, unknown>()
  process.on('unhandledRejection', (error, promise) => {
    console.error(error)
    strays.set(promise, error)
  })
  process.on('rejectionHandled', (promise) => strays.delete(promise))
  return strays
}

/** As the end of a CI run names it. */
interface Failure {
  name: string
  said: string
}

interface Run {
  seed: number
  machine: object
  print(line: string): void
}

async function prove(
  figure: Figure,
  part: 'figure' | 'control',
  { seed, machine, print }: Run,
): Promise<{ verdict: Verdict; said: string }> {
  const context: FigureContext = {
    // Each has the whole stream of the seed: other figures do not shift it.
    random: seeded(seed),
    size: (usual, soak) => (values.soak ? soak : usual),
    say: (text) => print(`  ${text}`),
  }
  const begun = performance.now()
  const result = await attempt(() => (part === 'figure' ? figure : figure.control).run(context), print)
  const seconds = Math.round((performance.now() - begun) / 100) / 10
  const verdict = verdictOf(result, part)
  const counts = 'counts' in result ? result.counts : {}
  const faults = 'faults' in result ? result.faults : []
  const what = part === 'figure' ? figure.promise : `control, must be caught: ${figure.control.bad}`
  const says = 'skipped' in result ? result.skipped : worded(counts, faults)
  print(`${SIGNS[verdict]} ${figure.name} · ${what} · ${says} · ${seconds} s`)
  print(JSON.stringify({ figure: figure.name, part, verdict, seed, counts, faults, seconds, ...machine }))
  return { verdict, said: says }
}

function verdictOf(result: Measured | Skipped, part: 'figure' | 'control'): Verdict {
  if ('skipped' in result) return 'skipped'
  // A control that breaks off has caught nothing; a figure that does has not kept its promise.
  if (result.broke) return 'failed'
  const kept = result.faults.length === 0
  return kept === (part === 'figure') ? 'passed' : 'failed'
}

async function attempt(
  run: () => Promise<Measured | Skipped>,
  print: (line: string) => void,
): Promise<Measured | Skipped> {
  const broken = (why: string): Measured => ({ broke: true, counts: {}, faults: [`broke off: ${why}`] })
  const result = run().catch((error: unknown) => {
    print(inspect(error))
    return broken(error instanceof Error ? error.message : String(error))
  })
  if (values.soak || (await within(result, LONGEST_MS))) return await result
  return broken(`had not ended after ${LONGEST_MS / 60_000} minutes`)
}

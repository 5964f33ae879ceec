// `pnpm prove`: runs the figures one after the other, says each in one line for people and one for machines, and ends with
// 1 when a promise was broken or a control found nothing.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { seeded } from '../seeded.ts'
import type { Figure, FigureContext, Measured, Skipped } from './figure.ts'
import { FIGURES } from './figures.ts'

const RESULTS = path.resolve(import.meta.dirname, '../../../../node_modules/.cache/prove-results.json')

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    only: { type: 'string' },
    without: { type: 'string' },
    soak: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
})

const SIGNS = { passed: '✓', failed: '✗', skipped: '-' }

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
const chosen = FIGURES.filter(({ name }) => (asked === undefined || asked.includes(name)) && !spared.includes(name))

if (values.list) {
  for (const { name, promise, control } of chosen) console.log(`${name}: ${promise} (control: ${control.bad})`)
} else {
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32))
  const machine = { node: process.versions.node, cores: cpus().length, cpu: cpus()[0]?.model ?? 'unknown' }
  console.log(`seed ${seed}; the same again: pnpm prove --seed ${seed}${values.soak ? ' --soak' : ''}`)
  const totals = { passed: 0, failed: 0, skipped: 0 }
  for (const figure of chosen) {
    for (const part of ['figure', 'control'] as const) totals[await prove(figure, part, seed, machine)] += 1
  }
  mkdirSync(path.dirname(RESULTS), { recursive: true })
  writeFileSync(RESULTS, JSON.stringify(totals))
  console.log(`figures and their controls: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
  process.exit(totals.failed === 0 ? 0 : 1)
}

async function prove(
  figure: Figure,
  part: 'figure' | 'control',
  seed: number,
  machine: object,
): Promise<'passed' | 'failed' | 'skipped'> {
  const context: FigureContext = {
    random: seeded(seed),
    size: (usual, soak) => (values.soak ? soak : usual),
    say: (text) => console.log(`  ${text}`),
  }
  const begun = performance.now()
  const result = await attempt(() => (part === 'figure' ? figure : figure.control).run(context))
  const seconds = Math.round((performance.now() - begun) / 100) / 10
  const verdict = verdictOf(result, part)
  const counts = 'counts' in result ? result.counts : {}
  const faults = 'faults' in result ? result.faults : []
  const what = part === 'figure' ? figure.promise : `control, must be caught: ${figure.control.bad}`
  const says = 'skipped' in result ? result.skipped : worded(counts, faults)
  console.log(`${SIGNS[verdict]} ${figure.name} · ${what} · ${says} · ${seconds} s`)
  console.log(JSON.stringify({ figure: figure.name, part, verdict, seed, counts, faults, seconds, ...machine }))
  return verdict
}

function verdictOf(result: Measured | Skipped, part: 'figure' | 'control'): 'passed' | 'failed' | 'skipped' {
  if ('skipped' in result) return 'skipped'
  // A control that breaks off has caught nothing; a figure that does has not kept its promise.
  if (result.broke) return 'failed'
  const kept = result.faults.length === 0
  return kept === (part === 'figure') ? 'passed' : 'failed'
}

async function attempt(run: () => Promise<Measured | Skipped>): Promise<Measured | Skipped> {
  try {
    return await run()
  } catch (error) {
    console.error(error)
    return { broke: true, counts: {}, faults: [`broke off: ${error instanceof Error ? error.message : String(error)}`] }
  }
}

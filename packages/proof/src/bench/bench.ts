// `pnpm bench [--only W2,W3] [--quick] [--rounds n]`: every workload beside its baseline, in the same minutes. Says each
// figure as it comes, and writes each part of BENCHMARKS.md as soon as it is measured.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { busyWords, theMachine, usedByOthers } from './machine.ts'
import { type Run, writeReport } from './report.ts'
import type { BenchContext, Workload } from './workload.ts'
import { WORKLOADS } from './workloads.ts'

const FILE = path.resolve(import.meta.dirname, '../../../../BENCHMARKS.md')

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    'cold-store': { type: 'boolean', default: false },
    write: { type: 'boolean', default: true },
    into: { type: 'string', default: FILE },
  },
  allowNegative: true,
})
const only = values.only?.split(',')
const unknown = only?.filter((id) => !WORKLOADS.some((workload) => workload.id === id)) ?? []
if (unknown.length > 0) {
  process.stderr.write(
    `no workload is called ${unknown.join(', ')}; there are ${WORKLOADS.map(({ id }) => id).join(', ')}\n`,
  )
  process.exit(2)
}

const context: BenchContext = {
  rounds: values.quick ? 1 : Number(values.rounds),
  size: (usual, quick) => (values.quick ? quick : usual),
  coldStore: values['cold-store'],
  say: (text) => console.log(`  ${text}`),
}
const run: Run = { machine: theMachine(), rounds: context.rounds, quick: values.quick }
const busy = busyWords(run.machine)
if (busy !== null) console.log(`! ${busy}`)

const failed: string[] = []
for (const workload of WORKLOADS.filter(({ id }) => only === undefined || only.includes(id))) {
  console.log(`${workload.id} ${workload.title}`)
  await measure(workload).catch((error: unknown) => {
    // The others are worth their figures all the same.
    console.error(error)
    failed.push(workload.id)
  })
}
if (failed.length > 0) console.error(`not measured: ${failed.join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)

async function measure(workload: Workload): Promise<void> {
  const others = await usedByOthers()
  const began = performance.now()
  const report = await workload.run(context)
  const seconds = Math.round((performance.now() - began) / 1000)
  for (const { target, measured, reached } of report.targets)
    console.log(`${reached ? '✓' : '✗'} ${target}: ${measured}`)
  for (const note of report.notes ?? []) console.log(`  ${note}`)
  if (values.write) writeReport(values.into, { workload, report, seconds, others }, run)
}

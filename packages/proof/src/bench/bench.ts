// `pnpm bench [--only W2,W3] [--quick] [--rounds n]`: every workload beside its baseline, in the same minutes. Says each
// figure as it comes, and writes BENCHMARKS.md.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { writeReports } from './report.ts'
import type { BenchContext, Report, Workload } from './workload.ts'
import { WORKLOADS } from './workloads.ts'

const FILE = path.resolve(import.meta.dirname, '../../../../BENCHMARKS.md')

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    'cold-store': { type: 'boolean', default: false },
    write: { type: 'boolean', default: true },
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
const results: { workload: Workload; report: Report; seconds: number }[] = []
for (const workload of WORKLOADS.filter(({ id }) => only === undefined || only.includes(id))) {
  console.log(`${workload.id} ${workload.title}`)
  const began = performance.now()
  const report = await workload.run(context)
  const seconds = Math.round((performance.now() - began) / 1000)
  results.push({ workload, report, seconds })
  for (const { target, measured, reached } of report.targets)
    console.log(`${reached ? '✓' : '✗'} ${target}: ${measured}`)
}
if (values.write) writeReports(FILE, results, { quick: values.quick, rounds: context.rounds })

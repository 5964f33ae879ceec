// Owns BENCHMARKS.md: ratios first, then the medians, with the machine on which they were taken. A run of some workloads
// replaces their parts and leaves the others as they were.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { rounded } from './rounds.ts'
import type { Report, Workload } from './workload.ts'

export interface Measured {
  workload: Workload
  report: Report
  seconds: number
}

const HEAD = `# Benchmarks
Written by \`pnpm bench\`: do not edit. Each figure is measured beside its baseline, in the same minutes, in interleaved rounds; what stands here are medians.
Absolute figures move with the machine and with what else it does: read the ratio (the product over its baseline) first. Processor time is that of each process, for one delivery or one token. What is measured is the product as it is shipped: built, in production mode, every event committed with \`synchronous=FULL\` before it is shown, all limits on but those that count people and addresses.
`

const begin = (id: string) => `<!-- ${id} -->`
const end = (id: string) => `<!-- end of ${id} -->`

export function writeReports(
  file: string,
  results: readonly Measured[],
  run: { quick: boolean; rounds: number },
): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const parts = new Map<string, string>()
  for (const [, id = '', text = ''] of before.matchAll(/<!-- (W\d) -->\n([\s\S]*?)<!-- end of \1 -->/g))
    parts.set(id, text)
  for (const result of results) parts.set(result.workload.id, partOf(result, run))
  const body = [...parts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([id, text]) => `${begin(id)}\n${text}${end(id)}\n`)
  writeFileSync(file, `${HEAD}\n${body.join('\n')}`)
}

function partOf(
  { workload, report, seconds }: Measured,
  { quick, rounds }: { quick: boolean; rounds: number },
): string {
  const { id, title, how } = workload
  const lines = [`## ${id} ${title}`, how, '']
  if (report.targets.length > 0) {
    lines.push('| target | measured | |', '| --- | --- | --- |')
    for (const { target, measured, reached } of report.targets) {
      lines.push(`| ${target} | ${measured} | ${reached ? 'reached' : 'not reached'} |`)
    }
    lines.push('')
  }
  for (const columns of tables(report)) lines.push(...columns, '')
  for (const note of report.notes ?? []) lines.push(note, '')
  lines.push(`${machine()}; ${rounds} rounds${quick ? ', quick sizes' : ''}; ${seconds} s.`)
  return `${lines.join('\n')}\n`
}

/** Rows with the same columns stand in one table. */
function tables({ rows }: Report): string[][] {
  const found = new Map<string, string[]>()
  for (const { name, ratio, numbers } of rows) {
    const columns = Object.keys(numbers)
    const head = columns.join(' | ')
    const table = found.get(head) ?? [
      `| | ratio | ${head} |`,
      `| --- | --- | ${columns.map(() => '---').join(' | ')} |`,
    ]
    const cells = Object.values(numbers).map(rounded)
    table.push(`| ${name} | ${ratio === null ? '' : ratio.toFixed(2)} | ${cells.join(' | ')} |`)
    found.set(head, table)
  }
  return [...found.values()]
}

function machine(): string {
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const load = loadavg()[0]?.toFixed(1) ?? '?'
  const day = new Date().toISOString().slice(0, 16).replace('T', ' ')
  return `${day} UTC, ${cpus().length} cores of ${cpu?.model.trim() ?? 'unknown'}, ${memory} GiB, Linux ${release()}, Node ${process.versions.node}, commit ${commit()}, load ${load}`
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      encoding: 'utf8',
      cwd: import.meta.dirname,
    }).trim()
  } catch {
    return 'unknown'
  }
}

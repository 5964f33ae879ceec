// Writes BENCHMARKS.md: targets, then ratios and medians of each workload with the machine. A partial run replaces its
// own parts only.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { busyWords, type Machine } from './machine.ts'
import { rounded } from './rounds.ts'
import type { Report, Workload } from './workload.ts'

export interface Measured {
  workload: Pick<Workload, 'id' | 'title' | 'how'>
  report: Report
  seconds: number
  /** Share of the cores that others used right before. */
  others: number
}

export interface Run {
  machine: Machine
  rounds: number
  quick: boolean
}

const HEAD = `# Benchmarks
Written by \`npm run bench\`: do not edit. Each figure is measured beside its baseline, in the same minutes, in interleaved rounds; what stands here are medians.
Absolute figures move with the machine and with what else it does: read the ratio (the product over its baseline) first. Processor time is that of each process, for one delivery or one token; memory is what each process holds at the end. What is measured is the product as it is shipped: built, in production mode, every event committed with \`synchronous=FULL\` before it is shown, all limits on but those that count people and addresses.
`

const QUICK = 'quick sizes'
const BUSY_MARK = '**A busy machine.**'
const begin = (id: string) => `<!-- ${id} -->`
const end = (id: string) => `<!-- end of ${id} -->`

export function writeReport(file: string, measured: Measured, run: Run): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  writeFileSync(file, withReport(before, measured, run))
}

/** The file with this part replaced, and the summary of all parts. */
export function withReport(before: string, measured: Measured, run: Run): string {
  const parts = new Map<string, string>()
  for (const [, id = '', text = ''] of before.matchAll(/<!-- (W\d) -->\n([\s\S]*?)<!-- end of \1 -->/g))
    parts.set(id, text)
  parts.set(measured.workload.id, partOf(measured, run))
  const sorted = [...parts].sort(([a], [b]) => a.localeCompare(b))
  const body = sorted.map(([id, text]) => `${begin(id)}\n${text}${end(id)}\n`)
  return [HEAD, summaryOf(sorted), ...body].join('\n')
}

type Part = readonly [id: string, text: string]

/** Every target that stands in a part, in one table. */
function summaryOf(parts: readonly Part[]): string {
  const targets = parts.flatMap(targetsIn)
  const reached = targets.filter((target) => target.reached).length
  const without = parts.filter((part) => targetsIn(part).length === 0).map(([id]) => id)
  const lines = [
    '## Targets',
    `${reached} of ${targets.length} are reached.${without.length > 0 ? ` Not measured: ${without.join(', ')}.` : ''}`,
    '',
    '| workload | target | measured | |',
    '| --- | --- | --- | --- |',
    ...targets.map(({ line }) => line),
  ]
  return `${lines.join('\n')}\n`
}

function targetsIn([id, text]: Part): { line: string; reached: boolean }[] {
  const how = `${text.includes(BUSY_MARK) ? ', busy machine' : ''}${text.includes(QUICK) ? `, ${QUICK}` : ''}`
  return [...text.matchAll(/^\| (.+) \| (.+) \| (reached|not reached) \|$/gm)].map(([, target, measured, end]) => {
    const reached = end === 'reached'
    return { line: `| ${id} | ${target} | ${measured} | ${reached ? end : `**${end}**`}${how} |`, reached }
  })
}

function partOf({ workload, report, seconds, others }: Measured, { machine, rounds, quick }: Run): string {
  const { id, title, how } = workload
  const busy = busyWords(machine)
  const lines = [`## ${id} ${title}`, how, '']
  if (busy !== null) lines.push(`${BUSY_MARK} ${busy}`, '')
  for (const note of report.notes ?? []) lines.push(note, '')
  if (report.targets.length > 0) {
    lines.push('| target | measured | |', '| --- | --- | --- |')
    for (const { target, measured, reached } of report.targets) {
      lines.push(`| ${target} | ${measured} | ${reached ? 'reached' : 'not reached'} |`)
    }
    lines.push('')
  }
  for (const columns of tables(report)) lines.push(...columns, '')
  const day = new Date().toISOString().slice(0, 16).replace('T', ' ')
  const load = `load average ${machine.loadBefore.toFixed(1)} before the run, others used ${Math.round(100 * others)} % of the cores right before this`
  const size = quick ? `, ${QUICK}` : ''
  lines.push(
    `${day} UTC, ${machine.words}; ${load}; ${rounds} ${rounds === 1 ? 'round' : 'rounds'}${size}; ${seconds} s.`,
  )
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

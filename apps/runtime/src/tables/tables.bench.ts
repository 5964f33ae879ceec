// Measures the table engine on made sales tables: the first look, questions on a warm table, the memory of the process that
// keeps the tables, and how long the event loop of the asking process stands still.
// Run with: npx tsx apps/runtime/src/tables/tables.bench.ts
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, readFileSync } from 'node:fs'
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { pipeline } from 'node:stream/promises'
import { openToolWorkers } from '../tool-worker/worker-scheduler.ts'
import { askTableTool } from './ask-table-tool.ts'
import { readFileTool } from './read-file-tool.ts'

const REGIONS = ['North', 'South', 'East', 'West']
const CHUNK = 10_000

function* salesCsv(rows: number, narrow: boolean): Generator<string> {
  yield narrow ? 'region,quantity,total\n' : 'order_id,order_date,customer,region,quantity,unit_price,total\n'
  for (let from = 0; from < rows; from += CHUNK) {
    const lines: string[] = []
    for (let at = from; at < Math.min(rows, from + CHUNK); at++) lines.push(narrow ? narrowLine(at) : wideLine(at))
    yield `${lines.join('\n')}\n`
  }
}

function wideLine(at: number): string {
  const [quantity, cents] = [(at % 9) + 1, (at * 7_919) % 10_000]
  const day = new Date(Date.UTC(2024, 0, 1 + ((at * 31) % 700))).toISOString().slice(0, 10)
  const amounts = `${quantity},${(cents / 100).toFixed(2)},${((quantity * cents) / 100).toFixed(2)}`
  return `${1_000_000 + at},${day},Customer ${at % 5_000},${REGIONS[at % 4]},${amounts}`
}

const narrowLine = (at: number): string =>
  `${REGIONS[at % 4]},${(at % 9) + 1},${((((at % 9) + 1) * ((at * 7_919) % 10_000)) / 100).toFixed(2)}`

const QUESTIONS = ['total by region', 'average quantity by region', 'how many rows have a quantity above 7?']

interface Size {
  rows: number
  narrow?: boolean
}

async function measure({ rows, narrow = false }: Size, folder: string): Promise<void> {
  const at = path.join(folder, `sales-${rows}.csv`)
  await pipeline(salesCsv(rows, narrow), createWriteStream(at))
  const { size } = await stat(at)
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(at)) hash.update(chunk)
  const facts = { file_uuid: `${rows}`, name: 'sales.csv', mime: 'text/csv', size, sha256: hash.digest('hex') }
  const file = {
    facts,
    read: () => Promise.reject(new Error('a process reads the file where it lies')),
    save: (to: string) => copyFile(at, to),
  }
  let [pid, rss] = [0, 0]
  const toolWorkers = openToolWorkers({
    workers: 1,
    sessionMsPerMinute: 600_000,
    note({ process: id }) {
      pid = id
    },
  })
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const signal = new AbortController().signal
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const begin = performance.now()
    await work()
    rss = Math.max(rss, peakMb(pid))
    return performance.now() - begin
  }
  delay.enable()
  const first = await timed(() => toolWorkers.run(readFileTool, {}, { file, signal }))
  const answers: number[] = []
  for (const text of QUESTIONS)
    answers.push(await timed(() => toolWorkers.run(askTableTool, { text, earlier: [], join: false }, { file, signal })))
  delay.disable()
  await toolWorkers.close()
  await rm(at, { force: true })
  process.stdout.write(
    `| ${rows.toLocaleString('en')} | ${(size / 2 ** 20).toFixed(1)} | ${first.toFixed(0)} | ${answers.map((ms) => ms.toFixed(0)).join(', ')} | ${rss} | ${(delay.max / 1e6).toFixed(0)} |\n`,
  )
}

/** The most memory that a process ever had; 0 where the system does not tell. */
function peakMb(pid: number): number {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
  } catch {
    return 0
  }
}

const folder = await mkdtemp(path.join(tmpdir(), 'biplane-bench-'))
process.stdout.write(
  '| rows | MiB | first look, ms | questions, ms | memory, MiB | loop still, ms |\n| --- | --- | --- | --- | --- | --- |\n',
)
try {
  const sizes: Size[] = [
    { rows: 10_000 },
    { rows: 100_000 },
    { rows: 350_000 },
    { rows: 3_950_000 },
    { rows: 5_000_000, narrow: true },
  ]
  for (const size of sizes) await measure(size, folder)
} finally {
  await rm(folder, { recursive: true, force: true })
}

// `npx tsx packages/proof/src/product/profile-bench.ts`: a table of 100 000 rows and one of 20 MiB, profiled by the real
// processes as they are built. Prints how long it took, how long Runtime's event loop stood still at most, and its memory.
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { MessageId } from '@biplane/contracts/wire/ids'
import { z } from 'zod'
import { SubscriptionReader } from '../subscription-reader.ts'
import { endOf, type Item, type Person, Product } from './product.test-support.ts'

const SEED = 20_261_001
const ROWS = 100_000
const LARGEST = 20 * 1024 * 1024
const MIB = 1024 * 1024

const notes = path.join(tmpdir(), `profile-bench-${process.pid}.json`)

/** Runs inside of Runtime, on its main thread: writes ten times a second what stood still for how long, and the memory. */
const watcher = `
import { renameSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'
if (isMainThread && /runtime/.test(process.argv[1] ?? '')) {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  let peak = 0
  setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
    writeFileSync(${JSON.stringify(`${notes}.new`)}, JSON.stringify({ lag_ms: delay.max / 1e6, rss: process.memoryUsage().rss, peak }))
    renameSync(${JSON.stringify(`${notes}.new`)}, ${JSON.stringify(notes)})
  }, 50).unref()
  process.on('SIGUSR2', () => { delay.reset(); peak = 0 })
}`

/** The same numbers on every machine. */
function* tableLines(seed: number): Generator<string> {
  let state = seed >>> 0
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  yield 'order_id,order_date,region,product,customer,units,revenue'
  for (let row = 1; ; row++) {
    const day = new Date(Date.UTC(2024, 0, 1) + next(900) * 86_400_000).toISOString().slice(0, 10)
    const region = ['North', 'South', 'East', 'West', 'Centre'][next(5)]
    yield `S-${100_000 + row},${day},${region},Product ${next(60)},Customer ${next(900)} Ltd,${1 + next(40)},${next(900_000) / 100}`
  }
}

function tableOf(limit: { rows: number } | { bytes: number }): string {
  const lines: string[] = []
  let bytes = 0
  for (const line of tableLines(SEED)) {
    bytes += line.length + 1
    if ('bytes' in limit ? bytes > limit.bytes : lines.length > limit.rows) break
    lines.push(line)
  }
  return `${lines.join('\n')}\n`
}

const uploaded = z.object({ file_uuid: z.string() })

async function upload(product: Product, person: Person, name: string, text: string): Promise<string> {
  const body = new FormData()
  body.set('file', new Blob([text], { type: 'text/csv' }), name)
  const headers = { authorization: `Bearer ${person.token}` }
  const response = await fetch(`${product.url}/api/files`, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(`upload: ${response.status} ${await response.text()}`)
  return uploaded.parse(await response.json()).file_uuid
}

const watched = z.object({ lag_ms: z.number(), rss: z.number(), peak: z.number() })
const look = () => watched.parse(JSON.parse(readFileSync(notes, 'utf8')))

/** From the send until the answer is whole. */
async function profile(person: Person, fileId: string, name: string): Promise<{ seconds: number; text: string }> {
  const reader = new SubscriptionReader<Item>(({ onData, ...rest }) =>
    person.trpc.liaison.onEvent.subscribe(
      { pillar: 'insights' },
      { onData: (item: { id: string; data: unknown }) => onData(item as Item), ...rest },
    ),
  )
  await reader.until((items) => items.length >= 1)
  const began = performance.now()
  const { invocation_id } = await person.trpc.liaison.send.mutate({
    pillar: 'insights',
    message: 'profile',
    message_id: `profile-${name}` as MessageId,
    file_uuids: [fileId as never],
  })
  await reader.until((items) => endOf(items, invocation_id) !== undefined)
  const end = endOf(reader.items, invocation_id)
  reader.stop()
  if (end?.type !== 'agent.completed') throw new Error(`not completed: ${JSON.stringify(end)}`)
  return { seconds: (performance.now() - began) / 1_000, text: end.payload.text }
}

const idle = async (product: Product) => {
  await new Promise((resolve) => setTimeout(resolve, 300))
  product.process('runtime').kill('SIGUSR2')
  await new Promise((resolve) => setTimeout(resolve, 300))
  return look()
}

for (const [name, text] of [
  ['100k.csv', tableOf({ rows: ROWS })],
  ['20mib.csv', tableOf({ bytes: LARGEST })],
] as const) {
  // Each with processes of its own, so that the memory of one is not that of the other.
  await using product = await Product.open({
    env: {
      AGENT_PIECES_PER_SECOND: '0',
      NODE_ENV: 'production',
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(watcher)}`,
    },
  })
  await using person = await product.guest()
  const id = await upload(product, person, name, text)
  const before = await idle(product)
  const { seconds, text: answer } = await profile(person, id, name)
  await new Promise((resolve) => setTimeout(resolve, 200))
  const after = look()
  const figure = {
    figure: 'profile',
    file: name,
    rows: text.split('\n').length - 2,
    mib: Number((text.length / MIB).toFixed(1)),
    seconds: Number(seconds.toFixed(2)),
    event_loop_lag_max_ms: Number(after.lag_ms.toFixed(1)),
    rss_before_mib: Math.round(before.rss / MIB),
    rss_peak_mib: Math.round(after.peak / MIB),
    node: process.version,
  }
  console.log(JSON.stringify(figure))
  console.log(
    `${figure.rows.toLocaleString('en')} rows (${figure.mib} MiB) profiled in ${figure.seconds} s; Runtime's event loop stood still for ${figure.event_loop_lag_max_ms} ms at most; memory ${figure.rss_before_mib} → ${figure.rss_peak_mib} MiB at its peak`,
  )
  console.log(answer.split('\n')[0])
}
rmSync(notes, { force: true })

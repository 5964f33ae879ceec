// People who use a traced product from its first moment, over several transports and a restart in between.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { endOf, type Person, Product } from '../../product/product.test-support.ts'
import { bearer } from '../../trpc-client.ts'
import { DoorReader } from '../door-readers.ts'
import { QUESTION } from '../talk.ts'
import { readTrace, type Step, straceTo } from './trace.ts'

export const DATA = 'data'

export interface Talk {
  people: number
  /** Of each person, before the restart and again after it. */
  answers: number
  /** For node, in the product. */
  nodeArgs: string[]
}

export interface Traced {
  /** Empty when the product began, and where it made the folder of its data. */
  root: string
  steps: Step[]
  /** What lay there in the end, by the path within the root. */
  left: Map<string, Buffer>
}

export async function traceTalk({ people, answers, nodeArgs }: Talk): Promise<Traced> {
  const place = realpathSync(mkdtempSync(path.join(tmpdir(), 'power-loss-')))
  const root = mkdtempSync(path.join(place, 'root-'))
  const trace = path.join(place, 'trace')
  try {
    await using product = await Product.open({
      directory: path.join(root, DATA),
      wrapper: { experience: straceTo(trace) },
      nodeArgs,
      env: {
        NODE_ENV: 'production',
        INTERNAL_KEY: 'a-key-that-is-long-enough-for-production-0123456789',
        // Many small commits in little time.
        AGENT_PIECES_PER_SECOND: '1000',
        LIMIT_COALESCE_MS: '2',
      },
    })
    const guests = await Promise.all(Array.from({ length: people }, () => product.guest()))
    await talk(product, guests, answers)
    await end(product)
    await product.start('experience')
    await talk(
      product,
      guests.map(({ token }) => product.returning(token)),
      answers,
    )
    await end(product)
    return { root, steps: await readTrace(trace, root), left: filesOf(root) }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** In order, and until the last line of the trace is written: the tracer has its output open until then. */
async function end(product: Product): Promise<void> {
  const experience = product.process('experience')
  experience.kill('SIGTERM')
  await experience.exited
}

async function talk(product: Product, people: Person[], answers: number): Promise<void> {
  await Promise.all(people.map((person) => talkAlone(product, person, answers)))
}

/** Sends by a socket, a file by HTTP, and reads by two doors. */
async function talkAlone(product: Product, person: Person, answers: number): Promise<void> {
  await using anna = person
  using reader = anna.read()
  await reader.until((items) => items.length > 0)
  const [first] = reader.items
  if (first?.data.type !== 'snapshot') throw new Error('a new reader is given a snapshot')
  const { conversation_id: conversationId, last_event_id: after } = first.data
  await using other = new DoorReader('standard', { url: product.url, token: anna.token, conversationId, after })
  await upload(product, anna.token)
  for (let i = 0; i < answers; i += 1) {
    const { invocation_id } = await anna.send(QUESTION, randomUUID())
    await reader.until((items) => endOf(items, invocation_id) !== undefined)
  }
  const last = reader.items.at(-1)?.data
  await other.until((door) => last?.type === 'snapshot' || door.last >= (last?.event_id ?? 0))
}

export async function upload(product: Product, token: string): Promise<void> {
  const form = new FormData()
  form.set('file', new Blob([`month,amount\n${'2026-01,100\n'.repeat(500)}`]), 'numbers.csv')
  const { status } = await fetch(`${product.url}/api/files`, { method: 'POST', headers: bearer(token), body: form })
  if (status !== 201) throw new Error(`an upload was answered ${status}`)
}

function filesOf(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  return new Map(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((name) => [path.relative(folder, name), readFileSync(name)]),
  )
}

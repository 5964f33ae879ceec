// What clients of the five protocols saw of their answers, compared with the answer of an undisturbed product.
import type { Product } from '../../product/product.test-support.ts'
import { askByA2a } from './a2a-client.ts'
import { askByAgUi } from './ag-ui-client.ts'
import { askByMcp } from './mcp-client.ts'
import { askByOpenAi } from './openai-client.ts'
import type { AskByProtocol } from './protocol-client.ts'
import { askByStreams } from './streams-client.ts'

export const PROTOCOLS: Readonly<Record<string, AskByProtocol>> = {
  'Durable Streams': askByStreams,
  OpenAI: askByOpenAi,
  'AG-UI': askByAgUi,
  A2A: askByA2a,
  MCP: askByMcp,
}

export interface ProtocolCounts extends Record<string, number> {
  answers: number
  /** Requests that named a place to go on from. */
  resumed: number
  /** Answers that ended before their end. */
  lost: number
  /** Answers with repeated or foreign text. */
  doubled: number
  /** Shown texts that the answer does not begin with. */
  spliced: number
  /** Messages in the log, more or fewer than were sent. */
  not_once: number
}

export const noProtocolCounts = (): ProtocolCounts => ({
  answers: 0,
  resumed: 0,
  lost: 0,
  doubled: 0,
  spliced: 0,
  not_once: 0,
})

export const PROTOCOL_FAULTS = ['lost', 'doubled', 'spliced', 'not_once'] as const

export const faultsIn = (counts: ProtocolCounts): number =>
  PROTOCOL_FAULTS.reduce((sum, name) => sum + (counts[name] ?? 0), 0)

export interface Asking {
  ask: AskByProtocol
  counts: ProtocolCounts
  url: string
  token: string
  text: string
  truth: string
  id: string
  turn: number
  forgets: boolean
  /** Told after each text that was shown. */
  onShown?: (text: string) => void
}

/** One question to its end. */
export async function askOnce(asking: Asking): Promise<void> {
  const { ask, counts, url, token, text, truth, id, turn, forgets, onShown } = asking
  const answer = await ask({
    url,
    token,
    text,
    id,
    turn,
    forgets,
    fetch: (input, init) => {
      if (namesPlace(String(input), init)) counts.resumed += 1
      return fetch(input, init)
    },
    shows(shown) {
      if (!truth.startsWith(shown)) counts.spliced += 1
      onShown?.(shown)
    },
  })
  counts.answers += 1
  if (answer === truth) return
  if (truth.startsWith(answer)) counts.lost += 1
  else counts.doubled += 1
}

function namesPlace(url: string, init: RequestInit | undefined): boolean {
  if (new Headers(init?.headers).has('last-event-id')) return true
  const { searchParams } = new URL(url)
  return searchParams.has('starting_after') || !['-1', null].includes(searchParams.get('offset'))
}

/** Messages of this person in the log beyond those that were sent, or short of them. */
export async function notOnce(product: Product, token: string, sent: number): Promise<number> {
  await using anna = product.returning(token)
  const conversations = await anna.trpc.conversation.list.query()
  const asked = conversations.filter(({ message_count }) => message_count > 0)
  const messages = conversations.reduce((sum, { message_count }) => sum + message_count, 0)
  return Math.abs(asked.length - sent) + Math.abs(messages - 2 * sent)
}

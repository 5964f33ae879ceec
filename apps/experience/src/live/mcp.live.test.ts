// The unmodified MCP client, in both revisions, against a running server. [MC1]
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Live, type Person } from './live.test-support.ts'

let live: Live

beforeAll(async () => {
  live = await Live.open({ env: { LIMIT_READER_GRACE_MS: '50' } })
})
afterAll(() => live[Symbol.asyncDispose]())

const TEXT = 'Grüße, 👩‍👩‍👧! The answer has a few words, in pieces.'
const pieces = TEXT.match(/[\s\S]{1,3}/gu) ?? []
const REVISIONS = ['2025-11-25', '2026-07-28'] as const
type Revision = (typeof REVISIONS)[number]

function scriptGuide(): void {
  live.runtime.script('guide.global', async function* () {
    for (const text of pieces) yield { type: 'agent.token', payload: { text } }
  })
}

async function clientOf(person: Person, revision: Revision, through: typeof fetch = fetch): Promise<Client> {
  const client = new Client(
    { name: 'test', version: '1' },
    revision === '2026-07-28'
      ? { versionNegotiation: { mode: { pin: revision } } }
      : { versionNegotiation: { mode: 'legacy' } },
  )
  const transport = new StreamableHTTPClientTransport(new URL(`${live.url}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${person.token}` } },
    fetch: through,
    reconnectionOptions: {
      initialReconnectionDelay: 1,
      maxReconnectionDelay: 1,
      reconnectionDelayGrowFactor: 1,
      maxRetries: 50,
    },
  })
  await client.connect(transport)
  return client
}

const textOf = (result: unknown): string => Object(result).content[0].text

/** Cuts each stream after so many bytes, until streams were cut so often. */
function cutting(bytes: number, most: number): { fetch: typeof fetch; cuts: () => number } {
  let cuts = 0
  return {
    cuts: () => cuts,
    async fetch(input, init) {
      const response = await fetch(input, init)
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
      if (!response.body || !isStream || cuts >= most) return response
      let left = bytes
      const cut = new TransformStream<Uint8Array, Uint8Array>({
        transform(piece, controller) {
          controller.enqueue(piece.subarray(0, left))
          left -= piece.length
          if (left <= 0) {
            cuts += 1
            controller.error(new TypeError('terminated'))
          }
        },
      })
      return new Response(response.body.pipeThrough(cut), response)
    },
  }
}

describe.each(REVISIONS)('the unmodified client, %s', (revision) => {
  test('[MC1] lists tools without dots in their names', async () => {
    const client = await clientOf(await live.guest(), revision)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual([
      'ask_guide',
      'ask_liaison_content',
      'ask_liaison_insights',
      'ask_liaison_operations',
      'ask_liaison_business_outcomes',
      'list_agents',
      'list_conversations',
      'read_conversation',
      'list_files',
      'upload_file',
      'list_results',
      'read_result',
    ])
    await client.close()
  })

  test('[MC2] answers a call with text, data and progress', async () => {
    scriptGuide()
    const client = await clientOf(await live.guest(), revision)
    const told: { progress: number; message?: string | undefined }[] = []
    const result = await client.callTool(
      { name: 'ask_guide', arguments: { message: 'What can you do?', message_id: 'm1' } },
      { onprogress: (progress) => told.push(progress) },
    )
    expect(textOf(result)).toBe(TEXT)
    expect(result.structuredContent).toMatchObject({ status: 'complete', message_id: 'm1', agents: ['guide.global'] })
    expect(told.map(({ message }) => message).join('')).toBe(TEXT)
    expect(told.map(({ progress }) => progress)).toEqual(told.map((_, i) => i + 1))
    await client.close()
  })

  test('[MC3] resumes a cut call, nothing lost or doubled', async () => {
    scriptGuide()
    const line = cutting(300, 8)
    const client = await clientOf(await live.guest(), revision, line.fetch)
    const told: string[] = []
    const result = await client.callTool(
      { name: 'ask_guide', arguments: { message: 'What can you do?' } },
      { onprogress: ({ message = '' }) => told.push(message) },
    )
    expect(textOf(result)).toBe(TEXT)
    expect(told.join('')).toBe(TEXT)
    expect(line.cuts()).toBe(8)
    await client.close()
  })
})

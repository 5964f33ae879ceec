import { once } from 'node:events'
import { invocationId } from '@biplane/contracts/wire/ids'
import { openScriptedRuntime } from '@biplane/proof/scripted-runtime'
import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { RuntimeLink } from './runtime-link.ts'

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

const request = {
  invocation: {
    agent_id: 'guide.global',
    invocation_id: invocationId.parse('i1'),
    input: { text: 'hello', history: [] },
    capabilities: [],
    return_channel: 'invocation:i1',
    deadline: new Date(Date.now() + 60_000).toISOString(),
  },
  attempt: 1,
  after: 0,
  coalesce: true,
}

test('[L7] a reader that is told to go before it begins has gone: the end of a process does not wait for an answer', async () => {
  await using runtime = await openScriptedRuntime()
  const link = new RuntimeLink({ urls: [runtime.url], key: runtime.key, unavailableMs: 30_000 })
  expect((await all(link.stream(request, new AbortController().signal))).at(-1)?.type).toBe('agent.completed')
  expect(await all(link.stream(request, AbortSignal.abort()))).toEqual([])
  expect(runtime.requests).toHaveLength(1)
  await link.close()
})

test('[L7] what is asked after the close is refused, and opens no way to Runtime that nobody would close', async () => {
  await using runtime = await openScriptedRuntime()
  const link = new RuntimeLink({ urls: [runtime.url], key: runtime.key, unavailableMs: 30_000 })
  await all(link.stream(request, new AbortController().signal))
  await link.close()
  for (const asks of [
    () => link.cancel('i1'),
    () => link.agents(),
    () => link.health(),
    () => all(link.stream(request, new AbortController().signal)),
  ]) {
    await expect(asks()).rejects.toMatchObject({ refusal: 'RUNTIME_UNAVAILABLE' })
  }
  expect(link.connected).toBe(false)
  expect([runtime.requests.length, runtime.cancels]).toEqual([1, []])
})

test('[SECURITY 11] says nothing to a listener that does not prove that it has the key', async () => {
  const heard: { headers: unknown; frames: string[] }[] = []
  const squatter = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  const met = new Promise<void>((resolve) => {
    squatter.on('connection', (socket, request) => {
      const frames: string[] = []
      heard.push({ headers: request.headers, frames })
      socket.on('message', (frame) => frames.push(String(frame)))
      socket.on('error', () => {})
      // The second attempt proves that the first one was given up.
      if (heard.length === 2) resolve()
    })
  })
  await once(squatter, 'listening')
  const address = squatter.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const key = 'canary-internal-key-canary-internal-key'
  const link = new RuntimeLink({ urls: [`http://127.0.0.1:${port}`], key, unavailableMs: 30_000 })
  const answer = all(link.stream(request, new AbortController().signal)).catch(() => [])
  await met
  expect(link.connected).toBe(false)
  await link.close()
  squatter.close()
  expect(JSON.stringify(heard)).not.toContain('canary')
  expect(heard.flatMap(({ frames }) => frames)).toEqual([])
  void answer
})

test('[SECURITY 11] Runtime serves no caller whose proof is wrong', async () => {
  await using runtime = await openScriptedRuntime()
  const wrong = new RuntimeLink({ urls: [runtime.url], key: 'another key', unavailableMs: 200 })
  await expect(all(wrong.stream(request, new AbortController().signal))).rejects.toMatchObject({
    refusal: 'RUNTIME_UNAVAILABLE',
  })
  await wrong.close()
  expect(runtime.requests).toEqual([])
})

import { invocationId } from '@biplane/contracts/wire/ids'
import { openScriptedRuntime } from '@biplane/proof/scripted-runtime'
import { expect, test } from 'vitest'
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

import { invocationId } from '@biplane/contracts/wire/ids'
import { openScriptedRuntime } from '@biplane/proof/scripted-runtime'
import { expect, test } from 'vitest'
import { RuntimeLink } from './runtime-link.ts'

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

test('[L7] a reader that is told to go before it begins has gone: the end of a process does not wait for an answer', async () => {
  await using runtime = await openScriptedRuntime()
  const link = new RuntimeLink({ urls: [runtime.url], key: runtime.key, unavailableMs: 30_000 })
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
  expect((await all(link.stream(request, new AbortController().signal))).at(-1)?.type).toBe('agent.completed')
  expect(await all(link.stream(request, AbortSignal.abort()))).toEqual([])
  expect(runtime.requests).toHaveLength(1)
  await link.close()
})

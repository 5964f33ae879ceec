import { describe, expect, test } from 'vitest'
import { DEADLINES } from './deadlines.ts'
import { type Http, SilentServer, withDeadline } from './request-deadline.ts'

/** A clock that runs when the test says so, and a server that answers when it says so. */
function bench() {
  const timers = new Map<() => void, number>()
  const asked: { init: RequestInit; answer: (response: Response) => void }[] = []
  let flushed = 0
  const bare: Http = (_path, init) => new Promise((answer) => asked.push({ init, answer }))
  const http = withDeadline({
    http: bare,
    timer: (ms, run) => {
      timers.set(run, ms)
      return () => timers.delete(run)
    },
    onSilence: async () => {
      flushed += 1
    },
  })
  return {
    http,
    asked,
    flushed: () => flushed,
    waits: () => [...timers.values()],
    pass(ms: number) {
      for (const [run, wait] of timers) {
        if (wait !== ms) continue
        timers.delete(run)
        run()
      }
    },
  }
}

/** A body whose pieces come when the test says so. */
function openBody() {
  let push: (text: string) => void = () => {}
  let end = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      push = (text) => controller.enqueue(new TextEncoder().encode(text))
      end = () => controller.close()
    },
  })
  return { body, push: (text: string) => push(text), end: () => end() }
}

describe('[D9.6] the deadline of a request', () => {
  test('fails and aborts an unanswered request after a flush', async () => {
    const b = bench()
    const answer = b.http('/a', {})
    const failed = expect(answer).rejects.toBeInstanceOf(SilentServer)
    b.pass(DEADLINES.answerMs)
    await failed
    expect(b.flushed()).toBe(1)
    expect(b.asked[0]?.init.signal?.aborted).toBe(true)
  })

  test('doubles with each silence; an answer resets it', async () => {
    const b = bench()
    const silent = async (ms: number) => {
      const both = [b.http('/a', {}), b.http('/b', {})].map((one) => one.catch((error: unknown) => error))
      expect(b.waits()).toEqual([ms, ms])
      b.pass(ms)
      expect(await Promise.all(both)).toEqual([expect.any(SilentServer), expect.any(SilentServer)])
    }
    for (const ms of [6_000, 12_000, 24_000, 30_000, 30_000]) await silent(ms)
    const answer = b.http('/a', {})
    b.asked.at(-1)?.answer(new Response('whole'))
    expect(await (await answer).text()).toBe('whole')
    await silent(6_000)
  })

  test('fails a body that falls silent in its middle', async () => {
    const b = bench()
    const { body, push } = openBody()
    const answer = b.http('/a', {})
    b.asked[0]?.answer(new Response(body))
    const text = (await answer).text()
    push('half')
    await expect.poll(() => b.waits()).toEqual([DEADLINES.silenceMs])
    const failed = expect(text).rejects.toBeInstanceOf(SilentServer)
    b.pass(DEADLINES.silenceMs)
    await failed
    expect(b.flushed()).toBe(1)
  })

  test('lets a stream live for as long as something comes', async () => {
    const b = bench()
    const { body, push, end } = openBody()
    const answer = b.http('/a', {})
    b.asked[0]?.answer(new Response(body, { status: 201, headers: { 'x-kept': 'yes' } }))
    const response = await answer
    expect([response.status, response.headers.get('x-kept')]).toEqual([201, 'yes'])
    const reader = response.body?.getReader()
    for (let n = 0; n < 20; n += 1) {
      push('.')
      expect((await reader?.read())?.value).toHaveLength(1)
    }
    end()
    expect((await reader?.read())?.done).toBe(true)
    expect(b.waits()).toEqual([])
    expect(b.flushed()).toBe(0)
  })

  test('does not time an unread body or an empty response', async () => {
    const b = bench()
    const answers = [b.http('/a', {}), b.http('/b', {})]
    b.asked[0]?.answer(new Response('unread'))
    b.asked[1]?.answer(new Response(null, { status: 204 }))
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 204])
    expect(b.waits()).toEqual([])
  })

  test('an abort of the caller is the caller’s, not a silence', async () => {
    const b = bench()
    const own = new AbortController()
    const answer = b.http('/a', { signal: own.signal })
    const failed = expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    own.abort()
    await failed
    expect([b.flushed(), b.waits()]).toEqual([0, []])
    await expect(b.http('/a', { signal: own.signal })).rejects.toMatchObject({ name: 'AbortError' })
  })
})

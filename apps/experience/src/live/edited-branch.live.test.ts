import { afterAll, beforeAll, expect, test } from 'vitest'
import { Live } from './live.test-support.ts'

let live: Live
const told: string[][] = []

beforeAll(async () => {
  live = await Live.open()
  live.runtime.script('guide.global', async function* ({ invocation }) {
    const { history, text } = invocation.input
    told.push([...history.map(({ content }) => content), text])
    yield { type: 'agent.token', payload: { text: `answer to ${text}` } }
  })
})
afterAll(() => live[Symbol.asyncDispose]())

test('[E5] an edited message’s earlier branch is not in what the agent is told', async () => {
  const anna = await live.guest()
  const say = async (message: string, message_id: string, replaces?: string) => {
    const body = { message, message_id, wait: 10_000, ...(replaces === undefined ? {} : { replaces }) }
    const headers = { 'content-type': 'application/json' }
    const response = await anna.fetch('/api/chat/guide', { method: 'POST', body: JSON.stringify(body), headers })
    expect(response.status).toBe(200)
    return told.at(-1)
  }
  await say('one', 'm1')
  await say('two', 'm2')
  await say('three', 'm3')
  const start = ['one', 'answer to one']
  expect(await say('two, edited', 'm2b', 'm2')).toEqual([...start, 'two, edited'])
  expect(await say('four', 'm4')).toEqual([...start, 'two, edited', 'answer to two, edited', 'four'])
  expect(await say('two, edited again', 'm2c', 'm2b')).toEqual([...start, 'two, edited again'])
  expect(await say('one, edited', 'm1b', 'm1')).toEqual(['one, edited'])
  expect(await say('five', 'm5')).toEqual(['one, edited', 'answer to one, edited', 'five'])
})

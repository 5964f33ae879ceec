import { type Invocation, invocation, invocationFile } from '@biplane/contracts/wire/agent-events'
import { afterAll, expect, test } from 'vitest'
import { type Agent, pieces } from '../engine/define-agent.ts'
import { readableInput, readableText } from '../engine/readable-input.ts'
import { NumeralCheck } from '../models/numeral-check.ts'
import type { ToolWorkers } from '../tool-worker/tool-workers.ts'
import { openToolWorkers } from '../tool-worker/worker-scheduler.ts'
import { speaksOf } from '../tools/assumptions.ts'
import { openContent } from '../tools/file-content.ts'
import { madeFile, sampleText } from '../tools/made-file.test-support.ts'
import { hostileTexts } from './hostile-texts.test-support.ts'
import { builtInAgents } from './registry.ts'

const SEED = Number(process.env.PROOF_SEED ?? Math.floor(Math.random() * 1e9))
/** Each agent reads every third text, other agents the others, and another seed others again. `HOSTILE_TEXTS=all` for all. */
const EVERY = process.env.HOSTILE_TEXTS === 'all' ? 1 : 3

/** The processor's milliseconds of this thread: what others do on a busy machine does not count. */
function spentIn(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const { bytes, ...facts } = madeFile('invoices.csv', sampleText('receivables.csv'), 'text/csv')

// What is measured is this loop, so a busy machine may take its time for a file.
const processes = openToolWorkers({ workers: 1, callMs: 120_000 })
afterAll(() => processes.close())

/** Tools run at once and on this thread: what agents read of a text with the columns of a table counts, too. */
const here: ToolWorkers = {
  // Tables are asked and files are read in processes of their own, which cannot hold up this loop.
  run: async (tool, args, work) =>
    tool.tables === true || tool.name.startsWith('content.')
      ? processes.run(tool, args, work)
      : tool.result.parse(await tool.run(args, { ...facts, content: openContent(bytes) }, [])),
  forget: async () => {},
  close: async () => {},
}

/** The longest time for which the agent keeps the loop from turning, between two things that it says. */
async function longestStall(agent: Agent, text: string): Promise<number> {
  const input: Invocation['input'] = {
    text,
    history: [],
    files: [invocationFile.parse({ ...facts, url: 'http://a/f' })],
  }
  const work = invocation.parse({
    agent_id: agent.id,
    invocation_id: 'i-1',
    input,
    return_channel: 'invocation:i-1',
    deadline: '2030-01-01T00:00:00Z',
  })
  const said = agent.run(readableInput(input), {
    invocation: work,
    signal: new AbortController().signal,
    tools: here,
    readFile: async () => bytes,
    spent: () => {},
    pace: async () => {},
  })
  for (let longest = 0; ; ) {
    const before = process.cpuUsage()
    const { done } = await said.next()
    const { user, system } = process.cpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
    if (done) return longest
  }
}

test('[T1] no text of 32 000 characters keeps the loop from turning for 50 ms', async () => {
  process.stdout.write(`PROOF_SEED=${SEED}\n`)
  const texts = hostileTexts(SEED, 60)
  const slow: string[] = []
  let worst = 0
  for (const [at, agent] of builtInAgents.entries()) {
    for (const text of texts.filter((_, place) => (place + at + SEED) % EVERY === 0)) {
      let ms = await longestStall(agent, text)
      // The collector and the compiler run when they want; what is slow is slow twice.
      if (ms > 50) ms = Math.min(ms, await longestStall(agent, text))
      worst = Math.max(worst, ms)
      if (ms > 50) slow.push(`${agent.id} ${Math.round(ms)} ms: ${JSON.stringify(text.slice(0, 30))}`)
    }
  }
  process.stdout.write(
    `longest stall of every ${EVERY}. of ${texts.length} texts and ${builtInAgents.length} agents: ${worst.toFixed(1)} ms\n`,
  )
  expect(slow).toEqual([])
}, 600_000)

test.each([' ', 'a ', '\n', '1 ', ']('])('[T1] splits 600 000 characters of %j into pieces in linear time', (unit) => {
  const text = unit.repeat(600_000 / unit.length)
  expect(spentIn(() => pieces(text))).toBeLessThan(1_000)
  expect(pieces(text).join('')).toBe(text)
})

test('[T1] keeps words with the blanks behind them, and leading blanks apart', () => {
  expect(pieces('  a  b\n')).toEqual(['  ', 'a  ', 'b\n'])
  expect(pieces('')).toEqual([])
})

test.each(['1 ', '1', '](', ' '])('[T1] checks the numbers of an answer of 600 000 characters of %j', (unit) => {
  const answer = unit.repeat(600_000 / unit.length)
  let said = ''
  const ms = spentIn(() => {
    const check = new NumeralCheck()
    for (let at = 0; at < answer.length; at += 6_000) said += check.push(answer.slice(at, at + 6_000))
    said += check.end()
  })
  expect(ms).toBeLessThan(5_000)
  expect(said.replaceAll(' (unchecked)', '')).toBe(answer)
})

test('[T1] cuts runs of blanks to 40 and keeps everything else', () => {
  expect(readableText(`a${' '.repeat(50)}b`)).toBe(`a${' '.repeat(40)}b`)
  expect(readableText('  1. One\n    - two\n\n\nthree')).toBe('  1. One\n    - two\n\n\nthree')
})

test('[T1] reads no change of an assumption where there are no assumptions', () => {
  const text = `put${' '.repeat(32_000)}`
  expect(spentIn(() => speaksOf(text, undefined))).toBeLessThan(50)
  expect(speaksOf('set discount rate to 12 %', undefined)).toBe(false)
})

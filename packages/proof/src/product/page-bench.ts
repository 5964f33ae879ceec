// The page's benchmark (W7), on the page as it is built and a real browser: what one token costs the main thread with 1 000
// messages shown while a 20 kB answer is written, a replay of 2 000 events in one go, and long tasks while an answer
// streams. Prints its figures; ends with 1 when one of them is beyond its budget. Usage: tsx src/product/page-bench.ts
import { blankMessage } from '@biplane/contracts/vocabulary/transcript'
import type { ConversationEvent, ConversationSnapshot, MessageView } from '@biplane/contracts/wire/events'
import { type CDPSession, chromium, type Page } from '@playwright/test'
import { servePage, ToldConversation } from './page-bench-server.ts'

const MESSAGES = 1_000
const ANSWER_CHARS = 20_000
const TOKENS = 150
const REPLAYED = 2_000
/** Milliseconds. */
const BUDGET = { token: 8, longTask: 100 }
const TOKEN_EVERY_MS = 60
const STREAM_EVERY_MS = 13
const STREAMED = 300

const AT = '2026-11-20T10:00:00.000Z'
const USAGE = { input_tokens: null, output_tokens: null, tool_calls: null, model: null }
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const PARAGRAPH =
  'The total of **open** invoices is `372,986.63` EUR, of which 37.7 % are more than 90 days late. See [row 17](#row:17).\n\n'
const LIST = '- one thing that was found, with a number: 1,175\n- and another one, with *words* around it\n\n'
const TABLE = '| region | amount |\n| --- | --: |\n| West | 12,345.00 |\n| East | 6,789.00 |\n\n'
const markdown = (chars: number) => `${PARAGRAPH}${LIST}${TABLE}`.repeat(Math.ceil(chars / 300)).slice(0, chars)

/** A long conversation whose last answer is being written and has said so much already. */
function longConversation(said: string): ConversationSnapshot {
  const messages = Array.from({ length: MESSAGES }, (_, at): MessageView => {
    const blank = blankMessage({ message_id: `m${at}`, timestamp: AT, event_id: at + 1 })
    if (at % 2 === 0) {
      return { ...blank, role: 'user', content: `Question ${at}?`, status: 'complete' }
    }
    const last = at === MESSAGES - 1
    return {
      ...blank,
      role: 'assistant',
      agent_id: 'guide.global',
      invocation_id: `i${at}`,
      content: last ? said : markdown(300),
      status: last ? 'streaming' : 'complete',
    }
  })
  const running = { invocation_id: `i${MESSAGES - 1}`, message_id: `m${MESSAGES - 1}`, status: 'running' as const }
  return { ...snapshot('long', MESSAGES), messages, running }
}

const snapshot = (conversation_id: string, last_event_id: number): ConversationSnapshot => ({
  type: 'snapshot',
  epoch: 'bench',
  conversation_id,
  agent_type: 'guide',
  pillar: null,
  title: 'A long conversation',
  messages: [],
  has_more: false,
  before: null,
  last_event_id,
  running: null,
  reason: 'no_cursor',
})

/** Pieces of one answer, numbered on. */
function openPieces(conversation_id: string, from: number, of: { invocation_id: string; message_id: string }) {
  let event_id = from
  let index = 0
  const common = () => ({ event_id: ++event_id, conversation_id, timestamp: AT, agent_id: 'guide.global', attempt: 1 })
  return {
    token: (text: string): ConversationEvent => ({
      type: 'agent.token',
      ...common(),
      ...of,
      payload: { text, index: index++ },
    }),
    completed: (text: string): ConversationEvent => ({
      type: 'agent.completed',
      ...common(),
      ...of,
      payload: { text, usage: USAGE },
    }),
    routed: (): ConversationEvent => ({
      type: 'agent.routed',
      ...common(),
      ...of,
      payload: { agent_id: 'liaison.content', source: 'path', reason: 'bench', confidence: 1, candidates: [] },
    }),
  }
}

const PARTS = ['TaskDuration', 'ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'] as const
type Cost = Record<(typeof PARTS)[number], number>

/** Time that the main thread has worked so far, and on what, in milliseconds. */
async function workTime(cdp: CDPSession): Promise<Cost> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  const of = (part: string) => 1_000 * (metrics.find(({ name }) => name === part)?.value ?? Number.NaN)
  return {
    TaskDuration: of('TaskDuration'),
    ScriptDuration: of('ScriptDuration'),
    LayoutDuration: of('LayoutDuration'),
    RecalcStyleDuration: of('RecalcStyleDuration'),
  }
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** What passes on the main thread in the time of one token, with a token and without. */
async function costOf(cdp: CDPSession, times: number, tell: () => void): Promise<Cost> {
  const costs: Cost[] = []
  for (let i = 0; i < times; i += 1) {
    const before = await workTime(cdp)
    tell()
    await sleep(TOKEN_EVERY_MS)
    const after = await workTime(cdp)
    costs.push(mapParts((part) => after[part] - before[part]))
  }
  return mapParts((part) => median(costs.map((cost) => cost[part])))
}

const mapParts = (of: (part: (typeof PARTS)[number]) => number): Cost => ({
  TaskDuration: of('TaskDuration'),
  ScriptDuration: of('ScriptDuration'),
  LayoutDuration: of('LayoutDuration'),
  RecalcStyleDuration: of('RecalcStyleDuration'),
})

const longTasks = (page: Page): Promise<number[]> => page.evaluate(() => Reflect.get(window, 'longTasks').splice(0))

async function run(): Promise<boolean> {
  const guide = new ToldConversation(longConversation(markdown(ANSWER_CHARS - 10 * TOKENS)))
  const replayed = new ToldConversation(snapshot('replayed', 0))
  await using server = await servePage(guide, replayed)
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', '--no-first-run'],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    await page.addInitScript(() => {
      const tasks: number[] = []
      Reflect.set(window, 'longTasks', tasks)
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
        type: 'longtask',
      })
    })
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Performance.enable')
    await page.goto(server.url)
    await page.locator('[data-message="m999"] .prose table').first().waitFor({ timeout: 60_000 })
    await sleep(2_000)

    const { TaskDuration: idle } = await costOf(cdp, 30, () => {})
    const pieces = openPieces('long', MESSAGES, { invocation_id: 'i999', message_id: 'm999' })
    const tokens = await costOf(cdp, TOKENS, () => guide.tell([pieces.token('ten chars ')]))
    await longTasks(page)
    for (let i = 0; i < STREAMED; i += 1) {
      guide.tell([pieces.token(i % 9 === 8 ? 'piece.\n\n' : 'piece ')])
      await sleep(STREAM_EVERY_MS)
    }
    const whileStreaming = await longTasks(page)

    const events = openPieces('replayed', 0, { invocation_id: 'r1', message_id: 'r1' })
    const batch = [events.routed(), ...Array.from({ length: REPLAYED - 2 }, (_, i) => events.token(`w${i} `))]
    batch.push(events.completed(`${Array.from({ length: REPLAYED - 2 }, (_, i) => `w${i} `).join('')}END`))
    await page.goto(`${server.url}/content`)
    await page.getByRole('textbox', { name: /^Message to the / }).waitFor()
    await sleep(500)
    await longTasks(page)
    const began = performance.now()
    replayed.tell(batch)
    await page.getByText(/END$/).first().waitFor({ timeout: 30_000 })
    const replay = performance.now() - began
    const duringReplay = await longTasks(page)

    const { TaskDuration: token, ScriptDuration: script, LayoutDuration: layout, RecalcStyleDuration: style } = tokens
    const tooLong = whileStreaming.filter((ms) => ms > BUDGET.longTask)
    const say = (name: string, value: string, good: boolean) =>
      console.log(`${good ? 'ok  ' : 'OVER'} ${name}: ${value}`)
    const results = [
      [
        `one token, ${MESSAGES} messages, a ${ANSWER_CHARS / 1_000} kB answer, median of ${TOKENS}`,
        `${token.toFixed(2)} ms of main thread (script ${script.toFixed(1)}, layout ${layout.toFixed(1)}, style ${style.toFixed(1)}; without a token ${idle.toFixed(2)}; budget ${BUDGET.token} ms)`,
        token <= BUDGET.token,
      ],
      [
        `long tasks beyond ${BUDGET.longTask} ms in ${STREAMED} tokens, one each ${STREAM_EVERY_MS} ms`,
        `${tooLong.length} (longest ${Math.max(0, ...whileStreaming).toFixed(0)} ms)`,
        tooLong.length === 0,
      ],
      [
        `a replay of ${REPLAYED} events in one go`,
        `${replay.toFixed(0)} ms until it is shown (longest task ${Math.max(0, ...duringReplay).toFixed(0)} ms), ${complaints.length} errors of the page`,
        complaints.length === 0,
      ],
    ] as const
    for (const [name, value, good] of results) say(name, value, good)
    for (const complaint of complaints) console.log(`     ${complaint}`)
    return results.every(([, , good]) => good)
  } finally {
    await browser.close()
  }
}

process.exit((await run()) ? 0 : 1)

// W7: what the main thread of the page does for one token of a long answer in a long conversation, and a replay.
import type { Browser } from '@playwright/test'
import { findChromium, MeasuredPage, openBrowser } from '../page/measured-page.ts'
import { servePage } from '../page/page-server.ts'
import {
  emptyConversation,
  lastOf,
  longConversation,
  openPieces,
  ToldConversation,
  wholeAnswer,
} from '../page/told-conversation.ts'
import { interleaved, type Numbers } from '../rounds.ts'
import { atMost, type BenchContext, type Report, type Workload } from '../workload.ts'

const MESSAGES = 1_000
const ANSWER_CHARS = 20_000
const REPLAYED = 2_000
const PIECE = 'ten chars '
const PIECE_EVERY_MS = 60
const STREAM_EVERY_MS = 13
const LONG_MS = 100
const TOO_LONG = `tasks > ${LONG_MS} ms`
const SETTLE_MS = 2_000

/** Where a page is, and what is to be seen before it is measured. */
interface Tried {
  long: string
  longShown: string
  empty: string
  emptyShown: string
}
const PRODUCT: Tried = {
  long: '/',
  longShown: `[data-message="m${MESSAGES - 1}"] .prose table`,
  empty: '/content',
  emptyShown: 'role=textbox[name="Message"]',
}
const BARE: Tried = { long: '/bare/long', longShown: 'div p', empty: '/bare/empty', emptyShown: 'main' }

export const page: Workload = {
  id: 'W7',
  title: `Page: one token with ${MESSAGES} messages shown and a ${ANSWER_CHARS / 1_000} kB answer streaming; a replay of ${REPLAYED} events`,
  how: `The page as it is built, in Chromium, over its real wire. A token is ${PIECE.length} characters; what it costs is the time of the main thread in the ${PIECE_EVERY_MS} ms after it, the median of many. Streaming is a token each ${STREAM_EVERY_MS} ms; a replay is a whole answer that comes in one go to a page that shows nothing. The bare page shows the same messages as plain text and lets one text node grow, at most once a frame, with its end kept in sight: it understands no Markdown and keeps no state.`,
  async run(context) {
    const chromium = findChromium()
    if (chromium === null) return { rows: [], targets: [], notes: ['Not measured: there is no Chromium here.'] }
    const browser = await openBrowser(chromium)
    try {
      const tried = (which: Tried) => () => measure(context, browser, which)
      return reportOf(
        await interleaved(context.rounds, { 'bare page': tried(BARE), product: tried(PRODUCT) }, context.say),
      )
    } finally {
      await browser.close()
    }
  },
}

async function measure(context: BenchContext, browser: Browser, tried: Tried): Promise<Numbers> {
  const tokens = context.size(150, 40)
  const guide = new ToldConversation(longConversation(MESSAGES, ANSWER_CHARS - PIECE.length * tokens))
  const liaison = new ToldConversation(emptyConversation('empty'))
  await using server = await servePage({ guide, liaison })
  await using measured = await MeasuredPage.open(browser)
  await measured.page.goto(`${server.url}${tried.long}`)
  await measured.page.locator(tried.longShown).first().waitFor({ timeout: 60_000 })
  // The first look at a thousand messages goes on after they are shown.
  await pause(SETTLE_MS)
  const idle = await measured.workOf(30, PIECE_EVERY_MS, () => {})
  const pieces = openPieces('long', MESSAGES, lastOf(MESSAGES))
  const token = await measured.workOf(tokens, PIECE_EVERY_MS, () => guide.tell([pieces.token(PIECE)]))
  return {
    'ms a token': token.main,
    'processor ms': token.processor,
    'script ms': token.script,
    'layout ms': token.layout,
    'style ms': token.style,
    'ms without one': idle.main,
    ...(await stream(measured, context.size(300, 100), (text) => guide.tell([pieces.token(text)]))),
    'heap MB': await measured.heapMB(),
    ...(await replay(measured, tried, { url: server.url, liaison })),
    errors: measured.complaints.length,
  }
}

async function stream(measured: MeasuredPage, tokens: number, tell: (text: string) => void): Promise<Numbers> {
  await measured.seen()
  for (let i = 0; i < tokens; i += 1) {
    tell(i % 9 === 8 ? 'piece.\n\n' : 'piece ')
    await pause(STREAM_EVERY_MS)
  }
  const { longTasks } = await measured.seen()
  return {
    'longest task ms': Math.max(0, ...longTasks),
    [TOO_LONG]: longTasks.filter((ms) => ms > LONG_MS).length,
  }
}

async function replay(
  measured: MeasuredPage,
  { empty, emptyShown }: Tried,
  { url, liaison }: { url: string; liaison: ToldConversation },
): Promise<Numbers> {
  const { page } = measured
  await page.goto(`${url}${empty}`)
  await page.locator(emptyShown).waitFor()
  await pause(SETTLE_MS)
  await measured.countFrames()
  await measured.seen()
  const events = wholeAnswer('empty', REPLAYED)
  const began = performance.now()
  liaison.tell(events)
  await page.getByText(/END$/).first().waitFor({ timeout: 60_000 })
  const ms = performance.now() - began
  const { longTasks, changes, frames } = await measured.seen()
  return {
    'replay ms': ms,
    'longest task of it ms': Math.max(0, ...longTasks),
    'draws of it': changes,
    'frames of it': frames,
  }
}

function reportOf(found: { 'bare page': Numbers; product: Numbers }): Report {
  const of = (name: string, numbers: Numbers = found.product) => numbers[name] ?? Number.NaN
  const fast = atMost(`one token with ${MESSAGES} messages shown: ≤ 8 ms`, 8, of('ms a token'), ' ms')
  return {
    rows: [
      { name: 'bare page', ratio: null, numbers: found['bare page'] },
      { name: 'product', ratio: of('ms a token') / of('ms a token', found['bare page']), numbers: found.product },
    ],
    targets: [
      { ...fast, measured: `${fast.measured} (${of('processor ms').toFixed(2)} ms of processor time)` },
      atMost(`no task beyond ${LONG_MS} ms while an answer streams`, 0, of(TOO_LONG)),
      {
        target: `replay of ${REPLAYED} events in one batch: no more draws than frames`,
        measured: `${of('draws of it')} draws in ${of('frames of it')} frames`,
        reached: of('draws of it') <= of('frames of it'),
      },
      atMost('no error of the page', 0, of('errors')),
    ],
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

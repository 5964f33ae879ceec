// The page in a real browser while all of its connections fall silent without an end, as on a VPN switch or behind a
// middlebox that forgot them. New connections work. A Node client cannot show this: it has no browser's HTTP pool.
import type { Browser, Page } from '@playwright/test'
import { findChromium, openBrowser } from '../../bench/page/measured-page.ts'
import { type CutProxy, openCutProxy } from '../../cut-proxy.ts'
import { Product } from '../../product/product.test-support.ts'
import { bearer, experienceHttpClient } from '../../trpc-client.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero, type Skipped } from '../figure.ts'
import { slowness, watchSlowness } from '../pace.ts'
import { QUESTION } from '../talk.ts'

const WHOLE_WITHIN_MS = 15_000
/** What is late is waited for no longer than this. */
const GIVE_UP_MS = 40_000
/** On any machine, so that a page that waits for ever is caught. */
const MOST_MS = 30_000
const SHOWN_MS = 30_000

const MOMENTS = ['idle', 'mid-answer', 'sending', 'pool only'] as const
type Moment = (typeof MOMENTS)[number]
const OVERS = ['sockets', 'http'] as const
type Over = (typeof OVERS)[number]

export const silentPage: Figure = {
  name: 'silent-page',
  promise:
    '[L3, L7, D9.6, D9.7] all connections of a page in Chromium fall silent: whole and connected within 15 s on a machine at rest',
  run: (context) => inBrowser((browser) => measure(context, browser, context.size(1, 10))),
  control: {
    bad: 'a page that never gives a request up',
    run: (context) => inBrowser((browser) => impatient(context, browser)),
  },
}

async function inBrowser(run: (browser: Browser) => Promise<Measured>): Promise<Measured | Skipped> {
  const chromium = findChromium()
  if (chromium === null) return { skipped: 'there is no Chromium here' }
  const browser = await openBrowser(chromium)
  try {
    return await run(browser)
  } finally {
    await browser.close()
  }
}

async function measure(context: FigureContext, browser: Browser, times: number): Promise<Measured> {
  const slowest = await watchSlowness()
  const took: number[] = []
  let wrongs = 0
  for (const over of OVERS) {
    for (const moment of MOMENTS) {
      // Over HTTP the pool is all that there is.
      if (over === 'http' && moment === 'pool only') continue
      for (let i = 0; i < times; i += 1) {
        const { ms, wrong } = await wholeAfter(browser, { over, moment })
        took.push(ms)
        if (wrong) wrongs += 1
        context.say(`over ${over}, ${moment}: whole after ${ms} ms`)
      }
    }
  }
  const slower = await slowest()
  const counts = {
    silences: took.length,
    slowness: Math.round(slower * 100) / 100,
    late: took.filter((ms) => ms > allowedMs(slower)).length,
    wrong: wrongs,
    slowest_ms: Math.max(...took),
  }
  return mustBeZero(counts, 'late', 'wrong')
}

async function impatient({ say }: FigureContext, browser: Browser): Promise<Measured> {
  const { ms } = await wholeAfter(browser, { over: 'http', moment: 'sending', patient: true })
  say(`a page that never gives a request up: ${ms} ms`)
  return mustBeZero({ late: ms > allowedMs(await slowness()) ? 1 : 0 }, 'late')
}

/** Fifteen seconds on the machine of BENCHMARKS.md, up to twice as long on a slower one. */
const allowedMs = (slower: number): number => Math.min(MOST_MS, WHOLE_WITHIN_MS * slower)

interface Try {
  over: Over
  moment: Moment
  /** Its requests cannot be given up. */
  patient?: boolean
}

const NEVER_GIVE_UP = `{
  const ask = fetch
  globalThis.fetch = (path, init) => ask(path, { ...init, signal: null })
}`

async function wholeAfter(browser: Browser, { over, moment, patient }: Try): Promise<{ ms: number; wrong: boolean }> {
  await using front = await openCutProxy({ target: { host: '127.0.0.1', port: 1 } })
  const url = `http://127.0.0.1:${front.port}`
  await using product = await Product.open({
    env: {
      ALLOWED_ORIGINS: url,
      WS_ENABLED: String(over === 'sockets'),
      AGENT_PIECES_PER_SECOND: moment === 'mid-answer' ? '60' : '200',
    },
  })
  front.retarget({ host: '127.0.0.1', port: product.port })
  const page = await browser.newPage()
  if (patient) await page.addInitScript({ content: NEVER_GIVE_UP })
  try {
    await page.goto(url)
    await connected(page, over)
    const begun = await silenced(page, { front, product, moment })
    const whole = page.getByRole('button', { name: 'Copy answer' })
    const isLate = await whole.waitFor({ timeout: GIVE_UP_MS }).then(
      () => false,
      () => true,
    )
    if (isLate) return { ms: GIVE_UP_MS, wrong: false }
    await connected(page, over)
    const ms = Math.round(performance.now() - begun)
    return { ms, wrong: await isWrong(page, product) }
  } finally {
    await page.close()
  }
}

const connected = (page: Page, over: Over): Promise<void> =>
  page
    .getByRole('button', { name: over === 'sockets' ? 'Connected' : 'Connected without sockets', exact: true })
    .waitFor({ timeout: SHOWN_MS })

/** Does what the moment is about. Resolves with when the connections fell silent. */
async function silenced(
  page: Page,
  { front, product, moment }: { front: CutProxy; product: Product; moment: Moment },
): Promise<number> {
  const silence = () => {
    front.silenceOpen((opening) => moment !== 'pool only' || !opening.startsWith('GET /trpc?connectionParams'))
    return performance.now()
  }
  const say = async () => {
    const composer = page.getByRole('textbox', { name: 'Message', exact: true })
    await composer.fill(QUESTION)
    await composer.press('Enter')
  }
  switch (moment) {
    case 'idle': {
      const begun = silence()
      const client = experienceHttpClient({ url: product.url, headers: bearer(await tokenOf(page)) })
      await client.guide.send.mutate({ message: QUESTION })
      return begun
    }
    case 'mid-answer': {
      await say()
      await page.getByRole('article', { name: 'Guide said' }).getByRole('paragraph').first().waitFor()
      return silence()
    }
    case 'sending':
    case 'pool only': {
      const begun = silence()
      await say()
      return begun
    }
  }
}

/** Whether the log holds anything else than one question and its answer. */
async function isWrong(page: Page, product: Product): Promise<boolean> {
  const client = experienceHttpClient({ url: product.url, headers: bearer(await tokenOf(page)) })
  const { messages } = await client.guide.history.query({})
  const shown = await page.getByRole('article').count()
  return messages.map(({ role }) => role).join() !== 'user,assistant' || shown !== messages.length
}

async function tokenOf(page: Page): Promise<string> {
  const kept: unknown = JSON.parse((await page.evaluate(() => localStorage.getItem('biplane.session'))) ?? 'null')
  if (typeof kept === 'object' && kept !== null && 'token' in kept) return String(kept.token)
  throw new Error('the page keeps no session')
}

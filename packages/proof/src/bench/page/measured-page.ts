// Measures a page in a real browser: main thread time, renders of an answer, errors. Knows nothing of the page's
// content.
import { existsSync } from 'node:fs'
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test'
import { z } from 'zod'
import { median } from '../rounds.ts'

const seen = z.object({
  /** Milliseconds of each task of 50 or more. */
  longTasks: z.array(z.number()),
  /** In how many turns the document was changed; all changes of one turn are one. */
  changes: z.number(),
  frames: z.number(),
})

const WATCH = `globalThis.watched = {
  seen: { longTasks: [], changes: 0, frames: 0 },
  splice() {
    const { seen } = this
    this.seen = { longTasks: [], changes: 0, frames: 0 }
    return seen
  },
  countFrames() {
    this.seen.frames += 1
    requestAnimationFrame(() => this.countFrames())
  },
}
new PerformanceObserver((list) => {
  watched.seen.longTasks.push(...list.getEntries().map(({ duration }) => duration))
}).observe({ type: 'longtask' })
new MutationObserver(() => {
  watched.seen.changes += 1
}).observe(document, { subtree: true, childList: true, characterData: true })`

/** Where a browser is, if there is one. */
export function findChromium(): string | null {
  const file = process.env.CHROMIUM ?? '/usr/bin/chromium'
  return existsSync(file) ? file : null
}

export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', '--no-first-run'],
  })

/** Milliseconds of the main thread, in all and on what. */
export interface Work {
  main: number
  /** Of it, without what others of the machine took meanwhile. */
  processor: number
  script: number
  layout: number
  style: number
}

const each = (of: (part: keyof Work) => number): Work => ({
  main: of('main'),
  processor: of('processor'),
  script: of('script'),
  layout: of('layout'),
  style: of('style'),
})

export class MeasuredPage implements AsyncDisposable {
  readonly page: Page
  /** Uncaught errors, and errors on the console. */
  readonly complaints: string[] = []
  readonly #cdp: CDPSession

  private constructor(page: Page, cdp: CDPSession) {
    this.page = page
    this.#cdp = cdp
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()))
  }

  static async open(browser: Browser): Promise<MeasuredPage> {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Performance.enable')
    await page.addInitScript({ content: WATCH })
    return new MeasuredPage(page, cdp)
  }

  /** What passes on the main thread in `ms` milliseconds that begin with `tell`; medians of so many times. */
  async workOf(times: number, ms: number, tell: () => void): Promise<Work> {
    const spent: Work[] = []
    for (let i = 0; i < times; i += 1) {
      const before = await this.#work()
      tell()
      // The length of time is what is looked at.
      await new Promise((resolve) => setTimeout(resolve, ms))
      const after = await this.#work()
      spent.push(each((part) => after[part] - before[part]))
    }
    return each((part) => median(spent.map((work) => work[part])))
  }

  /** What was seen since it was last asked. */
  async seen(): Promise<z.output<typeof seen>> {
    return seen.parse(await this.page.evaluate('watched.splice()'))
  }

  /** From now on frames are counted; that costs something in each of them. */
  async countFrames(): Promise<void> {
    await this.page.evaluate('watched.countFrames()')
  }

  async heapMB(): Promise<number> {
    return (await this.#metric())('JSHeapUsedSize') / 1e6
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.close()
  }

  async #work(): Promise<Work> {
    const metric = await this.#metric()
    const ms = (name: string) => 1000 * metric(name)
    return {
      main: ms('TaskDuration'),
      processor: ms('ThreadTime'),
      script: ms('ScriptDuration'),
      layout: ms('LayoutDuration'),
      style: ms('RecalcStyleDuration'),
    }
  }

  async #metric(): Promise<(name: string) => number> {
    const { metrics } = await this.#cdp.send('Performance.getMetrics')
    return (name) => metrics.find((one) => one.name === name)?.value ?? Number.NaN
  }
}

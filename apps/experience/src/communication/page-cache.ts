// Cache of the pages last read from the store: of many readers that are behind, the first one reads and encodes for
// all. A missing page is read again; nothing depends on it. [W2, W5]
import type { LogEvent } from './log-event.ts'

interface Page {
  conversationId: string
  events: readonly LogEvent[]
}

/** A page is bounded in bytes by whoever reads it. */
const MOST_PAGES = 16

export class PageCache {
  /** The last used one at the end. */
  #pages: Page[] = []

  keep(conversationId: string, events: readonly LogEvent[]): void {
    if (events.length === 0) return
    if (this.#pages.length >= MOST_PAGES) this.#pages.shift()
    this.#pages.push({ conversationId, events })
  }

  forget(conversationId: string): void {
    this.#pages = this.#pages.filter((page) => page.conversationId !== conversationId)
  }

  /** At most so many events after `seq`, or `null` where no page has the next one. */
  after(conversationId: string, seq: number, limit: number): LogEvent[] | null {
    for (let at = this.#pages.length - 1; at >= 0; at -= 1) {
      const page = this.#pages[at]
      if (!page || page.conversationId !== conversationId) continue
      const from = seq + 1 - (page.events[0]?.seq ?? 0)
      if (from < 0 || from >= page.events.length) continue
      this.#pages.splice(at, 1)
      this.#pages.push(page)
      return page.events.slice(from, from + limit)
    }
    return null
  }
}

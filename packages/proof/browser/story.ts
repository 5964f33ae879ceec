// Base of every browser test: an unannounced error or warning of the browser fails the test.
import { type BrowserContext, test as base, expect } from '@playwright/test'

export class Complaints {
  readonly #heard: string[] = []
  readonly #announced: RegExp[] = []

  hear(complaint: string): void {
    this.#heard.push(complaint)
  }

  get heard(): readonly string[] {
    return this.#heard
  }

  /** What this story provokes on purpose. */
  announce(...patterns: RegExp[]): void {
    this.#announced.push(...patterns)
  }

  /** The browser reports a cut connection in its own words. */
  announceBrokenLine(): void {
    this.announce(/^Failed to load resource: net::ERR_/, /^WebSocket connection to '.*' failed/)
  }

  get unannounced(): string[] {
    return this.#heard.filter((complaint) => !this.#announced.some((pattern) => pattern.test(complaint)))
  }
}

async function listen(context: BrowserContext, complaints: Complaints): Promise<void> {
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.hear(message.text())
  })
  context.on('weberror', (error) => complaints.hear(`page error: ${String(error.error())}`))
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`violates the policy: ${violatedDirective} ${blockedURI}`)
    })
  })
}

export const test = base.extend<{ complaints: Complaints }>({
  complaints: [
    async ({ context }, use) => {
      const complaints = new Complaints()
      await listen(context, complaints)
      await use(complaints)
      expect(complaints.unannounced, 'CSP violations, console errors and page errors').toEqual([])
    },
    { auto: true },
  ],
})

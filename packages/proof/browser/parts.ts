// Locates parts of the page by their accessible names. Uses no style and no test id.
import path from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { SAMPLE } from './sample-numbers.ts'

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message', exact: true })

/** Everything that agents have said in the thread that is shown. */
export const answers = (page: Page): Locator => page.getByRole('article', { name: /^(Guide|.* assistant) said$/ })

export const lastAnswer = (page: Page): Locator => answers(page).last()

export const said = (page: Page, words: string): Locator =>
  page.getByRole('article', { name: 'You said' }).filter({ hasText: words })

export const results = (page: Page): Locator => page.getByRole('region', { name: 'Results', exact: true })

/** The lines that say who goes on, and why. */
export const handoffs = (page: Page): Locator => page.getByRole('note', { name: 'Handoff' })

/** The address of the thread that is shown. */
export const THREAD_ADDRESS = /\/t\/[0-9a-f-]{36}$/

export const result = (page: Page, title: string): Locator =>
  results(page).getByRole('region', { name: title, exact: true })

export const stopButton = (page: Page): Locator => page.getByRole('button', { name: 'Stop', exact: true })

/** What the page says about its line to the server. */
export const line = (page: Page, status: 'Connected' | 'Reconnecting' | 'Offline'): Locator =>
  page.getByRole('button', { name: status, exact: true })

export const chooseFiles = (page: Page): Locator => page.locator('input[type=file]')

export async function say(page: Page, words: string): Promise<void> {
  await composer(page).fill(words)
  await composer(page).press('Enter')
}

/** An answer is being written, and some of it can be read. */
export async function inTheMiddle(answer: Locator): Promise<void> {
  await expect(answer).toHaveAttribute('aria-busy', 'true')
  await expect(answer.getByRole('paragraph').first()).toBeVisible()
}

export const isWhole = (answer: Locator): Promise<void> =>
  expect(answer.getByRole('button', { name: 'Copy answer' })).toBeVisible({ timeout: 80_000 })

/** All that an answer shows. */
export const readAnswer = async (answer: Locator): Promise<string> => (await answer.textContent()) ?? ''

/** The Markdown of an answer, by the button that copies it. */
export async function copyAnswer(page: Page, answer: Locator): Promise<string> {
  await answer.getByRole('button', { name: 'Copy answer' }).click()
  await expect(answer.getByRole('button', { name: 'Copied' })).toBeVisible()
  return page.evaluate(() => navigator.clipboard.readText())
}

/** The two files of the sample, asked about: an answer of the content assistant that takes seconds to be written. */
export async function askAboutSample(page: Page): Promise<void> {
  await page.goto('/')
  await expect(composer(page)).toBeVisible()
  await chooseFiles(page).setInputFiles(['receivables.csv', 'refund-sop.md'].map((name) => path.join(SAMPLE, name)))
  await say(page, 'Here are two sample files. What is in them, and is the data sound?')
}

// The first minute with the keyboard alone: Tab, Shift + Tab, Enter, and text.
import { expect, type Locator, type Page } from '@playwright/test'
import { answers, composer, isWhole, lastAnswer, result, THREAD_ADDRESS } from './parts.ts'
import { invoiceOfRow, LATE } from './sample-numbers.ts'
import { test } from './story.ts'

// Hundreds of small steps, each of which a trace would take a picture of the whole page for.
test.use({ trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false } })

/** More stops than any way here has; a way that is longer is a trap. */
const MOST_STOPS = 150

/** Goes there stop by stop, and sees where it stands. */
async function goTo(page: Page, key: 'Tab' | 'Shift+Tab', target: Locator): Promise<void> {
  const arrived = () => target.evaluate((wanted) => wanted === document.activeElement)
  let stops = 0
  while (!(await arrived())) {
    if (stops === MOST_STOPS) throw new Error(`${key} does not lead to ${target}`)
    await page.keyboard.press(key)
    stops += 1
  }
}

const isMarked = (target: Locator): Promise<boolean> =>
  target.evaluate((focused) => getComputedStyle(focused).outlineStyle === 'solid')

test('needs no mouse in the first minute', async ({ page }) => {
  await page.goto('/')
  await expect(composer(page)).toBeVisible()
  const skip = page.getByRole('link', { name: 'Skip to the conversation' })
  await goTo(page, 'Tab', skip)
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()

  const sample = page.getByRole('button', { name: /^Try the sample/ })
  await goTo(page, 'Tab', sample)
  expect(await isMarked(sample)).toBe(true)
  await page.keyboard.press('Enter')
  await isWhole(lastAnswer(page))

  const link = lastAnswer(page).getByRole('button', { name: 'row 60', exact: true })
  await goTo(page, 'Shift+Tab', link)
  expect(await isMarked(link)).toBe(true)
  await page.keyboard.press('Enter')
  const row = result(page, 'Rows of receivables.csv').getByRole('row', { name: `60 ${invoiceOfRow(60)}` })
  await expect(row).toBeFocused()
  await expect(row).toBeInViewport()

  await goTo(page, 'Tab', composer(page))
  await page.keyboard.type('Who is more than 90 days late?')
  await page.keyboard.press('Enter')
  await expect(answers(page)).toHaveCount(2)
  await expect(composer(page)).toBeFocused()
  await isWhole(lastAnswer(page))
  await expect(lastAnswer(page)).toContainText(LATE.total)

  const late = result(page, 'Receivables more than 90 days late')
  const calculation = late.locator('summary')
  await goTo(page, 'Shift+Tab', calculation)
  expect(await isMarked(calculation)).toBe(true)
  await page.keyboard.press('Enter')
  await expect(late.locator('pre')).toBeVisible()
})

test('what opens above the page is left with Escape, and the focus is where it was', async ({ page }) => {
  await page.goto('/')
  const appearance = page.getByRole('button', { name: 'Appearance' })
  await goTo(page, 'Tab', appearance)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitemradio', { name: 'Like the system' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(appearance).toBeFocused()
})

test('navigates by single keys outside text fields', async ({ page }) => {
  await page.goto('/')
  await expect(composer(page)).toBeVisible()
  await page.getByRole('main').focus()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet).toBeVisible()
  await page.keyboard.press('2')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await expect(page).toHaveURL(THREAD_ADDRESS)
  await page.keyboard.press('2')
  await expect(page).toHaveURL(/\/t\/[^/]+\/content$/)
  await page.keyboard.press('m')
  await expect(composer(page)).toBeFocused()
  await page.keyboard.type('c?2')
  await expect(composer(page)).toHaveValue('c?2')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page).toHaveURL(/\/t\/[^/]+\/content$/)
})

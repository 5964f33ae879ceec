// The first minute on a phone: one thing at a time, nothing beside the edge.
import { expect, type Page } from '@playwright/test'
import { answers, composer, isWhole, lastAnswer, result } from './parts.ts'
import { LATE, rows } from './sample-numbers.ts'
import { test } from './story.ts'

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })

/** What reaches over an edge of the page and cannot be scrolled to inside of a box of its own. */
const overTheEdge = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const scrolls = (box: Element | null): boolean =>
      box !== null && (/auto|scroll/.test(getComputedStyle(box).overflowX) ? fits(box) : scrolls(box.parentElement))
    const fits = (box: Element) => box.getBoundingClientRect().right <= width + 1
    return [...document.querySelectorAll('body *')]
      .filter(
        (each) => each.checkVisibility({ visibilityProperty: true }) && getComputedStyle(each).clipPath === 'none',
      )
      .filter((each) => each.getBoundingClientRect().right > width + 1 || each.getBoundingClientRect().left < -1)
      .filter((each) => !scrolls(each.parentElement))
      .map((each) => `${each.tagName.toLowerCase()} “${each.textContent?.slice(0, 40)}”`)
  })

async function fits(page: Page): Promise<void> {
  expect(await overTheEdge(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
}

test('the first minute fits a phone: talk, answer, results, chart and calculation', async ({ page }) => {
  await page.goto('/')
  await expect(composer(page)).toBeInViewport()
  await fits(page)
  await page.getByRole('button', { name: /^Try the sample/ }).tap()
  await isWhole(lastAnswer(page))
  await fits(page)

  await page.getByRole('button', { name: 'Show “Columns of receivables.csv” in the results' }).tap()
  await expect(composer(page)).toBeHidden()
  await expect(result(page, 'Columns of receivables.csv')).toContainText(`${rows.length} rows`)
  await fits(page)
  await page.getByRole('group', { name: 'What is shown' }).getByRole('button', { name: 'Conversation' }).tap()

  await composer(page).fill('Who is more than 90 days late?')
  await page.getByRole('button', { name: 'Send', exact: true }).tap()
  await expect(answers(page)).toHaveCount(2)
  await isWhole(lastAnswer(page))
  await expect(lastAnswer(page)).toContainText(LATE.total)
  await fits(page)

  await page.getByRole('group', { name: 'What is shown' }).getByRole('button', { name: 'Results' }).tap()
  await expect(result(page, 'Ageing of open amounts').locator('svg').first()).toBeVisible()
  const late = result(page, 'Receivables more than 90 days late')
  await late.getByText('Show the calculation').tap()
  await expect(late.locator('pre')).toBeVisible()
  await fits(page)
})

test('the measure of the edge finds what is beyond it: the negative control', async ({ page }) => {
  await page.goto('/')
  await expect(composer(page)).toBeVisible()
  await page.evaluate(() => {
    const wide = document.createElement('p')
    wide.style.width = '600px'
    wide.textContent = 'too wide'
    document.querySelector('main')?.append(wide)
  })
  expect(await overTheEdge(page)).toEqual(['p “too wide”'])
})

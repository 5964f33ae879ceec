// One thread for one task: the column of talk, its results at their addresses, and the answer first.
import { expect, type Page } from '@playwright/test'
import { clientWith, openSession, tokenOf } from './log.ts'
import {
  answers,
  askAboutSample,
  composer,
  handoffs,
  isWhole,
  lastAnswer,
  result,
  results,
  said,
  say,
} from './parts.ts'
import { LATE } from './sample-numbers.ts'
import { test } from './story.ts'

test('[H4, U1] shows a handoff as one line and asks someone else', async ({ page }) => {
  await page.goto('/')
  await say(page, 'draw a workflow of the revenue data')
  await page
    .getByRole('group', { name: /^Asked by the agent/ })
    .getByRole('button', { name: 'Insights' })
    .click()
  await expect(handoffs(page)).toContainText('Handed to the Insights assistant')
  await expect(handoffs(page)).toContainText('because')
  await expect(page).toHaveURL(/\/t\/[^/]+$/)
  await expect(answers(page)).toHaveCount(2)
  await expect(lastAnswer(page)).toContainText('Insights assistant')
  await isWhole(lastAnswer(page))
  // The handoff said the words once more to the assistant; they are not shown twice.
  await expect(said(page, 'Insights')).toHaveCount(1)

  await handoffs(page).getByRole('button', { name: 'Ask someone else' }).click()
  await expect(page.getByRole('menuitem')).toHaveText([
    'Content assistant',
    'Operations assistant',
    'Outcomes assistant',
    'Guide',
  ])
  await page.keyboard.press('Escape')

  await lastAnswer(page).getByRole('button', { name: 'Ask again' }).click()
  await expect(page.getByRole('group', { name: 'Versions of this message' })).toContainText('Version 2 of 2')
  await page.reload()
  await expect(answers(page)).toHaveCount(2)
})

test('[H4] gives every result an address', async ({ page, complaints }) => {
  // Two whole answers, and eight pages.
  test.slow()
  complaints.announce(/the server responded with a status of 404/)
  await askAboutSample(page)
  await isWhole(lastAnswer(page))
  await say(page, 'Who is more than 90 days late?')
  await expect(answers(page)).toHaveCount(2)
  await isWhole(lastAnswer(page))
  const thread = page.url()

  await answers(page).first().getByRole('button', { name: 'Show “Columns of receivables.csv” in the results' }).click()
  await expect(page).toHaveURL(/\/r\/[^/]+$/)
  const address = page.url()
  await expect(result(page, 'Columns of receivables.csv')).toBeVisible()
  await lastAnswer(page).getByRole('button', { name: 'Show “Ageing of open amounts” in the results' }).click()
  await expect(result(page, 'Ageing of open amounts')).toBeVisible()
  await page.goBack()
  await expect(page).toHaveURL(address)
  await expect(result(page, 'Columns of receivables.csv')).toBeVisible()
  await page.reload()
  await expect(result(page, 'Columns of receivables.csv')).toBeVisible()
  await page.goForward()
  await expect(result(page, 'Ageing of open amounts')).toBeVisible()

  // Areas are filters of the results.
  await page.getByRole('navigation', { name: 'Results by area' }).getByRole('link', { name: 'Content' }).click()
  await expect(page).toHaveURL(`${thread}/content`)
  await expect(result(page, 'Columns of receivables.csv')).toBeVisible()
  await expect(answers(page)).toHaveCount(2)

  const other = await clientWith(await tokenOf(page)).thread.create.mutate({ title: 'another', aside: true })
  const foreign = address.slice(address.lastIndexOf('/') + 1)
  for (const nowhere of [`${thread}/r/00000000-0000-7000-8000-000000000000`, `/t/${other.thread_id}/r/${foreign}`]) {
    await page.goto(nowhere)
    await expect(page.getByRole('main')).toContainText('There is no such result')
  }
  // Of another person: the thread is unknown already.
  await page.goto(`/t/${(await clientWith(await openSession()).thread.create.mutate({})).thread_id}/r/${foreign}`)
  await expect(page.getByRole('main')).toContainText('There is no such conversation')
})

/** How far the page has moved by itself since it was loaded, as browsers measure it. */
const shiftOf = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            if ('hadRecentInput' in entry && entry.hadRecentInput === false && 'value' in entry)
              sum += Number(entry.value)
          }
        }).observe({ type: 'layout-shift', buffered: true })
        // Buffered entries come before the next frame but one.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)))
      }),
  )

test('keeps the question at the top while its answer grows', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: /^Try the sample/ }).click()
  await isWhole(lastAnswer(page))
  const before = await shiftOf(page)
  await say(page, 'Who is more than 90 days late?')
  const question = said(page, 'Who is more than 90 days late?')
  const log = page.getByRole('log')
  const top = async () => ((await question.boundingBox())?.y ?? 0) - ((await log.boundingBox())?.y ?? 0)
  await expect(lastAnswer(page)).toContainText(LATE.total)
  expect(await top()).toBeLessThan(40)
  await isWhole(lastAnswer(page))
  expect(await top()).toBeLessThan(40)
  await expect(lastAnswer(page).getByText(LATE.total).first()).toBeInViewport()
  // What it rests on is folded.
  await expect(lastAnswer(page).getByText('Computed from 240 rows')).toBeHidden()
  await lastAnswer(page).getByText('How this was computed').click()
  await expect(lastAnswer(page).getByText('Computed from 240 rows')).toBeVisible()
  expect((await shiftOf(page)) - before).toBeLessThan(0.05)
  await expect(results(page)).toBeVisible()
  await expect(composer(page)).toBeEmpty()
})

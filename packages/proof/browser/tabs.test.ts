// One answer and several readers of it: a page that is reloaded, a second tab, and a Stop that is pressed elsewhere.
import { expect, type Page } from '@playwright/test'
import { loggedAnswer } from './log.ts'
import {
  answers,
  askAboutSample,
  composer,
  copyAnswer,
  inTheMiddle,
  isWhole,
  lastAnswer,
  readAnswer,
  say,
  stopButton,
} from './parts.ts'
import { test } from './story.ts'

/** What the page copies is what the log has, and what it shows is what it would show of the log alone. */
async function showsWhatTheLogHas(page: Page): Promise<void> {
  const logged = await loggedAnswer(page, 'content')
  const shown = await readAnswer(lastAnswer(page))
  expect(await copyAnswer(page, lastAnswer(page))).toBe(logged.content)
  await page.reload()
  await expect(lastAnswer(page)).toBeVisible()
  await expect.poll(() => readAnswer(lastAnswer(page))).toBe(shown)
}

test('[L3] continues an answer exactly after a reload', async ({ page }) => {
  await askAboutSample(page)
  await inTheMiddle(lastAnswer(page))
  const before = await readAnswer(lastAnswer(page))
  await page.reload()
  await inTheMiddle(lastAnswer(page))
  await isWhole(lastAnswer(page))
  expect((await readAnswer(lastAnswer(page))).length).toBeGreaterThan(before.length)
  await expect(answers(page)).toHaveCount(1)
  await showsWhatTheLogHas(page)
})

test('[L2, L3] shows the same bytes in a second tab', async ({ page, context }) => {
  await askAboutSample(page)
  await inTheMiddle(lastAnswer(page))
  const second = await context.newPage()
  await second.goto('/')
  await inTheMiddle(lastAnswer(second))
  await Promise.all([isWhole(lastAnswer(page)), isWhole(lastAnswer(second))])
  expect(await readAnswer(lastAnswer(second))).toBe(await readAnswer(lastAnswer(page)))
  const logged = await loggedAnswer(page, 'content')
  expect(await copyAnswer(page, lastAnswer(page))).toBe(logged.content)
  expect(await copyAnswer(second, lastAnswer(second))).toBe(logged.content)
})

test('[L4, L5, L9] stops an answer from another tab', async ({ page, context }) => {
  await page.goto('/')
  await expect(composer(page)).toBeVisible()
  const second = await context.newPage()
  await second.goto('/')
  await expect(composer(second)).toBeVisible()
  await askAboutSample(page)
  await inTheMiddle(lastAnswer(second))
  await stopButton(second).click()
  for (const tab of [page, second]) {
    await expect(lastAnswer(tab)).toContainText('Stopped. What was said until then stays.')
    await expect(stopButton(tab)).toBeHidden()
  }
  const logged = await loggedAnswer(page, 'content')
  expect(logged.status).toBe('cancelled')
  expect(logged.content).not.toBe('')
  expect(await readAnswer(lastAnswer(second))).toBe(await readAnswer(lastAnswer(page)))
  await showsWhatTheLogHas(page)

  await say(page, 'What can you do?')
  await expect(answers(page)).toHaveCount(2)
  await isWhole(lastAnswer(page))
  await isWhole(lastAnswer(second))
  await expect(answers(page).first()).toContainText('Stopped.')
  await expect(composer(page)).toBeEmpty()
})

// Scheduled questions in the page: made for the conversation that is open, paused, resumed, deleted.
import { expect } from '@playwright/test'
import { isWhole, lastAnswer, say } from './parts.ts'
import { test } from './story.ts'

test('[J1] schedules a question, pauses and deletes it', async ({ page }) => {
  await page.goto('/')
  await say(page, 'What can you do?')
  await isWhole(lastAnswer(page))
  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('menuitem', { name: 'Session' }).click()
  const section = page.getByRole('region', { name: 'Scheduled questions' })
  await section.getByLabel('What to ask').fill('Who is more than 90 days late?')
  await section.getByLabel('When').selectOption('Every Monday')
  await section.getByLabel('Time').fill('08:00')
  await section.getByRole('button', { name: 'Schedule', exact: true }).click()
  const item = section.getByRole('listitem')
  await expect(item).toContainText('Who is more than 90 days late?')
  await expect(item).toContainText(/Next: .*8:00/)
  await item.getByRole('button', { name: /^Pause/ }).click()
  await expect(item).toContainText('Paused.')
  await item.getByRole('button', { name: /^Resume/ }).click()
  await expect(item).toContainText('Next:')
  await item.getByRole('button', { name: /^Delete/ }).click()
  await expect(item).toHaveCount(0)
})

// Sent messages: queue, withdraw, edit, and answer by a button.
import { expect, type Page } from '@playwright/test'
import { answers, askAboutSample, composer, handoffs, inTheMiddle, isWhole, lastAnswer, said, say } from './parts.ts'
import { test } from './story.ts'

/** For the assistant that is still answering: a question for another one would be answered beside it. */
const SUMMARY = 'Summarize this file'

test('[L12] shows a queued message, to be edited', async ({ page }) => {
  await askAboutSample(page)
  await queue(page, SUMMARY)

  await lastAnswer(page).getByRole('button', { name: 'Edit', exact: true }).click()
  await expect(composer(page)).toHaveValue(SUMMARY)
  await expect(composer(page)).toBeFocused()
  await say(page, 'Which columns does it have?')
  await expect(said(page, 'Which columns does it have?')).toBeVisible()
  await expect(said(page, SUMMARY)).toHaveCount(0)
})

test('[L12] withdraws a queued message', async ({ page }) => {
  await askAboutSample(page)
  await queue(page, SUMMARY)

  await lastAnswer(page).getByRole('button', { name: 'Withdraw' }).click()
  await expect(lastAnswer(page)).toContainText('Stopped before anything was said.')
  await expect(page.getByText('One message waits for its turn.')).toBeHidden()
})

/** Sends it while the first answer is still being written. */
async function queue(page: Page, text: string): Promise<void> {
  await inTheMiddle(lastAnswer(page))
  await say(page, text)
  await expect(lastAnswer(page)).toContainText('Waits for the answer before it.')
  await expect(page.getByText('One message waits for its turn.')).toBeVisible()
}

test('[L12] a person who does not want to wait stops the answer and is next', async ({ page }) => {
  await askAboutSample(page)
  await inTheMiddle(lastAnswer(page))
  await composer(page).fill('What can you do?')
  await page.getByRole('button', { name: 'How to send' }).click()
  await page.getByRole('menuitem', { name: 'Stop the answer and send now' }).click()
  await expect(answers(page).first()).toContainText('Stopped. What was said until then stays.')
  await isWhole(lastAnswer(page))
  await expect(answers(page)).toHaveCount(2)
})

test('[E5] shows an edited message in place of the first', async ({ page }) => {
  const versions = (tab: Page) => tab.getByRole('group', { name: 'Versions of this message' })
  await page.goto('/')
  await say(page, 'Who are yuo?')
  await isWhole(lastAnswer(page))
  await said(page, 'Who are yuo?').hover()
  await page.getByRole('button', { name: 'Edit and ask again' }).click()
  await expect(composer(page)).toHaveValue('Who are yuo?')
  await say(page, 'Who are you?')
  await isWhole(lastAnswer(page))
  await expect(said(page, 'Who are yuo?')).toHaveCount(0)
  await expect(versions(page)).toContainText('Version 2 of 2')

  await versions(page).getByRole('button', { name: 'Earlier version' }).click()
  await expect(said(page, 'Who are yuo?')).toBeVisible()
  await expect(said(page, 'Who are you?')).toHaveCount(0)
  await page.reload()
  await expect(said(page, 'Who are you?')).toBeVisible()
  await expect(versions(page)).toContainText('Version 2 of 2')
})

test('[U1, U4] answers a question by one click, once', async ({ page }) => {
  const asked = (tab: Page) => tab.getByRole('group', { name: /^Asked by the agent/ })
  await page.goto('/')
  await say(page, 'draw a workflow of the revenue data')
  await isWhole(lastAnswer(page))
  await page.reload()
  await expect(asked(page).getByRole('button', { name: 'Insights' })).toBeEnabled()
  await asked(page).getByRole('button', { name: 'Insights' }).click()
  await expect(handoffs(page)).toContainText('Handed to the Insights assistant')
  await expect(said(page, 'Insights')).toHaveCount(1)
  for (const name of ['Insights', 'Operations']) {
    await expect(asked(page).first().getByRole('button', { name })).toBeDisabled()
  }
})

test('keeps an answer in its thread while another one is shown', async ({ page }) => {
  await askAboutSample(page)
  await inTheMiddle(lastAnswer(page))
  const threads = page.getByRole('navigation', { name: 'Conversations' })
  await page.getByRole('button', { name: 'New conversation', exact: true }).click()
  await expect(answers(page)).toHaveCount(0)
  await say(page, 'What can you do?')
  await isWhole(lastAnswer(page))
  await expect(answers(page)).toHaveCount(1)
  await threads.getByRole('link', { name: /^Here are two sample files/ }).click()
  await isWhole(lastAnswer(page))
  await expect(answers(page)).toHaveCount(1)
  await expect(said(page, 'What can you do?')).toHaveCount(0)
})

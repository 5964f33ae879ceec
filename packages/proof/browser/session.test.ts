// A session and its end: from elsewhere, by the person; and what the inspector shows to each role.
import { expect } from '@playwright/test'
import { tokenOf } from './log.ts'
import { answers, composer, isWhole, lastAnswer, result, say } from './parts.ts'
import { ADDRESS } from './product-place.ts'
import { test } from './story.ts'

test('[D1.7] explains an ended session and opens a new one', async ({ page, complaints }) => {
  complaints.announceBrokenLine()
  complaints.announce(/the server responded with a status of 401/)
  await page.goto('/')
  await say(page, 'What can you do?')
  await isWhole(lastAnswer(page))
  const before = await tokenOf(page)
  const headers = { authorization: `Bearer ${before}` }
  expect((await fetch(`${ADDRESS}/api/auth/session`, { method: 'DELETE', headers })).status).toBe(204)
  await expect(page.getByText('Your session had ended, so a new one was opened.')).toBeVisible()
  await expect(answers(page)).toHaveCount(0)
  expect(await tokenOf(page)).not.toBe(before)
  await say(page, 'Who are you?')
  await isWhole(lastAnswer(page))
})

test('a person who logs out leaves nothing behind in the page', async ({ page, complaints }) => {
  complaints.announceBrokenLine()
  complaints.announce(/the server responded with a status of 401/)
  await page.goto('/')
  await say(page, 'What can you do?')
  await isWhole(lastAnswer(page))
  const before = await tokenOf(page)
  await page.getByRole('button', { name: 'Session' }).click()
  await page.getByRole('menuitem', { name: 'Session' }).click()
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await expect(page.getByRole('button', { name: /^Try the sample/ })).toBeVisible()
  await expect(answers(page)).toHaveCount(0)
  expect(await tokenOf(page)).not.toBe(before)
  const headers = { authorization: `Bearer ${before}` }
  expect((await fetch(`${ADDRESS}/api/auth/session`, { headers })).status).toBe(401)
})

test('[G3] shows a guest only the own work', async ({ page }) => {
  await page.goto('/')
  await say(page, 'What can you do?')
  await isWhole(lastAnswer(page))
  await page.goto('/inspector')
  await expect(page.getByRole('heading', { name: 'The inspector is for operators' })).toBeVisible()
  await expect(page.getByRole('cell', { name: 'guide.global' })).toHaveCount(1)
})

test('[A1] shows an approval in another tab', async ({ page, context }) => {
  await page.goto('/')
  await page.getByRole('button', { name: /^Try the sample/ }).click()
  await isWhole(lastAnswer(page))
  const second = await context.newPage()
  await second.goto('/')
  const title = 'Columns of receivables.csv'
  await expect(result(second, title)).toContainText('Draft')
  await result(page, title)
    .getByRole('button', { name: `Ask for approval of “${title}”` })
    .click()
  for (const tab of [page, second]) await expect(result(tab, title)).toContainText('In review')
  await result(second, title)
    .getByRole('button', { name: `Approve “${title}”` })
    .click()
  for (const tab of [page, second]) {
    await expect(result(tab, title)).toContainText('Approved')
    await expect(result(tab, title).getByRole('button', { name: `Approve “${title}”` })).toHaveCount(0)
  }
  await page.reload()
  await expect(result(page, title)).toContainText('Approved')
  await expect(composer(page)).toBeVisible()
})

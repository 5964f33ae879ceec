// Two tabs and two topics: what is written for one conversation is never sent into another.
import { expect, type Page } from '@playwright/test'
import { clientWith, tokenOf } from './log.ts'
import { answers, composer, isWhole, lastAnswer, said, say } from './parts.ts'
import { test } from './story.ts'

const DRAFT = 'private reply for the first topic'

async function newConversation(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Conversations', exact: true }).click()
  const drawer = page.getByRole('dialog', { name: 'Conversations' })
  await drawer.getByRole('button', { name: 'New conversation with the Guide' }).click()
  await expect(drawer).toBeHidden()
}

test('[D9.8] keeps a draft in its conversation', async ({ page, context }) => {
  await page.goto('/')
  await say(page, 'The first topic')
  await isWhole(lastAnswer(page))
  await composer(page).fill(DRAFT)

  const second = await context.newPage()
  await second.goto('/')
  await expect(answers(second)).toHaveCount(1)
  await newConversation(second)
  await expect(answers(second)).toHaveCount(0)
  await say(second, 'The second topic')
  await isWhole(lastAnswer(second))

  await expect(composer(page)).toHaveValue(DRAFT)
  await expect(said(page, 'The first topic')).toBeVisible()
  await composer(page).press('Enter')
  await expect(answers(page)).toHaveCount(2)
  await isWhole(lastAnswer(page))
  await expect(said(second, DRAFT)).toHaveCount(0)

  const client = clientWith(await tokenOf(page))
  const topics = await Promise.all(
    (await client.conversation.list.query()).map(async ({ conversation_id }) => {
      const { messages } = await client.guide.history.query({ conversation_id })
      return messages.filter(({ role }) => role === 'user').map(({ content }) => content)
    }),
  )
  expect(topics.sort()).toEqual([['The first topic', DRAFT], ['The second topic']])
})

test('[D9.8] in one tab each conversation has its own draft', async ({ page }) => {
  await page.goto('/')
  await say(page, 'The first topic')
  await isWhole(lastAnswer(page))
  await composer(page).fill(DRAFT)
  await newConversation(page)
  await expect(answers(page)).toHaveCount(0)
  await expect(composer(page)).toBeEmpty()
  await page.getByRole('button', { name: 'Conversations', exact: true }).click()
  await page
    .getByRole('dialog', { name: 'Conversations' })
    .getByRole('button', { name: /^The first topic/ })
    .click()
  await expect(composer(page)).toHaveValue(DRAFT)
  await page.reload()
  await expect(composer(page)).toHaveValue(DRAFT)
})

test('ignores Enter that confirms an input method', async ({ page }) => {
  await page.goto('/')
  await composer(page).fill('にほんご')
  await composer(page).evaluate((field) => {
    const press = (init: KeyboardEventInit) =>
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }))
    // Chrome: inside the composition. Safari: after it, and only the key code says so.
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    press({ isComposing: true, keyCode: 229 })
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))
    press({ keyCode: 229 })
  })
  await expect(composer(page)).toHaveValue('にほんご')
  await expect(said(page, 'にほんご')).toHaveCount(0)
  await composer(page).press('Enter')
  await expect(said(page, 'にほんご')).toHaveCount(1)
})

test('[D9.6] offers to resend an unanswered message', async ({ page, complaints }) => {
  complaints.announce(/^Failed to load resource:/)
  await page.goto('/')
  await expect(composer(page)).toBeVisible()
  const SEND = '**/trpc/guide.send*'
  // It has one answer only.
  await page.route(SEND, () => {}, { times: 2 })
  await say(page, 'Is anybody there?')
  await expect(said(page, 'Is anybody there?')).toContainText('Not sent yet')
  await isWhole(lastAnswer(page))
  await expect(said(page, 'Is anybody there?')).toHaveCount(1)

  const refusal = { code: 'BUSY', message: 'Too much is waiting.', retryable: true }
  const body = JSON.stringify([{ error: { message: '', code: -32_600, data: { refusal } } }])
  await page.route(SEND, (route) => route.fulfill({ status: 409, contentType: 'application/json', body }), { times: 1 })
  await say(page, 'And now?')
  await said(page, 'And now?').getByRole('button', { name: 'Send again' }).click()
  await expect(answers(page)).toHaveCount(2)
  await isWhole(lastAnswer(page))
  await expect(said(page, 'And now?')).toHaveCount(1)
})

// Two tabs and two topics: what is written for one thread is never sent into another.
import { expect, type Page } from '@playwright/test'
import { clientWith, openSession, tokenOf } from './log.ts'
import { answers, composer, isWhole, lastAnswer, said, say, THREAD_ADDRESS } from './parts.ts'
import { test } from './story.ts'

const DRAFT = 'private reply for the first topic'

const newConversation = (page: Page) => page.getByRole('button', { name: 'New conversation', exact: true }).click()

test('[H4] two tabs with two threads never disturb each other', async ({ page, context }) => {
  await page.goto('/')
  await say(page, 'The first topic')
  await isWhole(lastAnswer(page))
  await expect(page).toHaveURL(THREAD_ADDRESS)
  const address = page.url()
  await composer(page).fill(DRAFT)

  const second = await context.newPage()
  await second.goto('/')
  await expect(answers(second)).toHaveCount(1)
  await newConversation(second)
  await expect(answers(second)).toHaveCount(0)
  expect(second.url()).not.toBe(address)
  await say(second, 'The second topic')
  await isWhole(lastAnswer(second))

  await expect(page).toHaveURL(address)
  await expect(composer(page)).toHaveValue(DRAFT)
  await expect(said(page, 'The first topic')).toBeVisible()
  await expect(said(page, 'The second topic')).toHaveCount(0)
  await composer(page).press('Enter')
  await expect(answers(page)).toHaveCount(2)
  await isWhole(lastAnswer(page))
  await expect(said(second, DRAFT)).toHaveCount(0)

  const client = clientWith(await tokenOf(page))
  const topics = await Promise.all(
    (await client.thread.list.query({})).map(async ({ thread_id }) => {
      const { messages } = await client.thread.history.query({ thread_id })
      return messages.filter(({ role }) => role === 'user').map(({ content }) => content)
    }),
  )
  expect(topics.sort()).toEqual([['The first topic', DRAFT], ['The second topic']])

  // Reload, Back and a bookmark lead to the thread of the address.
  await second.goto(address)
  await expect(said(second, DRAFT)).toBeVisible()
  await second.goBack()
  await expect(said(second, 'The second topic')).toBeVisible()
  await page.reload()
  await expect(said(page, DRAFT)).toBeVisible()
  await expect(page).toHaveURL(address)
})

test('[D9.8] in one tab each thread has its own draft', async ({ page }) => {
  await page.goto('/')
  await say(page, 'The first topic')
  await isWhole(lastAnswer(page))
  await composer(page).fill(DRAFT)
  await newConversation(page)
  await expect(answers(page)).toHaveCount(0)
  await expect(composer(page)).toBeEmpty()
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: 'The first topic' }).click()
  await expect(composer(page)).toHaveValue(DRAFT)
  await page.reload()
  await expect(composer(page)).toHaveValue(DRAFT)
})

test('[H4] old addresses lead on, foreign and deleted ones nowhere', async ({ page, complaints }) => {
  complaints.announce(/the server responded with a status of 404/)
  await page.goto('/insights')
  await expect(page).toHaveURL(/\/t\/[0-9a-f-]{36}\/insights$/)
  const own = clientWith(await tokenOf(page))
  const foreign = await clientWith(await openSession()).thread.create.mutate({ title: 'of somebody else' })
  const deleted = await own.thread.create.mutate({ title: 'gone', aside: true })
  await own.thread.delete.mutate({ thread_id: deleted.thread_id })
  const unknown = '00000000-0000-7000-8000-000000000000'
  for (const id of [foreign.thread_id, deleted.thread_id, unknown]) {
    await page.goto(`/t/${id}`)
    await expect(page.getByRole('main')).toHaveText(
      'There is no such conversationIt may have been deleted, or it belongs to someone else.Go to your conversations',
    )
  }
  await page.getByRole('link', { name: 'Go to your conversations' }).click()
  await expect(page.getByRole('button', { name: /^Try the sample/ })).toBeVisible()
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
  const SEND = '**/trpc/thread.send*'
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

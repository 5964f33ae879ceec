// A connection that fails during a send: the message arrives, once.
import { expect } from '@playwright/test'
import { clientWith, messagesOf, tokenOf } from './log.ts'
import { composer, isWhole, lastAnswer, line, said, say } from './parts.ts'
import { test } from './story.ts'

const QUESTION = 'What can you do?'

test('[L6, L9] delivers an offline message once when back online', async ({ page, context, complaints }) => {
  complaints.announceBrokenLine()
  await page.goto('/')
  await expect(line(page, 'Connected')).toBeVisible()
  await context.setOffline(true)
  await expect(line(page, 'Offline')).toBeVisible()
  await expect(page.getByText('You are offline. We’ll send this when you’re back.')).toBeVisible()
  await say(page, QUESTION)
  await expect(said(page, QUESTION)).toContainText('Not sent yet')
  await context.setOffline(false)
  await isWhole(lastAnswer(page))
  await expect(line(page, 'Connected')).toBeVisible()
  await expect(said(page, QUESTION)).toHaveCount(1)
  const messages = await messagesOf(clientWith(await tokenOf(page)), 'guide')
  expect(messages.map(({ role, status }) => [role, status])).toEqual([
    ['user', 'complete'],
    ['assistant', 'complete'],
  ])
})

test('[L6] a send that the network delivers twice is one message with one answer', async ({ page }) => {
  const answered: unknown[] = []
  await page.route(
    '**/trpc/thread.send*',
    async (route) => {
      answered.push(await (await route.fetch()).json())
      await route.continue()
    },
    { times: 1 },
  )
  await page.goto('/')
  await expect(composer(page)).toBeVisible()
  const second = page.waitForResponse('**/trpc/thread.send*')
  await say(page, QUESTION)
  answered.push(await (await second).json())
  expect(answered[1]).toEqual(answered[0])
  await isWhole(lastAnswer(page))
  await expect(said(page, QUESTION)).toHaveCount(1)
  const messages = await messagesOf(clientWith(await tokenOf(page)), 'guide')
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
})

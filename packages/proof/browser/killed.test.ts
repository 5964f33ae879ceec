// Servers that die under an answer, by `kill -9`. A supervisor starts them again; the page is not touched.
import { expect, type Page } from '@playwright/test'
import { listenerOn } from './listeners.ts'
import { answerInPeace, loggedAnswer } from './log.ts'
import { answers, composer, copyAnswer, inTheMiddle, isWhole, lastAnswer, line, say, stopButton } from './parts.ts'
import { PORTS } from './product-place.ts'
import { test } from './story.ts'

test.skip(process.platform !== 'linux', 'the process behind a port is found in /proc')

const QUESTION = 'What can you do?'

/** Kills in the middle of an answer; resolves when the page has said what it makes of it and another process runs. */
async function killUnder(page: Page, plane: keyof typeof PORTS, says: 'Reconnecting' | 'Connected'): Promise<void> {
  await page.goto('/')
  await expect(composer(page)).toBeVisible()
  const victim = listenerOn(PORTS[plane])
  if (victim === null) throw new Error(`${plane} does not run`)
  await page.evaluate(() => document.body.setAttribute('data-life', 'first'))
  await say(page, QUESTION)
  await inTheMiddle(lastAnswer(page))
  process.kill(victim, 'SIGKILL')
  await expect(line(page, says)).toBeVisible()
  await expect(stopButton(page)).toBeVisible()
  await expect.poll(() => listenerOn(PORTS[plane])).not.toBe(victim)
  await expect.poll(() => listenerOn(PORTS[plane])).not.toBeNull()
}

async function isWholeWithoutReload(page: Page, whole: string): Promise<void> {
  await isWhole(lastAnswer(page))
  await expect(answers(page)).toHaveCount(1)
  expect(await copyAnswer(page, lastAnswer(page))).toBe(whole)
  expect((await loggedAnswer(page, 'guide')).content).toBe(whole)
  await expect(page.locator('body[data-life=first]')).toBeVisible()
}

test('[L1, L3, L7, L8] completes an answer after Experience is killed', async ({ page, complaints }) => {
  complaints.announceBrokenLine()
  // Asked while it comes up again.
  complaints.announce(/^Failed to load resource: the server responded with a status of 503/)
  const whole = await answerInPeace(QUESTION)
  await killUnder(page, 'experience', 'Reconnecting')
  await isWholeWithoutReload(page, whole)
  await expect(line(page, 'Connected')).toBeVisible()
})

test('[L3, L7, L8] completes an answer after Runtime is killed', async ({ page }) => {
  const whole = await answerInPeace(QUESTION)
  let sockets = 0
  page.on('websocket', () => {
    sockets += 1
  })
  await killUnder(page, 'runtime', 'Connected')
  await isWholeWithoutReload(page, whole)
  expect(sockets).toBe(1)
})

// Reads the log over the wire with the page's own token, to compare with what the page shows.

import type { Pillar } from '@biplane/contracts/vocabulary/pillars'
import { openedSession } from '@biplane/contracts/wire/commands'
import type { MessageView } from '@biplane/contracts/wire/events'
import { expect, type Page } from '@playwright/test'
import { bearer, type ExperienceClient, experienceHttpClient } from '../src/trpc-client.ts'
import { ADDRESS } from './product-place.ts'

export const clientWith = (token: string): ExperienceClient =>
  experienceHttpClient({ url: ADDRESS, headers: bearer(token) })

/** The session that the page keeps. */
export async function tokenOf(page: Page): Promise<string> {
  const kept: unknown = JSON.parse((await page.evaluate(() => localStorage.getItem('biplane.session'))) ?? 'null')
  if (typeof kept !== 'object' || kept === null || !('token' in kept) || typeof kept.token !== 'string') {
    throw new Error('the page keeps no session')
  }
  return kept.token
}

export async function openSession(): Promise<string> {
  const response = await fetch(`${ADDRESS}/api/auth/session`, { method: 'POST' })
  return openedSession.parse(await response.json()).session_token
}

export type Place = 'guide' | Pillar

export async function messagesOf(client: ExperienceClient, place: Place): Promise<MessageView[]> {
  const { messages } =
    place === 'guide' ? await client.guide.history.query({}) : await client.liaison.history.query({ pillar: place })
  return messages
}

/** The last answer as the log has it. */
export async function loggedAnswer(page: Page, place: Place): Promise<MessageView> {
  const answer = (await messagesOf(clientWith(await tokenOf(page)), place)).at(-1)
  if (answer?.role !== 'assistant') throw new Error(`the last message with ${place} is not an answer`)
  return answer
}

/** The whole answer to an undisturbed question. */
export async function answerInPeace(question: string): Promise<string> {
  const client = clientWith(await openSession())
  const { invocation_id } = await client.guide.send.mutate({ message: question })
  const status = async () => (await client.invocation.get.query({ invocation_id })).status
  await expect.poll(status, { timeout: 60_000 }).toBe('completed')
  return (await messagesOf(client, 'guide')).at(-1)?.content ?? ''
}

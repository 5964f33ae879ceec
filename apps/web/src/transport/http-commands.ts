// Commands of a conversation over HTTP. [D3]
import { PILLARS } from '@biplane/contracts/vocabulary/pillars'
import type { ChannelApi } from '../chat/channel.ts'
import type { ConversationTarget } from '../chat/conversation-target.ts'
import { isAccepted, isCancelOutcome, isHistoryPage, parseJson } from './http-shapes.ts'
import { RefusedError, readRefusal } from './refusal-in.ts'

/** A call in the name of this session. */
export type Request = (path: string, init?: RequestInit) => Promise<Response>

/** How HTTP names whose conversation it is. */
export const agentTypeOf = (target: ConversationTarget): string =>
  target === 'guide' ? 'guide' : PILLARS[target].agentType

export function httpCommands(request: Request, target: ConversationTarget): ChannelApi {
  const door = target === 'guide' ? { path: '/api/chat/guide' } : { path: '/api/chat/liaison', pillar: target }
  const post = (path: string, body: unknown) =>
    request(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return {
    async send({ surface, plan, ...words }) {
      const { path, ...pinned } = door
      return answerOf(
        await post(path, { ...pinned, ...words, context: { surface, ...(plan && { plan }) } }),
        isAccepted,
      )
    },
    async cancel(invocation_id) {
      return answerOf(
        await post(`/api/chat/invocations/${encodeURIComponent(invocation_id)}/cancel`, {}),
        isCancelOutcome,
      )
    },
    async history({ conversation_id, before }) {
      const query = new URLSearchParams({ conversation_id, before: String(before) })
      const {
        messages,
        has_more,
        before: earlier,
      } = await answerOf(await request(`/api/chat/conversation/history?${query}`), isHistoryPage)
      return { conversation_id, messages, has_more, before: earlier }
    },
  }
}

/** @throws RefusedError for a typed no; any other error is a lost answer */
export async function answerOf<T>(response: Response, isAnswer: (body: unknown) => body is T): Promise<T> {
  const body = parseJson(await response.text())
  if (response.ok && isAnswer(body)) return body
  const refusal = response.ok ? null : readRefusal(body)
  throw refusal ? new RefusedError(refusal) : new Error(`no answer that can be read (HTTP ${response.status})`)
}

import { ticketsFor } from '@biplane/contracts/clients/session-tickets'
import type { ServerFrame } from '@biplane/contracts/clients/standard-frame'
import { WebSocketService } from '@biplane/contracts/clients/websocket-service'
import { Product } from '@biplane/proof/product/product.test-support'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { after, type ChatMessage, openChatStore } from './chat-store.ts'

test('shows question and answer as they arrive; ends as stored', async () => {
  await using product = await Product.open()
  const { token } = await product.guest()
  const service = new WebSocketService({ url: product.url, WebSocket, getToken: ticketsFor(product.url, token) })
  const store = openChatStore(service, 'guide')
  const seen: string[] = []
  const done = new Promise<void>((resolve) => {
    const end = store.subscribe(() => {
      const answer = store.getSnapshot().messages.find(({ role }) => role === 'assistant')
      if (answer) seen.push(answer.content)
      if (answer?.status !== 'complete') return
      end()
      resolve()
    })
  })
  await service.connectToGuide()
  await service.sendMessage('guide', { type: 'user_message', message: 'What can you do?' })
  await done
  const [question, answer] = store.getSnapshot().messages
  expect(question).toMatchObject({ role: 'user', content: 'What can you do?' })
  expect(answer?.content.length).toBeGreaterThan(20)
  expect(seen.every((text, at) => at === 0 || text.startsWith(seen[at - 1] ?? ''))).toBe(true)
  service.disconnect('guide')
}, 180_000)

const known: ChatMessage[] = [{ message_id: 'a', role: 'assistant', content: 'half', status: 'streaming' }]
const frame = (fields: object): ServerFrame => JSON.parse(JSON.stringify({ timestamp: '', session_id: '', ...fields }))

test('drops the text of an attempt that is superseded', () => {
  const [message] = after(known, frame({ type: 'status_update', status: 'superseded', message_id: 'a' }))
  expect(message).toMatchObject({ content: '', status: 'streaming' })
})

test('keeps the text of an answer that was cancelled', () => {
  const [message] = after(
    known,
    frame({ type: 'error_message', status: 'cancelled', message_id: 'a', message: 'Cancelled' }),
  )
  expect(message).toMatchObject({ content: 'half', status: 'cancelled' })
})

test('gives the same array for a frame that changes nothing', () => {
  expect(after(known, frame({ type: 'pong' }))).toBe(known)
  expect(after(known, frame({ type: 'error_message', status: 'refused', message: 'no' }))).toBe(known)
})

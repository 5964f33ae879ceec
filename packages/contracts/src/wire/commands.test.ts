import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { refuseInput } from '../refusal.ts'
import { LIMITS } from '../vocabulary/limits.ts'
import {
  artifactApproveInput,
  auditInput,
  cancelInput,
  conversationCreateInput,
  conversationRenameInput,
  historyInput,
  invocationListInput,
  liaisonOnEventInput,
  liaisonSendInput,
  onEventInput,
  routingPreviewInput,
  sendInput,
} from './commands.ts'

/** The path with which an input is refused; `taken` when it is not. */
function refusedAt(schema: z.ZodType, input: unknown): string {
  const { error } = schema.safeParse(input)
  return error ? (refuseInput(error).path ?? '') : 'taken'
}

const long = (length: number) => 'x'.repeat(length)

describe('[L11] sendInput', () => {
  test('takes a message alone, and everything that may come with it', () => {
    expect(refusedAt(sendInput, { message: 'hi' })).toBe('taken')
    const context = { surface: 'content_pillar', project_id: 'p', agent: 'liaison.data' }
    const whole = { message: 'hi', message_id: 'm-1', file_uuids: ['f1'], when_busy: 'interrupt', context }
    expect(refusedAt(sendInput, whole)).toBe('taken')
  })

  test.each<[string, unknown, string]>([
    ['no object', 'hi', ''],
    ['no message', {}, 'message'],
    ['an empty message', { message: '' }, 'message'],
    ['a message of white space', { message: ' \n\t ' }, 'message'],
    ['a message that is not text', { message: ['hi'] }, 'message'],
    ['an empty message id', { message: 'm', message_id: '' }, 'message_id'],
    ['a message id with a space', { message: 'm', message_id: 'a b' }, 'message_id'],
    ['a message id with a control character', { message: 'm', message_id: 'a\u0000' }, 'message_id'],
    ['a message id that is too long', { message: 'm', message_id: long(LIMITS.messageIdChars + 1) }, 'message_id'],
    ['too many files', { message: 'm', file_uuids: Array(LIMITS.filesPerMessage + 1).fill('f') }, 'file_uuids'],
    ['a file id that is not text', { message: 'm', file_uuids: ['f', 7] }, 'file_uuids.1'],
    ['an unknown wish', { message: 'm', when_busy: 'later' }, 'when_busy'],
    ['an unknown surface', { message: 'm', context: { surface: 'kitchen' } }, 'context.surface'],
    ['a surface in another case', { message: 'm', context: { surface: 'Home' } }, 'context.surface'],
    ['a project that is too long', { message: 'm', context: { project_id: long(129) } }, 'context.project_id'],
    ['an agent that is too long', { message: 'm', context: { agent: long(81) } }, 'context.agent'],
    ['an unknown field', { message: 'm', session_id: 's' }, 'session_id'],
    ['an unknown field in the context', { message: 'm', context: { role: 'admin' } }, 'context.role'],
    ['a pillar where the door has none', { message: 'm', pillar: 'content' }, 'pillar'],
  ])('refuses %s', (_, input, path) => {
    expect(refusedAt(sendInput, input)).toBe(path)
  })

  test('[D1] a session that a client names selects nothing: it is refused everywhere', () => {
    for (const schema of [sendInput, onEventInput, historyInput, cancelInput, routingPreviewInput]) {
      expect(refusedAt(schema, { message: 'm', invocation_id: 'i', session_id: 's' })).not.toBe('taken')
    }
  })

  test('a pillar is asked of the liaison door, and which ones there are is asked later', () => {
    expect(refusedAt(liaisonSendInput, { message: 'm' })).toBe('pillar')
    expect(refusedAt(liaisonSendInput, { message: 'm', pillar: 'cooking' })).toBe('taken')
    expect(refusedAt(liaisonSendInput, { message: 'm', pillar: long(65) })).toBe('pillar')
  })
})

describe('[L11] cancelInput', () => {
  test('takes the invocation or the message', () => {
    expect(refusedAt(cancelInput, { invocation_id: 'i' })).toBe('taken')
    expect(refusedAt(cancelInput, { message_id: 'm' })).toBe('taken')
  })

  test.each<[string, unknown, string]>([
    ['neither', {}, ''],
    ['both', { invocation_id: 'i', message_id: 'm' }, ''],
    ['an empty id', { invocation_id: '' }, 'invocation_id'],
    ['an id that is too long', { invocation_id: long(65) }, 'invocation_id'],
    ['an unknown field', { invocation_id: 'i', force: true }, 'force'],
  ])('refuses %s', (_, input, path) => {
    expect(refusedAt(cancelInput, input)).toBe(path)
  })
})

describe('[L3] onEventInput', () => {
  test.each([
    {},
    { lastEventId: null },
    { lastEventId: '' },
    { lastEventId: 'e:7' },
    { lastEventId: 'no cursor at all' },
  ])('accepts %j: a snapshot answers an unusable cursor', (input) => {
    expect(refusedAt(onEventInput, input)).toBe('taken')
    expect(refusedAt(liaisonOnEventInput, { pillar: 'content', ...input })).toBe('taken')
  })

  test('keeps the cursor, whose loss would replay everything', () => {
    expect(onEventInput.parse({ lastEventId: 'e:7' })).toEqual({ lastEventId: 'e:7' })
    expect(liaisonOnEventInput.parse({ pillar: 'content', lastEventId: 'e:7' })).toMatchObject({ lastEventId: 'e:7' })
  })

  test.each<[string, unknown, string]>([
    ['a cursor that is a number', { lastEventId: 7 }, 'lastEventId'],
    ['an endless cursor', { lastEventId: long(129) }, 'lastEventId'],
    ['another spelling', { last_event_id: 'e:7' }, 'last_event_id'],
  ])('refuses %s', (_, input, path) => {
    expect(refusedAt(onEventInput, input)).toBe(path)
  })
})

describe('[L11] the others', () => {
  test.each<[string, z.ZodType, unknown, string]>([
    ['history: no message is before the first event', historyInput, { before: 0 }, 'before'],
    ['history: half an event', historyInput, { before: 1.5 }, 'before'],
    ['history: nothing at all', historyInput, { limit: 0 }, 'limit'],
    ['history: more than a page', historyInput, { limit: LIMITS.historyMessages + 1 }, 'limit'],
    ['conversation: a title of white space', conversationRenameInput, { conversation_id: 'c', title: '  ' }, 'title'],
    ['conversation: a long title', conversationCreateInput, { agent_type: 'guide', title: long(201) }, 'title'],
    ['invocations: an unknown state', invocationListInput, { status: 'asleep' }, 'status'],
    ['artifact: version 0', artifactApproveInput, { artifact_id: 'a', version: 0 }, 'version'],
    ['audit: too many', auditInput, { limit: 201 }, 'limit'],
    ['preview: no message', routingPreviewInput, { context: {} }, 'message'],
  ])('%s', (_, schema, input, path) => {
    expect(refusedAt(schema, input)).toBe(path)
  })

  test('a title is kept without the space around it', () => {
    expect(conversationRenameInput.parse({ conversation_id: 'c', title: '  New  ' }).title).toBe('New')
  })
})

import { Parser } from '@asyncapi/parser'
import { expect, test } from 'vitest'
import { asyncApiDocument } from './asyncapi.ts'

const ERROR = 0

const complaintsAbout = async (text: string): Promise<string[]> => {
  const { diagnostics } = await new Parser().parse(text)
  return diagnostics.filter(({ severity }) => severity === ERROR).map(({ code, message }) => `${code}: ${message}`)
}

test('[D3.13] the description of the sockets holds before the official parser', async () => {
  const { document, diagnostics } = await new Parser().parse(JSON.stringify(asyncApiDocument()))
  expect(diagnostics.filter(({ severity }) => severity === ERROR)).toEqual([])
  const addresses = document
    ?.channels()
    .all()
    .map((channel) => channel.address())
  expect(addresses).toEqual([
    '/api/ws/guide',
    '/api/ws/liaison/{pillar}',
    '/api/runtime/agent',
    '/realtime',
    '/api/chat/conversation/events',
    '/api/threads/{id}/events',
  ])
  const hears = document
    ?.operations()
    .get('guideHears')
    ?.messages()
    .all()
    .map((message) => message.name())
  expect(hears).toEqual(expect.arrayContaining(['conversation_restored', 'agent_streaming', 'agent_complete']))
})

test('the parser finds what is wrong with a document that says it wrongly', async () => {
  const wrong = JSON.stringify(asyncApiDocument()).replace('"action":"receive"', '"action":"recieve"')
  expect(await complaintsAbout(wrong)).not.toEqual([])
})

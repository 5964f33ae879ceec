import { describe, expect, test } from 'vitest'
import { decodeStandardCommand } from '../codecs/standard-commands.ts'
import { isPillar, resolveAgent } from '../vocabulary/pillars.ts'
import { STANDARD_TYPES } from '../vocabulary/standard-types.ts'
import { AgentType, MessageType, PillarType, RoleType, type WebSocketMessage } from './websocket-message.ts'
import { AgentWebSocketSDK, ExperienceWebSocketSDK } from './websocket-sdks.ts'
import { WebSocketService } from './websocket-service.ts'

describe('[F3] names of the standard message', () => {
  test('MessageType.USER_MESSAGE and the others are the wire’s own words', () => {
    expect(Object.values(MessageType).sort()).toEqual([...STANDARD_TYPES].sort())
    const message: Partial<WebSocketMessage> = {
      type: MessageType.USER_MESSAGE,
      message: 'hi',
      agent: AgentType.GUIDE_AGENT,
    }
    expect(decodeStandardCommand(message)).toMatchObject({ kind: 'send', input: { message: 'hi' } })
  })

  test('every AgentType and PillarType is known, and RoleType has the three roles', () => {
    for (const agent of Object.values(AgentType)) expect(resolveAgent(agent)).toBeDefined()
    for (const pillar of Object.values(PillarType)) expect(isPillar(pillar)).toBe(true)
    expect(Object.values(RoleType)).toEqual(['user', 'assistant', 'system'])
  })
})

class Unreachable {
  constructor() {
    throw new Error('no socket here')
  }
}

const sockets = { url: 'http://127.0.0.1:1', WebSocket: Unreachable as never, getToken: () => 'token' }

test('an unknown pillar is a ServiceRefusal', async () => {
  const service = new WebSocketService(sockets)
  await expect(service.connectToLiaison('nope' as never)).rejects.toMatchObject({ code: 'INVALID_PILLAR' })
})

test('the SDKs share the service, and receiving ends with the connection', async () => {
  const service = new WebSocketService(sockets)
  const experience = new ExperienceWebSocketSDK(service)
  expect(experience.service).toBe(service)
  const agent = new AgentWebSocketSDK(service)
  const received = agent.receiveAgentMessage('guide')
  agent.disconnectAgent('guide')
  await expect(received).rejects.toMatchObject({ code: 'CANCELLED' })
})

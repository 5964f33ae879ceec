// Hand-written example frames of `/api/runtime/agent` and `/realtime`, one for each frame that the protocol names. Data
// only.

const timestamp = '2026-01-23T10:00:01.000Z'
const EVENT = { conversation_id: 'c1', timestamp }
const OF = { ...EVENT, invocation_id: 'i1', message_id: 'a1', agent_id: 'guide.content', attempt: 1 }
const USAGE = { input_tokens: 12, output_tokens: 34, tool_calls: 1, model: null }
const HANDOFF = {
  to_agent: 'liaison.content',
  pillar: 'content',
  conversation_id: 'c2',
  invocation_id: 'i2',
  reason: 'It is about a file.',
  confidence: 0.9,
}
const event = (type: string, event_id: number, payload: object) => ({ type, event_id, ...OF, payload })
const RUNNING = { invocation_id: 'i1', message_id: 'a1', status: 'running' }

export const RUNTIME_AGENT_CLIENT_EXAMPLES: [shownIn: string, frame: object][] = [
  [
    'D7.1, context of a message',
    {
      type: 'agent.message',
      payload: { text: 'Summarize this file', context: { surface: 'content_pillar', project_id: '123' } },
    },
  ],
  [
    'D7, agent.message',
    {
      type: 'agent.message',
      payload: {
        text: 'Summarize this file',
        message_id: 'm1',
        context: {
          surface: 'content_pillar',
          project_id: '123',
          agent: 'data_liaison',
          file_uuids: ['f1', 'f2'],
          when_busy: 'interrupt',
        },
      },
    },
  ],
  ['D7, agent.cancel', { type: 'agent.cancel', payload: { invocation_id: 'i1' } }],
  ['D7, agent.resume', { type: 'agent.resume', payload: { conversation_id: 'c1', last_event_id: 7 } }],
  ['D2, either form of a cursor', { type: 'agent.resume', payload: { conversation_id: 'c1', last_event_id: 'e1:7' } }],
  ['D7, ping', { type: 'ping' }],
]

export const RUNTIME_AGENT_SERVER_EXAMPLES: [shownIn: string, frame: object][] = [
  [
    'D7, agent.accepted',
    {
      type: 'agent.accepted',
      event_id: 1,
      conversation_id: 'c1',
      invocation_id: 'i1',
      timestamp,
      payload: { message_id: 'm1', invocation_id: 'i1' },
    },
  ],
  [
    'D7, what the person said',
    {
      type: 'user.message',
      event_id: 1,
      ...EVENT,
      message_id: 'm1',
      payload: { text: 'Summarize this file', files: [], surface: 'content_pillar', via: null },
    },
  ],
  [
    'D7, agent.routed',
    event('agent.routed', 2, {
      agent_id: 'guide.content',
      source: 'surface',
      reason: 'You are on the content page.',
      confidence: 1,
      candidates: [],
    }),
  ],
  ['D7.1, agent.started', event('agent.started', 3, { recovery: 'restart' })],
  ['D7.1, agent.token', event('agent.token', 4, { text: 'Three', index: 0 })],
  ['D7, agent.progress', event('agent.progress', 5, { progress: 0.5, label: 'Reading' })],
  [
    'D7, agent.tool',
    event('agent.tool', 6, { call_id: 't1', tool: 'content.read', version: '1', status: 'started', summary: '' }),
  ],
  [
    'D7, agent.artifact',
    event('agent.artifact', 7, {
      artifact_id: 'x1',
      version: 1,
      kind: 'table',
      key: 'first',
      title: 'Rows',
      summary: '',
      provenance: null,
      data: { rows: [] },
    }),
  ],
  ['D7, agent.ui', event('agent.ui', 8, { message: { beginRendering: { surfaceId: 'choices' } } })],
  ['D7, agent.handoff', event('agent.handoff', 9, HANDOFF)],
  ['D7, agent.superseded', event('agent.superseded', 10, { attempt: 1, reason: 'restarted' })],
  ['D7.1, agent.completed', event('agent.completed', 11, { text: 'Three', usage: USAGE })],
  [
    'D7.1, agent.failed',
    event('agent.failed', 11, {
      text: 'Three',
      code: 'AGENT_FAILED',
      message: 'It stopped.',
      retryable: true,
      usage: USAGE,
    }),
  ],
  ['D7, agent.cancelled', event('agent.cancelled', 11, { text: 'Three', usage: USAGE })],
  [
    'D7, a resume of use',
    {
      type: 'conversation.restored',
      conversation_id: 'c1',
      timestamp,
      payload: {
        epoch: 'e1',
        last_event_id: 7,
        agent_type: 'guide',
        pillar: null,
        title: 'Summarize this file',
        running: RUNNING,
        messages: [],
        message_count: 0,
        has_more: false,
        before: null,
        resumed: true,
      },
    },
  ],
  [
    'F7, too late',
    {
      type: 'agent.status',
      invocation_id: 'i1',
      timestamp,
      payload: { status: 'already_finished', invocation_status: 'failed' },
    },
  ],
  ['D7, pong', { type: 'pong', timestamp, payload: {} }],
  [
    'D7, error',
    {
      type: 'error',
      timestamp,
      payload: { code: 'BAD_MESSAGE', message: 'payload.text: is empty', retryable: false, path: 'payload.text' },
    },
  ],
]

export const ENVELOPE_CLIENT_EXAMPLES: [shownIn: string, frame: object][] = [
  ['D8.3, ping', { type: 'ping', sessionId: '', requestId: 'r0', payload: {} }],
  [
    'D8.2, chat.send',
    { type: 'chat.send', sessionId: 's1', requestId: 'r1', payload: { message: 'What can I do here?' } },
  ],
  [
    'D8, chat.send',
    {
      type: 'chat.send',
      requestId: 'r1',
      payload: { text: 'Summarize this file', messageId: 'm1', context: { surface: 'content_pillar' }, stream: true },
    },
  ],
  ['D8, chat.cancel', { type: 'chat.cancel', requestId: 'r2', payload: { messageId: 'm1' } }],
  ['D8, chat.history', { type: 'chat.history', requestId: 'r3', payload: { before: 9, limit: 20 } }],
  ['D8, chat.resume', { type: 'chat.resume', payload: { lastEventId: 7 } }],
]

const AT = { sessionId: 's1' }
const ASKED = { ...AT, requestId: 'r1' }
const ANSWER = {
  eventId: 5,
  conversationId: 'c1',
  timestamp,
  messageId: 'a1',
  invocationId: 'i1',
  agentId: 'guide.content',
  attempt: 1,
}
const WHOLE = { text: 'Three', role: 'assistant', ...ANSWER, usage: USAGE }

/** Frames of one event stand together: an answer and its UI messages. */
export const ENVELOPE_EVENT_EXAMPLES: [shownIn: string, frames: object[]][] = [
  ['D8, chat.delta', [{ type: 'chat.delta', ...ASKED, payload: { text: 'Thr', index: 0, ...ANSWER } }]],
  [
    'D8.4, chat.message and a2ui.action',
    [
      { type: 'chat.message', ...ASKED, payload: { ...WHOLE, status: 'complete' } },
      { type: 'a2ui.action', ...ASKED, payload: { beginRendering: { surfaceId: 'choices' } } },
      { type: 'a2ui.action', ...ASKED, payload: { deleteSurface: { surfaceId: 'choices' } } },
    ],
  ],
  [
    'D8, a failed answer',
    [
      {
        type: 'chat.message',
        ...ASKED,
        payload: {
          ...WHOLE,
          status: 'failed',
          error: { code: 'AGENT_FAILED', message: 'It stopped.', retryable: true },
        },
      },
    ],
  ],
  ['D8, a cancelled answer', [{ type: 'chat.message', ...ASKED, payload: { ...WHOLE, status: 'cancelled' } }]],
  [
    'U5, a handoff',
    [
      {
        type: 'chat.handoff',
        ...ASKED,
        payload: {
          ...ANSWER,
          toAgent: 'liaison.content',
          pillar: 'content',
          toConversationId: 'c2',
          toInvocationId: 'i2',
          reason: 'It is about a file.',
          confidence: 0.9,
        },
      },
    ],
  ],
  [
    'D8, a superseded attempt',
    [{ type: 'chat.superseded', ...ASKED, payload: { ...ANSWER, superseded: 1, reason: 'restarted' } }],
  ],
  [
    'D8, another event of a resumed conversation',
    [{ type: 'chat.event', ...ASKED, payload: event('agent.started', 3, { recovery: 'restart' }) }],
  ],
]

export const ENVELOPE_NOTICE_EXAMPLES: [shownIn: string, frame: object][] = [
  [
    'D8, session.created',
    {
      type: 'session.created',
      ...AT,
      payload: { sessionToken: 'a token', expiresAt: '2026-02-22T10:00:00.000Z', resumed: false, epoch: 'e1' },
    },
  ],
  [
    'D8, chat.history',
    {
      type: 'chat.history',
      ...ASKED,
      payload: {
        conversationId: 'c1',
        messages: [
          {
            messageId: 'm1',
            role: 'user',
            content: 'Summarize this file',
            status: 'complete',
            agentId: null,
            timestamp,
            eventId: 1,
          },
        ],
        hasMore: false,
        before: null,
      },
    },
  ],
  [
    'D8, chat.resume of no use',
    {
      type: 'chat.restored',
      ...ASKED,
      payload: {
        conversationId: 'c1',
        agentType: 'guide',
        pillar: null,
        epoch: 'e1',
        title: '',
        lastEventId: 0,
        running: null,
        messages: [],
        hasMore: false,
        before: null,
        resumed: false,
        reason: 'other_epoch',
      },
    },
  ],
  [
    'F7, too late',
    {
      type: 'chat.status',
      ...ASKED,
      payload: { status: 'already_finished', invocationId: 'i1', invocationStatus: 'completed' },
    },
  ],
  ['D8.2, pong', { type: 'pong', ...ASKED, payload: {} }],
  [
    'D8, no JSON',
    {
      type: 'error',
      ...AT,
      payload: { code: 'BAD_JSON', message: 'That is not JSON.', retryable: false, echo: 'hello' },
    },
  ],
  [
    'D8, the session of somebody else',
    {
      type: 'error',
      ...ASKED,
      payload: { code: 'FORBIDDEN', message: 'That is not the session of this socket.', retryable: false },
    },
  ],
]

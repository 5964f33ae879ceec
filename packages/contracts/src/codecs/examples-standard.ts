// Owns the example frames of the standard doors: every frame that the reference documents and the protocol show, by hand,
// so that the codecs are judged by what clients were promised and not by themselves. Data only.

const SAID = { timestamp: '2026-01-23T10:00:01.000Z', session_id: 's1' }
const LOGGED = { ...SAID, conversation_id: 'c1', pillar: 'content' }
const ANSWER = {
  ...LOGGED,
  message_id: 'a1',
  agent: 'liaison.content',
  role: 'assistant',
  metadata: { invocation_id: 'i1', attempt: 1 },
}
const USAGE = { input_tokens: 12, output_tokens: 34, tool_calls: 1, model: null }
const PLACE = {
  agent_type: 'content_liaison',
  pillar: 'content',
  conversation_id: 'c1',
  epoch: 'e1',
  title: 'Summarize this file',
  last_event_id: 17,
}
const NAMED = {
  conversation_key: 'conv_content_s1',
  orchestrator_context: { pillar: 'content' },
  protocol_version: 2,
}
const FILE = { ...ANSWER, file_uuid: 'f1', file_name: 'receivables.csv' }
const header = (kind: string) => ({
  artifact_id: 'x1',
  version: 1,
  kind,
  key: 'first',
  title: 'Overdue by customer',
  summary: 'Three customers owe the most.',
  provenance: null,
  data: { any: ['thing'] },
})
const artifact = (type: string, kind: string) => ({
  type,
  ...ANSWER,
  event_id: 9,
  message: 'Overdue by customer',
  data: header(kind),
})
const status = (name: string, fields: object, event_id = 3) => ({
  type: 'status_update',
  ...ANSWER,
  event_id,
  status: name,
  ...fields,
})

/** What clients say, and where it is shown. */
export const STANDARD_CLIENT_EXAMPLES: [shownIn: string, frame: object][] = [
  [
    'document 001, useGuideChat',
    { type: 'user_message', message: 'What can I do here?', session_token: 'a token', agent: 'guide_agent' },
  ],
  [
    'document 001, every field',
    {
      type: 'user_message',
      message_id: 'm1',
      timestamp: '2026-01-23T10:00:00.000Z',
      session_token: 'a token',
      session_id: 's1',
      agent: 'content_liaison',
      role: 'user',
      pillar: 'content',
      message: 'Summarize this file',
      data: null,
      file_uuid: 'f1',
      file_name: 'receivables.csv',
      file_url: null,
      metadata: {},
      additional_info: {},
      error_code: null,
      error_details: null,
      status: null,
      progress: null,
      is_streaming: false,
      stream_index: null,
    },
  ],
  [
    'document 004, useLiaisonChat',
    {
      type: 'chat_message',
      agent_type: 'liaison',
      pillar: 'content',
      message: 'Summarize this file',
      session_token: 'a token',
    },
  ],
  [
    'PROTOCOL 3.4.2',
    {
      type: 'user_message',
      message: 'Summarize this file',
      message_id: 'm1',
      file_uuid: 'f1',
      metadata: { surface: 'content_pillar', project_id: '123' },
      data: { when_busy: 'enqueue' },
    },
  ],
  ['PROTOCOL 3.4.4, by message', { type: 'cancel', message_id: 'm1' }],
  ['PROTOCOL 3.4.4, by invocation', { type: 'cancel', data: { invocation_id: 'i1' } }],
  ['PROTOCOL 3.4, ping', { type: 'ping' }],
]

/** What the server says, and where it is shown. */
export const STANDARD_SERVER_EXAMPLES: [shownIn: string, frame: object][] = [
  [
    'PROTOCOL 3.4.1, first visit',
    {
      type: 'conversation_restored',
      ...SAID,
      ...PLACE,
      ...NAMED,
      messages: [
        {
          message_id: 'm1',
          role: 'user',
          content: 'Summarize this file',
          status: 'complete',
          agent_id: null,
          timestamp: '2026-01-23T10:00:00.000Z',
          event_id: 1,
          orchestrator_context: { pillar: 'content' },
          data: { files: [{ file_uuid: 'f1', name: 'receivables.csv', mime: 'text/csv', size: 2048 }] },
        },
        {
          message_id: 'a1',
          role: 'assistant',
          content: 'Three cust',
          status: 'streaming',
          agent_id: 'liaison.content',
          timestamp: '2026-01-23T10:00:01.000Z',
          event_id: 2,
          orchestrator_context: { pillar: 'content' },
          data: { invocation_id: 'i1', pieces: 2 },
        },
      ],
      message_count: 2,
      has_more: false,
      before: null,
      running: { invocation_id: 'i1', message_id: 'a1', status: 'running' },
      resumed: false,
    },
  ],
  [
    'PROTOCOL 3.4.1, a cursor of use',
    {
      type: 'conversation_restored',
      ...SAID,
      ...PLACE,
      ...NAMED,
      messages: [],
      message_count: 0,
      has_more: false,
      before: null,
      running: null,
      resumed: true,
    },
  ],
  [
    'PROTOCOL 3.4.1, a cursor of no use',
    {
      type: 'conversation_restored',
      ...SAID,
      ...PLACE,
      ...NAMED,
      messages: [],
      message_count: 0,
      has_more: true,
      before: 3,
      running: null,
      resumed: false,
      reason: 'cursor_ahead',
    },
  ],
  [
    'PROTOCOL 3.4.1, its refusal',
    {
      type: 'error_message',
      ...SAID,
      status: 'refused',
      message: 'That cursor is ahead of the log.',
      error_code: 'CURSOR_AHEAD',
      error_details: { retryable: false },
    },
  ],
  [
    'PROTOCOL 3.2, a refused send',
    {
      type: 'error_message',
      ...SAID,
      status: 'refused',
      message_id: 'm2',
      message: 'Too many messages.',
      error_code: 'RATE_LIMITED',
      error_details: { retryable: true, retry_after_ms: 500 },
    },
  ],
  [
    'PROTOCOL 3.4.2, the echo',
    {
      type: 'user_message',
      ...LOGGED,
      event_id: 1,
      message_id: 'm1',
      agent: 'liaison.content',
      role: 'user',
      message: 'Summarize this file',
      file_uuid: 'f1',
      file_name: 'receivables.csv',
      metadata: { surface: 'content_pillar' },
      data: { files: [{ file_uuid: 'f1', name: 'receivables.csv', mime: 'text/csv', size: 2048 }], via: null },
    },
  ],
  [
    'PROTOCOL 3.4.3, routed',
    status('routed', {
      message: 'You are on the content page.',
      data: {
        agent_id: 'liaison.content',
        source: 'path',
        reason: 'You are on the content page.',
        confidence: 1,
        candidates: [{ agent_id: 'liaison.content', score: 2 }],
      },
    }),
  ],
  ['PROTOCOL 3.4.3, queued', status('queued', { data: { position: 1 } })],
  ['PROTOCOL 3.4.3, started', status('started', { data: { recovery: 'exact' } })],
  ['PROTOCOL 3.4.3, recovering', status('recovering', { message: 'The agent was restarted.' })],
  ['PROTOCOL 3.4.3, cancelling', status('cancelling', {})],
  ['PROTOCOL 3.4.3, superseded', status('superseded', { message: 'The agent was restarted.', data: { attempt: 1 } })],
  [
    'PROTOCOL 3.4.3, a tool',
    status('tool_finished', {
      message: 'Read 120 rows.',
      data: { call_id: 't1', tool: 'content.read', version: '1' },
    }),
  ],
  ['PROTOCOL 3.4.3, a UI message', status('ui', { data: { a2ui: { beginRendering: { surfaceId: 'choices' } } } })],
  [
    'PROTOCOL 3.4.3, a status of a result',
    status('artifact_status', { data: { artifact_id: 'x1', version: 1, status: 'approved' } }),
  ],
  [
    'PROTOCOL 3.4.3, a piece',
    { type: 'agent_streaming', ...ANSWER, event_id: 5, message: 'Three cust', is_streaming: true, stream_index: 0 },
  ],
  [
    'PROTOCOL 3.4.3, progress',
    { type: 'progress_update', ...ANSWER, event_id: 6, message: 'Reading the file', progress: 0.5 },
  ],
  ['PROTOCOL 3.4.3, a chart', artifact('visualization_data', 'chart')],
  ['PROTOCOL 3.4.3, a table', artifact('analysis_result', 'table')],
  ['PROTOCOL 3.4.3, a workflow', artifact('workflow_generated', 'workflow')],
  ['PROTOCOL 3.4.3, an SOP', artifact('sop_generated', 'sop')],
  ['PROTOCOL 3.4.3, an answered question', artifact('question_answer', 'question_answer')],
  [
    'PROTOCOL 3.4.3, file_selected',
    { type: 'file_selected', ...FILE, event_id: 4, message: 'Taking it', progress: 0, status: 'selected' },
  ],
  [
    'PROTOCOL 3.4.3, file_processing',
    { type: 'file_processing', ...FILE, event_id: 5, message: 'Reading', progress: 0.2, status: 'processing' },
  ],
  [
    'PROTOCOL 3.4.3, file_complete',
    { type: 'file_complete', ...FILE, event_id: 6, message: 'Read', progress: 1, status: 'complete' },
  ],
  [
    'PROTOCOL 3.4.3, file_error',
    {
      type: 'file_error',
      ...FILE,
      event_id: 6,
      message: 'Not readable',
      progress: 1,
      status: 'error',
      error_code: 'UNSUPPORTED_FILE',
      error_details: { message: 'It has no header.' },
    },
  ],
  [
    'PROTOCOL 3.4.3, the whole answer',
    {
      type: 'agent_complete',
      ...ANSWER,
      event_id: 10,
      message: 'Three customers owe the most.',
      is_streaming: false,
      status: 'completed',
      data: { usage: USAGE },
    },
  ],
  [
    'PROTOCOL 3.4.3, failed',
    {
      type: 'error_message',
      ...ANSWER,
      event_id: 10,
      status: 'failed',
      message: 'The agent stopped.',
      error_code: 'AGENT_FAILED',
      error_details: { retryable: true },
      data: { text: 'Three cust', usage: USAGE },
    },
  ],
  [
    'PROTOCOL 3.4.3, cancelled',
    {
      type: 'error_message',
      ...ANSWER,
      event_id: 10,
      status: 'cancelled',
      message: 'The answer was cancelled.',
      error_code: 'CANCELLED',
      error_details: { retryable: false },
      data: { text: 'Three cust', usage: USAGE },
    },
  ],
  [
    'PROTOCOL 3.4.4, too late',
    {
      type: 'status_update',
      ...SAID,
      status: 'already_finished',
      data: { invocation_id: 'i1', status: 'completed' },
    },
  ],
  [
    'PROTOCOL 3.4 and L6, said again',
    {
      type: 'status_update',
      ...SAID,
      status: 'already_accepted',
      message_id: 'm1',
      data: { invocation_id: 'i1', conversation_id: 'c1', event_id: 1 },
    },
  ],
  [
    'PROTOCOL 3.4, handoff',
    {
      type: 'handoff',
      ...ANSWER,
      pillar: null,
      agent: 'guide.global',
      event_id: 8,
      message: 'It is about a file.',
      data: {
        to_agent: 'liaison.content',
        pillar: 'content',
        conversation_id: 'c2',
        reason: 'It is about a file.',
        confidence: 0.9,
        invocation_id: 'i2',
      },
    },
  ],
  [
    'PROTOCOL 3.4, the conversation has a name',
    {
      type: 'system_message',
      ...LOGGED,
      event_id: 11,
      agent: 'liaison.content',
      role: 'system',
      message_id: null,
      status: 'conversation_renamed',
      message: 'Receivables',
    },
  ],
  [
    'PROTOCOL 3.4, the conversation is gone',
    {
      type: 'system_message',
      ...LOGGED,
      event_id: 12,
      agent: 'liaison.content',
      role: 'system',
      message_id: null,
      status: 'conversation_deleted',
    },
  ],
  ['PROTOCOL 3.4, an old path', { type: 'warning_message', ...SAID, message: 'This path is old: use /api/ws/guide.' }],
  ...(['session_created', 'session_updated'] as const).map((type): [string, object] => [
    `document 001, ${type}`,
    {
      type,
      ...SAID,
      data: {
        expires_at: '2026-02-22T10:00:00.000Z',
        epoch: 'e1',
        principal: { kind: 'guest', roles: ['member'] },
        protocol_version: 2,
      },
    },
  ]),
  [
    'document 001, session_expired',
    { type: 'session_expired', ...SAID, message: 'This session has ended.', error_code: 'SESSION_EXPIRED' },
  ],
  [
    'document 001, agent_message',
    {
      type: 'agent_message',
      ...SAID,
      role: 'assistant',
      agent: 'liaison.content',
      pillar: 'content',
      message_id: 'a2',
      message: 'It has 240 rows.',
      status: 'completed',
      metadata: { invocation_id: 'i2', attempt: 1 },
      data: {
        conversation_id: 'c2',
        event_id: 9,
        handed_over_by: { message_id: 'a1', invocation_id: 'i1' },
      },
    },
  ],
  ['PROTOCOL 3.3, pong', { type: 'pong', ...SAID }],
]

/** Document 004's answer to `chat_message`; its `session_token` is never sent. */
export const CHAT_RESPONSE_EXAMPLES: [shownIn: string, frame: object][] = [
  [
    'document 004, completed',
    {
      type: 'chat_response',
      ...ANSWER,
      event_id: 10,
      agent_type: 'liaison',
      status: 'completed',
      message: 'Three customers owe the most.',
      data: { usage: USAGE },
    },
  ],
  [
    'PROTOCOL 3.4.5, failed',
    {
      type: 'chat_response',
      ...ANSWER,
      event_id: 10,
      agent_type: 'liaison',
      status: 'failed',
      message: 'The agent stopped.',
      error_code: 'AGENT_FAILED',
      error_details: { retryable: true },
      data: { text: 'Three cust', usage: USAGE },
    },
  ],
]

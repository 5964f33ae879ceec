// Hand-written example frames of the standard sockets, one for each frame that the protocol names. The codecs are
// tested against these and not only against each other. Data only.

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
    'F5, user_message',
    { type: 'user_message', message: 'What can I do here?', session_token: 'a token', agent: 'guide_agent' },
  ],
  [
    'F5, every field',
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
    'F4, chat_message',
    {
      type: 'chat_message',
      agent_type: 'liaison',
      pillar: 'content',
      message: 'Summarize this file',
      session_token: 'a token',
    },
  ],
  [
    'F5, every name that the server reads',
    {
      type: 'user_message',
      message: 'Summarize this file',
      message_id: 'm1',
      file_uuid: 'f1',
      metadata: { surface: 'content_pillar', project_id: '123' },
      data: { when_busy: 'enqueue' },
    },
  ],
  ['F7, by message', { type: 'cancel', message_id: 'm1' }],
  ['F7, by invocation', { type: 'cancel', data: { invocation_id: 'i1' } }],
  ['D6, ping', { type: 'ping' }],
]

/** What the server says, and where it is shown. */
export const STANDARD_SERVER_EXAMPLES: [shownIn: string, frame: object][] = [
  [
    'D6.1, first visit',
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
    'D6.1, a cursor of use',
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
    'D6.1, a cursor of no use',
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
    'D6.1, its refusal',
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
    'D5.1, a refused send',
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
    'D6.4, the echo',
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
    'F7, routed',
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
  ['F7, queued', status('queued', { data: { position: 1 } })],
  ['F7, started', status('started', { data: { recovery: 'exact' } })],
  ['F7, recovering', status('recovering', { message: 'The agent was restarted.' })],
  ['F7, cancelling', status('cancelling', {})],
  ['F7, superseded', status('superseded', { message: 'The agent was restarted.', data: { attempt: 1 } })],
  [
    'F7, a tool',
    status('tool_finished', {
      message: 'Read 120 rows.',
      data: { call_id: 't1', tool: 'content.read', version: '1' },
    }),
  ],
  ['F7, a UI message', status('ui', { data: { a2ui: { beginRendering: { surfaceId: 'choices' } } } })],
  [
    'F7, a status of a result',
    status('artifact_status', { data: { artifact_id: 'x1', version: 1, status: 'approved' } }),
  ],
  [
    'F7, a piece',
    { type: 'agent_streaming', ...ANSWER, event_id: 5, message: 'Three cust', is_streaming: true, stream_index: 0 },
  ],
  ['F7, progress', { type: 'progress_update', ...ANSWER, event_id: 6, message: 'Reading the file', progress: 0.5 }],
  ['F8, a chart', artifact('visualization_data', 'chart')],
  ['F8, a table', artifact('analysis_result', 'table')],
  ['F8, a workflow', artifact('workflow_generated', 'workflow')],
  ['F8, an SOP', artifact('sop_generated', 'sop')],
  ['F8, an answered question', artifact('question_answer', 'question_answer')],
  [
    'F8, file_selected',
    { type: 'file_selected', ...FILE, event_id: 4, message: 'Taking it', progress: 0, status: 'selected' },
  ],
  [
    'F8, file_processing',
    { type: 'file_processing', ...FILE, event_id: 5, message: 'Reading', progress: 0.2, status: 'processing' },
  ],
  [
    'F8, file_complete',
    { type: 'file_complete', ...FILE, event_id: 6, message: 'Read', progress: 1, status: 'complete' },
  ],
  [
    'F8, file_error',
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
    'F7, the whole answer',
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
    'F7, failed',
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
    'F7, cancelled',
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
    'F7, too late',
    {
      type: 'status_update',
      ...SAID,
      status: 'already_finished',
      data: { invocation_id: 'i1', status: 'completed' },
    },
  ],
  [
    'D6 and L6, said again',
    {
      type: 'status_update',
      ...SAID,
      status: 'already_accepted',
      message_id: 'm1',
      data: { invocation_id: 'i1', conversation_id: 'c1', event_id: 1 },
    },
  ],
  [
    'D6, handoff',
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
    'D6, the conversation has a name',
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
    'D6, the conversation is gone',
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
  ['D6, an old path', { type: 'warning_message', ...SAID, message: 'This path is old: use /api/ws/guide.' }],
  ...(['session_created', 'session_updated'] as const).map((type): [string, object] => [
    `F3, ${type}`,
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
    'F3, session_expired',
    { type: 'session_expired', ...SAID, message: 'This session has ended.', error_code: 'SESSION_EXPIRED' },
  ],
  [
    'F3, agent_message',
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
  ['D5.2, pong', { type: 'pong', ...SAID }],
]

/** The answer to `chat_message`; `session_token` is in no frame. [F2, F4] */
export const CHAT_RESPONSE_EXAMPLES: [shownIn: string, frame: object][] = [
  [
    'F4, completed',
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
    'F4, failed',
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

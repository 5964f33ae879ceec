// Names of the standard message's types: the 21 of the standard message, and those that the product adds. [F3]
// Plain words without a library: the page and the client service read them too.

/** The 21 types of the standard message. */
export const STANDARD_TYPES = [
  'user_message',
  'agent_message',
  'agent_streaming',
  'agent_complete',
  'system_message',
  'error_message',
  'warning_message',
  'session_created',
  'session_updated',
  'session_expired',
  'file_selected',
  'file_processing',
  'file_complete',
  'file_error',
  'question_answer',
  'visualization_data',
  'analysis_result',
  'workflow_generated',
  'sop_generated',
  'status_update',
  'progress_update',
] as const
export type StandardType = (typeof STANDARD_TYPES)[number]

/** What a client may say on a standard door. */
export const STANDARD_CLIENT_TYPES = ['user_message', 'chat_message', 'cancel', 'ping'] as const
export type StandardClientType = (typeof STANDARD_CLIENT_TYPES)[number]

/** What only the server says, beyond the twenty-one. */
export const STANDARD_SERVER_ADDITIONS = ['conversation_restored', 'pong', 'chat_response', 'handoff'] as const

/** The types that carry an artifact in `data`. */
export const ARTIFACT_TYPES = [
  'question_answer',
  'visualization_data',
  'analysis_result',
  'workflow_generated',
  'sop_generated',
] as const satisfies readonly StandardType[]
export type ArtifactFrameType = (typeof ARTIFACT_TYPES)[number]

/** Artifact kind → the type that says it. A kind that stands nowhere here is an `analysis_result`. */
const ARTIFACT_FRAMES: Record<string, ArtifactFrameType> = {
  chart: 'visualization_data',
  schema: 'analysis_result',
  quality_report: 'analysis_result',
  table: 'analysis_result',
  outline: 'analysis_result',
  workflow: 'workflow_generated',
  sop: 'sop_generated',
  question_answer: 'question_answer',
}

export const artifactFrameType = (kind: string): ArtifactFrameType =>
  Object.hasOwn(ARTIFACT_FRAMES, kind) ? (ARTIFACT_FRAMES[kind] ?? 'analysis_result') : 'analysis_result'

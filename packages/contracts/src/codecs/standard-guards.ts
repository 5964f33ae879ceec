// Type guards of the standard message: one for each of its 21 types, for any union of frames. [F3]
// They look at `type` alone; `isWebSocketMessage` is the first look at what came from a wire. No library.
import { STANDARD_TYPES, type StandardType } from '../vocabulary/standard-types.ts'
import type { WebSocketMessage } from '../wire/standard-message.ts'

const isOf =
  <T extends StandardType>(type: T) =>
  <M extends { type: string }>(message: M): message is M & { type: T } =>
    message.type === type

/** An object whose `type` is one of the twenty-one. Its other fields are as the sender made them. */
export const isWebSocketMessage = (value: unknown): value is Pick<WebSocketMessage, 'type'> =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  (STANDARD_TYPES as readonly unknown[]).includes(value.type)

export const isUserMessage = isOf('user_message')
export const isAgentMessage = isOf('agent_message')
export const isAgentStreaming = isOf('agent_streaming')
export const isAgentComplete = isOf('agent_complete')
export const isSystemMessage = isOf('system_message')
export const isErrorMessage = isOf('error_message')
export const isWarningMessage = isOf('warning_message')
export const isSessionCreated = isOf('session_created')
export const isSessionUpdated = isOf('session_updated')
export const isSessionExpired = isOf('session_expired')
export const isFileSelected = isOf('file_selected')
export const isFileProcessing = isOf('file_processing')
export const isFileComplete = isOf('file_complete')
export const isFileError = isOf('file_error')
export const isQuestionAnswer = isOf('question_answer')
export const isVisualizationData = isOf('visualization_data')
export const isAnalysisResult = isOf('analysis_result')
export const isWorkflowGenerated = isOf('workflow_generated')
export const isSopGenerated = isOf('sop_generated')
export const isStatusUpdate = isOf('status_update')
export const isProgressUpdate = isOf('progress_update')

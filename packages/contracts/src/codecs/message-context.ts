// Converts the `context` of a message, both ways: what `/api/runtime/agent` and `/realtime` carry beside its text.
import type { SendInput } from '../wire/commands.ts'
import type { MessageContext } from '../wire/runtime-agent-frames.ts'

/** The part of a send that its context says. */
export function inputOfContext(given: MessageContext | undefined): Omit<SendInput, 'message'> {
  if (!given) return {}
  const { file_uuids, when_busy, surface, project_id, agent } = given
  const context = {
    ...(surface !== undefined && { surface }),
    ...(project_id !== undefined && { project_id }),
    ...(agent !== undefined && { agent }),
  }
  return {
    ...(file_uuids !== undefined && { file_uuids }),
    ...(when_busy !== undefined && { when_busy }),
    ...(Object.keys(context).length > 0 && { context }),
  }
}

/** The context that says it; absent rather than empty. */
export function contextOfInput({ file_uuids, when_busy, context }: SendInput): { context?: MessageContext } {
  const said = {
    ...context,
    ...(file_uuids !== undefined && { file_uuids }),
    ...(when_busy !== undefined && { when_busy }),
  }
  return Object.keys(said).length > 0 ? { context: said } : {}
}

/** A cursor as it was given, unread; `null` for none. */
export const cursorText = (given: string | number | null | undefined): string | null =>
  given === null || given === undefined ? null : String(given)

// Sends the error code of an unusable cursor before the restore that follows. [L14]
import { Refusal } from '@biplane/contracts/refusal'
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { RestoreReason } from '@biplane/contracts/wire/events'

/** `null` for a reader that named no cursor: nothing was wrong. */
export function refusalOfCursor(reason: RestoreReason): Refusal | null {
  const path = 'last_event_id'
  switch (reason) {
    case 'no_cursor':
      return null
    case 'cursor_ahead':
      return new Refusal('CURSOR_AHEAD', 'That event has not happened yet: here is what there is.', { path })
    case 'other_epoch':
      return new Refusal('CURSOR_AHEAD', 'That event is of another log: here is what this one has.', { path })
    case 'epoch_missing':
      return new Refusal(
        'CURSOR_AHEAD',
        'This log was restored once: resume with the whole cursor, <epoch>:<number>. Here is what there is.',
        { path },
      )
    case 'cursor_expired':
      return new Refusal('CURSOR_EXPIRED', 'That event is older than what is kept: here is what there is.', { path })
    case 'cursor_unreadable':
      return new Refusal('BAD_MESSAGE', 'last_event_id: is no number of an event', { path })
    default:
      return assertNever(reason, 'reason')
  }
}

// What a person sends: the text of a message with its id and options.
import type { Surface } from '@biplane/contracts/vocabulary/pillars'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'

export interface SendWords {
  message: string
  message_id: string
  file_uuids: string[]
  surface: Surface
  /** Where it belongs; the current conversation when absent. [D2.3] */
  conversation_id?: string
  /** The thread whose conversation is meant, where none is named. [H1] */
  thread_id?: string
  /** An own earlier message that this one takes the place of. */
  replaces?: string
  /** Ends the running answer first; without it the message waits for it. [L12] */
  when_busy?: 'interrupt'
  /** A changed plan, run instead of the words; for the insights assistant only. */
  plan?: TablePlan
}

/** Options of a message besides its text. */
export type SendOptions = Pick<SendWords, 'replaces' | 'when_busy' | 'plan'>

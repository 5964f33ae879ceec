// What a person sends: the text of a message with its id and options.
import type { TablePlan } from '@biplane/contracts/wire/table-plan'

export interface SendWords {
  message: string
  message_id: string
  file_uuids: string[]
  /** The thread that it belongs to; the current one when absent. [H1] */
  thread_id?: string
  /** The conversation of the thread that it belongs to; the words decide when absent. */
  conversation_id?: string
  /** An own earlier message of that conversation that this one takes the place of. */
  replaces?: string
  /** Ends the running answer first; without it the message waits for it. [L12] */
  when_busy?: 'interrupt'
  /** A changed plan, run instead of the words; for the insights assistant only. */
  plan?: TablePlan
  /** The person's own choice of agent. */
  agent?: string
}

/** Options of a message besides its text. */
export type SendOptions = Pick<SendWords, 'conversation_id' | 'replaces' | 'when_busy' | 'plan' | 'agent'>

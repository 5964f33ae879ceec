// Hash of a send's content: distinguishes a repeated send from a conflicting one. [L6]
import { createHash } from 'node:crypto'

export interface SentContent {
  text: string
  files: readonly string[]
  /** Who is asked: the person's own choice of agent, or the one that the path selects; `null` where neither says it. */
  agent: string | null
  /** The person's earlier message that this one takes the place of. */
  replaces?: string | undefined
  /** A plan that is run instead of the words. */
  plan?: object | undefined
}

export const contentHash = ({ text, files, agent, replaces, plan }: SentContent): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        text,
        files,
        agent,
        ...(replaces === undefined && plan === undefined ? [] : [replaces ?? null]),
        ...(plan === undefined ? [] : [plan]),
      ]),
    )
    .digest('hex')

// Owns the fingerprint by which a repeated send is told from a conflicting one. [L6]
import { createHash } from 'node:crypto'

export interface SentContent {
  text: string
  files: readonly string[]
  /** The person's own choice of agent. */
  agent: string | null
}

export const contentHash = ({ text, files, agent }: SentContent): string =>
  createHash('sha256')
    .update(JSON.stringify([text, files, agent]))
    .digest('hex')

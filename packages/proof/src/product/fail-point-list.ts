// List of the named fail-points at which a process can be killed. A test compares it with the source.
import type { Plane } from './product.test-support.ts'

export interface NamedPlace {
  plane: Plane
  name: string
  /** Up to which passage one answer of some hundred pieces is sure to come. */
  passages: number
  says: string
}

export const FAIL_POINTS: readonly NamedPlace[] = [
  { plane: 'experience', name: 'accept.commit', passages: 1, says: 'before a send is kept' },
  { plane: 'experience', name: 'accept.committed', passages: 1, says: 'after a send was kept, before it was answered' },
  { plane: 'experience', name: 'append.commit', passages: 5, says: 'before pieces are kept' },
  { plane: 'experience', name: 'append.committed', passages: 5, says: 'after pieces were kept, before they were told' },
  { plane: 'experience', name: 'answer.token', passages: 8, says: 'in the middle of an answer' },
  { plane: 'experience', name: 'answer.end', passages: 1, says: 'before the end of an answer is kept' },
  { plane: 'experience', name: 'recovery.adopted', passages: 1, says: 'just after it took up what was left' },
  { plane: 'runtime', name: 'run.start', passages: 1, says: 'before an agent begins' },
  { plane: 'runtime', name: 'run.token', passages: 120, says: 'in the middle of an answer' },
  { plane: 'runtime', name: 'run.end', passages: 1, says: 'before the end of an answer' },
]

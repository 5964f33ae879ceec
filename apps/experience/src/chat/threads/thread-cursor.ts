// A place in every conversation of a thread as one text: `<epoch>~<thread>~<number>.<seq>,…`. Opaque to clients. [H2]

export interface ThreadPlace {
  epoch: string
  threadId: string
  /** By the number of a conversation in the thread, the number of the last event that the reader has. */
  seqs: ReadonlyMap<number, number>
}

export const formatThreadCursor = ({ epoch, threadId, seqs }: ThreadPlace): string =>
  `${epoch}~${threadId}~${[...seqs].map(([number, seq]) => `${number}.${seq}`).join(',')}`

/** `null` for anything else, never a guess. */
export function parseThreadCursor(text: string): ThreadPlace | null {
  const [epoch, threadId, list, ...more] = text.split('~')
  if (!epoch || !threadId || list === undefined || more.length > 0) return null
  const seqs = new Map<number, number>()
  for (const pair of list === '' ? [] : list.split(',')) {
    const [number, seq, ...rest] = pair.split('.').map(wholeNumber)
    if (number == null || seq == null || rest.length > 0) return null
    seqs.set(number, seq)
  }
  return { epoch, threadId, seqs }
}

const DIGITS = /^\d{1,15}$/
const wholeNumber = (text: string): number | null => (DIGITS.test(text) ? Number(text) : null)

// Interprets a status word of an invoice. An unknown word means nothing.

export type StatusSays =
  | 'paid'
  | 'open'
  /** Nobody will pay it any more: void, written off. */
  | 'gone'

const WORDS: Record<StatusSays, string[]> = {
  paid: ['paid', 'paid in full', 'fully paid', 'settled', 'cleared', 'closed'],
  open: [
    ...['open', 'unpaid', 'not paid', 'outstanding', 'overdue', 'late', 'past due', 'due', 'pending', 'sent', 'issued'],
    ...['disputed', 'partially paid', 'partly paid', 'part paid', 'reminded', 'in collection'],
  ],
  gone: [
    'void',
    'voided',
    'cancelled',
    'canceled',
    'written off',
    'write off',
    'credited',
    'refunded',
    'reversed',
    'draft',
  ],
}

const MEANINGS = new Map<string, StatusSays>([
  ...WORDS.paid.map((word): [string, StatusSays] => [word, 'paid']),
  ...WORDS.open.map((word): [string, StatusSays] => [word, 'open']),
  ...WORDS.gone.map((word): [string, StatusSays] => [word, 'gone']),
])

export const statusSays = (cell: string): StatusSays | null =>
  MEANINGS.get(
    cell
      .trim()
      .toLowerCase()
      .replace(/[\s_-]+/g, ' '),
  ) ?? null

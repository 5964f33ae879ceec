// What an answer rests on, in English.
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { AssumptionNote } from '../words/assumption.ts'

export function englishNote(note: AssumptionNote): string {
  switch (note.is) {
    case 'single_value':
      return `of “${note.column}” the ${note.highest ? 'highest' : 'lowest'} single value counts, not the sum`
    case 'without':
      return `rows without “${note.column}” are left out`
    case 'lowest_is_best':
      return `the lowest “${note.column}” counts as the best`
    case 'read_as':
      return `“${note.said}” was read as “${note.meant}”`
    case 'open_status':
      return `counted as open, because their status is not known to me: ${quoted(note.statuses)}`
    case 'above_zero':
      return `counted are the rows with “${note.column}” ${note.above ? 'above 0' : 'of 0 or less'}`
    case 'spent_below_zero':
      return 'what is spent are the amounts below zero'
    case 'newest_period':
      return `“${note.period}” is the newest one in the file`
    case 'held_against':
      return `this is the figure to hold against ${note.value}`
    case 'product':
      return `computed as ${note.left} × ${note.right}`
    case 'price_added':
      return `“${note.column}” looks like a price, and is added over the rows as you asked`
    case 'averaged':
      return `“${note.column}” does not add up, so this is its average`
    case 'class_averages':
      return `a class has no correlation with a number, so these are the averages of “${note.column}”`
    case 'currencies_apart':
      return 'amounts in different currencies are never added to each other'
    default:
      return assertNever(note, 'note')
  }
}

const quoted = (words: readonly string[]): string => words.map((word) => `“${word}”`).join(', ')

// The day that a question names for itself: “as of 2026-06-30”. Every count of days is made to that day.

export interface NamedDay {
  /** The question without those words. */
  rest: string
  day: string | null
  /** A day that the calendar does not have. */
  wrong: string | null
}

const NAMED = /\b(?:as of|as at|as per|per|stand|zum stichtag) (\d{4}-\d{2}-\d{2})\b/i

export function takeNamedDay(text: string): NamedDay {
  const found = NAMED.exec(text)
  const day = found?.[1]
  if (!found || day === undefined) return { rest: text, day: null, wrong: null }
  const rest = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`
  return isDay(day) ? { rest, day, wrong: null } : { rest, day: null, wrong: day }
}

const isDay = (day: string): boolean => {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

// Durations as people write them, in seconds: `38:30:00`, `2h 30m`, `PT2H30M`, `1 day, 2:03:04`.
import { plainText } from './cell-text.ts'

const UNIT_SECONDS: Record<string, number> = {
  ms: 0.001,
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  seconds: 1,
  sek: 1,
  sekunden: 1,
  m: 60,
  min: 60,
  mins: 60,
  minute: 60,
  minutes: 60,
  minuten: 60,
  h: 3600,
  hr: 3600,
  hrs: 3600,
  hour: 3600,
  hours: 3600,
  std: 3600,
  stunde: 3600,
  stunden: 3600,
  d: 86400,
  day: 86400,
  days: 86400,
  tag: 86400,
  tage: 86400,
  w: 604800,
  week: 604800,
  weeks: 604800,
  woche: 604800,
  wochen: 604800,
}
const CLOCK = /^(-)?(?:(\d{1,5}) (?:days?|tage?),? )?(\d{1,6}):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,3})\d*)?)?$/

export interface ReadDuration {
  /** Seconds, with at most three decimals. */
  seconds: number
  /** Written like a time of day, which a column of them may well be. */
  clock: boolean
}

/** `null` for what is no duration. A single `45 min` is a number with a unit, and not meant here. */
export function readDuration(cell: string): ReadDuration | null {
  if (cell.length > 40) return null
  const text = plainText(cell).toLowerCase()
  const clock = CLOCK.exec(text)
  if (clock) {
    const [, minus, days, hours, minutes, seconds = '0', fraction = ''] = clock
    const value = Number(days ?? 0) * 86400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
    const exact = value + Number(`0.${fraction || '0'}`)
    return { seconds: minus ? -exact : exact, clock: true }
  }
  return isoDuration(text) ?? unitDuration(text)
}

function isoDuration(text: string): ReadDuration | null {
  const iso = /^p(?:(\d{1,5})d)?(?:t(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?)?$/.exec(text)
  if (!iso || text === 'p' || text.endsWith('t')) return null
  const [, d = '0', h = '0', m = '0', s = '0'] = iso
  return { seconds: Number(d) * 86400 + Number(h) * 3600 + Number(m) * 60 + Number(s), clock: false }
}

function unitDuration(text: string): ReadDuration | null {
  const parts = text.match(/\d{1,9}(?:[.,]\d{1,3})? ?[a-z]{1,8}\.?|\S/g) ?? []
  let seconds = 0
  let previous = Number.POSITIVE_INFINITY
  let count = 0
  for (const part of parts) {
    if (part === ',') continue
    const read = /^(\d{1,9}(?:[.,]\d{1,3})?) ?([a-z]{1,8})\.?$/.exec(part)
    const unit = read ? UNIT_SECONDS[read[2] ?? ''] : undefined
    if (!read || unit === undefined || unit >= previous) return null
    seconds += Number((read[1] ?? '').replace(',', '.')) * unit
    previous = unit
    count++
  }
  return count >= 2 ? { seconds: Math.round(seconds * 1000) / 1000, clock: false } : null
}

// How numbers, sizes and times are written for people, everywhere on the page. Pure.

/**
 * The locale of numbers: that of the answers, which are written in English. A number in another format beside them
 * (1.234 beside 1,234) would be read as another number.
 */
export const NUMBER_LOCALE = 'en'

/** Days are written in the order of the reader's own English; any other language gets the unambiguous “20 Nov”. */
export const DATE_LOCALE = dateLocaleOf(typeof navigator === 'undefined' ? [] : navigator.languages)

export function dateLocaleOf(languages: readonly string[]): string {
  const [first = ''] = languages
  return /^en-[A-Z]{2}$/.test(first) ? first : 'en-GB'
}

export interface Decimals {
  least: number
  most: number
}

const formats = new Map<string, Intl.NumberFormat>()

/** `12,345.5`, never rounded further than asked. `locale` is that of the answer. */
export function formatNumber(
  value: number,
  { least, most }: Decimals = { least: 0, most: 6 },
  locale: string = NUMBER_LOCALE,
): string {
  const name = `${locale} ${least} ${most}`
  let format = formats.get(name)
  if (!format) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: least, maximumFractionDigits: most })
    formats.set(name, format)
  }
  return format.format(value)
}

const DAY = 86_400
const HOUR = 3_600

/** `1 day 8 h 45 min`; a day and more is not told to the second. */
export function formatDuration(seconds: number, locale: string = NUMBER_LOCALE): string {
  const german = locale === 'de'
  const exact = Math.abs(seconds)
  const sign = seconds < 0 ? '−' : ''
  if (exact < 60) return `${sign}${formatNumber(exact, { least: 0, most: 1 }, locale)} ${german ? 'Sek.' : 's'}`
  const step = exact >= DAY ? 60 : 1
  const whole = Math.round(exact / step) * step
  const days = Math.floor(whole / DAY)
  const parts: [number, string][] = [
    [days, days === 1 ? (german ? 'Tag' : 'day') : german ? 'Tage' : 'days'],
    [Math.floor((whole % DAY) / HOUR), german ? 'Std.' : 'h'],
    [Math.floor((whole % HOUR) / 60), german ? 'Min.' : 'min'],
    [whole % 60, german ? 'Sek.' : 's'],
  ]
  const said = parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${formatNumber(count, undefined, locale)} ${word}`)
  return sign + said.join(' ')
}

export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB']
  let value = bytes / 1000
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** `14:32`, in the reader's own zone; an unreadable time is nothing. */
export function timeOfDay(iso: string): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime())
    ? ''
    : date.toLocaleTimeString(DATE_LOCALE, { hourCycle: 'h23', hour: '2-digit', minute: '2-digit' })
}

/** The first words of a text, for a label. */
export function excerpt(text: string, chars: number): string {
  const line = text.trim().replace(/\s+/g, ' ')
  if (line.length <= chars) return line
  const cut = line.slice(0, chars)
  const space = cut.lastIndexOf(' ')
  return `${space > chars / 2 ? cut.slice(0, space) : cut} …`
}

/** `14:32` of today, else `20 Nov, 14:32`; an unreadable time is nothing. */
export function dayAndTime(iso: string, now = new Date()): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return ''
  if (date.toDateString() === now.toDateString()) return timeOfDay(iso)
  const year = date.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const)
  return `${date.toLocaleDateString(DATE_LOCALE, { day: 'numeric', month: 'short', ...year })}, ${timeOfDay(iso)}`
}

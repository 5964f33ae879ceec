// Owns how numbers, sizes and times are written for people. Pure; English, like all words of the page.

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
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
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
  return `${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...year })}, ${timeOfDay(iso)}`
}

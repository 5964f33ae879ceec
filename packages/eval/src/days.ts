// Calendar days as ISO text, counted in UTC.

const DAY_MS = 86_400_000
export const addDays = (iso: string, days: number): string =>
  new Date(Date.parse(`${iso}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)
export const monthOf = (iso: string): string => iso.slice(0, 7)
export const yearOf = (iso: string): string => iso.slice(0, 4)
export const quarterOf = (iso: string): string => `${iso.slice(0, 4)}-Q${Math.ceil(Number(iso.slice(5, 7)) / 3)}`
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
export const weekdayOf = (iso: string): string => WEEKDAYS[new Date(`${iso}T00:00:00Z`).getUTCDay()] ?? ''
export const isWeekend = (iso: string): boolean => ['Saturday', 'Sunday'].includes(weekdayOf(iso))
export const newest = (days: readonly string[]): string => [...days].sort().at(-1) ?? ''
export const monthBefore = (month: string): string => addDays(`${month}-01`, -1).slice(0, 7)

/** 2026-03-09 as 09.03.2026 */
export const germanDay = (iso: string): string => `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)}`
/** 2026-03-09 as 03/09/2026 */
export const usDay = (iso: string): string => `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)}`

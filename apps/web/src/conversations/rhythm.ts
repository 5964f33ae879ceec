// The rhythms that the page offers, as cron patterns.

const DAYS = {
  daily: '* * *',
  weekdays: '* * 1-5',
  monday: '* * 1',
  tuesday: '* * 2',
  wednesday: '* * 3',
  thursday: '* * 4',
  friday: '* * 5',
  saturday: '* * 6',
  sunday: '* * 0',
  monthly: '1 * *',
} as const

export type Rhythm = keyof typeof DAYS
export const RHYTHMS = Object.keys(DAYS) as Rhythm[]

/** `time` is `hh:mm`. */
export function cronOf(rhythm: Rhythm, time: string): string {
  const [hour = '0', minute = '0'] = time.split(':')
  return `${Number(minute)} ${Number(hour)} ${DAYS[rhythm]}`
}

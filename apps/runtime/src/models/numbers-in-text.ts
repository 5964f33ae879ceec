// Finds numerals in a text and the values that they may stand for. Pure; knows no tool and no model.

export interface Numeral {
  /** Where it begins and ends in the text. */
  from: number
  to: number
  /** As it is written: `1,234.50`, `2026-09-30`, `12`. */
  text: string
  /** What it may mean, with the digits after its point: `1,234` is a thousand and more, or a little more than one. */
  readings: { value: number; digits: number }[]
  /** By how much it is multiplied by what follows: `%` is 0.01, `million` is 1 000 000. */
  scale: number
}

/** Digits with what may stand between them; a space only where three digits follow it. */
const NUMERAL = /\d+(?:[.,:/-]\d+|[\u00a0\u202f\u2009' ’]\d{3}(?!\d))*/gu
const SCALES: [RegExp, number][] = [
  [/^\s?%|^ per ?cent\b/i, 0.01],
  [/^\s?(?:k\b|thousand\b)/i, 1e3],
  [/^\s?(?:m\b|mn\b|mio\b|million\b)/i, 1e6],
  [/^\s?(?:bn\b|billion\b)/i, 1e9],
]

/** How far behind a numeral is looked to know its scale. */
export const LOOK_AHEAD = 12

export function* numeralsIn(text: string): Generator<Numeral> {
  for (const match of text.matchAll(NUMERAL)) {
    const to = match.index + match[0].length
    const behind = text.slice(to, to + LOOK_AHEAD)
    const scale = SCALES.find(([word]) => word.test(behind))?.[1] ?? 1
    yield { from: match.index, to, text: match[0], readings: readingsOf(match[0]), scale }
  }
}

const THOUSANDS = /^\d{1,3}(?:([,.'’ \u00a0\u202f\u2009])\d{3})(?:\1\d{3})*(?:[.,](\d+))?$/u

function readingsOf(text: string): Numeral['readings'] {
  const readings: Numeral['readings'] = []
  const grouped = THOUSANDS.exec(text)
  if (grouped) {
    const after = grouped[2] ?? ''
    const whole = after === '' ? text : text.slice(0, -(after.length + 1))
    readings.push(read(whole.replace(/\D/g, ''), after))
  }
  const plain = /^(\d+)(?:[.,](\d+))?$/.exec(text)
  if (plain) readings.push(read(plain[1] ?? '', plain[2] ?? ''))
  return readings
}

const read = (whole: string, after: string) => ({
  value: Number(after === '' ? whole : `${whole}.${after}`),
  digits: after.length,
})

/** The parts of what is no single number: `2026-09-30` → `2026`, `09`, `30`. */
export const partsOf = (text: string): string[] => text.split(/[^\d.,]+/).filter((part) => /\d/.test(part))

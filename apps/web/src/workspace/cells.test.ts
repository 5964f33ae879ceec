import { expect, test } from 'vitest'
import { cellText } from './cells.ts'

test.each([
  [1234.5, 'currency', '1,234.50', '1.234,50'],
  [1234.5, 'number', '1,234.5', '1.234,5'],
  [12_345, 'integer', '12,345', '12.345'],
  [12.5, 'percent', '12.5 %', '12,5 %'],
  ['2026-05-03', 'date', '2026-05-03', '03.05.2026'],
  ['2026-05-03 08:30:00', 'date', '2026-05-03 08:30:00', '03.05.2026 08:30:00'],
  [117_900, 'duration', '1 day 8 h 45 min', '1 Tag 8 Std. 45 Min.'],
  [12.5, 'duration', '12.5 s', '12,5 Sek.'],
  ['0012', 'integer', '0012', '0012'],
] as const)('writes %s as %s in the language of the answer', (cell, type, english, german) => {
  expect(cellText(cell, { type })).toBe(english)
  expect(cellText(cell, { type }, undefined, 'de')).toBe(german)
})

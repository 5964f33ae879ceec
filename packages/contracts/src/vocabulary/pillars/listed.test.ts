import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PILLARS } from '../pillars.ts'

test('every manifest of this folder is listed in PILLARS', () => {
  const files = readdirSync(import.meta.dirname).filter((file) => !/^define-pillar\.ts$|\.test\.ts$/.test(file))
  const listed = Object.keys(PILLARS).map((name) => `${name.replaceAll('_', '-')}.ts`)
  expect(listed.sort()).toEqual(files.sort())
})

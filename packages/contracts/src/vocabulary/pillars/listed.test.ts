import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { artifactDraft } from '../../wire/artifacts.ts'
import { PILLAR_NAMES, PILLARS } from '../pillars.ts'

test('every manifest of this folder is listed in PILLARS', () => {
  const files = readdirSync(import.meta.dirname).filter((file) => !/^define-pillar\.ts$|\.test\.ts$/.test(file))
  const listed = Object.keys(PILLARS).map((name) => `${name.replaceAll('_', '-')}.ts`)
  expect(listed.sort()).toEqual(files.sort())
})

test('each kind of result is made by one pillar', () => {
  const made = PILLAR_NAMES.flatMap((pillar): readonly string[] => PILLARS[pillar].makes)
  const kinds = artifactDraft.options.map(({ shape }) => shape.kind.value)
  expect(made.toSorted()).toEqual(kinds.toSorted())
})

test('agents need results of kinds that exist', () => {
  const made = PILLAR_NAMES.flatMap((pillar): readonly string[] => PILLARS[pillar].makes)
  const needed = PILLAR_NAMES.flatMap((pillar): readonly string[] => PILLARS[pillar].needs.artifactContents)
  expect(needed.filter((kind) => !made.includes(kind))).toEqual([])
})

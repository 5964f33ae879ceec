import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** What a page may take: it makes and reads frames without a library. The rest parses what strangers send, with zod. */
const PARSING = [
  'cancelled-by.ts',
  'envelope-commands.ts',
  'read-frame.ts',
  'runtime-agent-commands.ts',
  'standard-commands.ts',
]

const folder = new URL('.', import.meta.url)
const codecs = readdirSync(folder).filter((name) => name.endsWith('.ts') && !/\.test(-support)?\.ts$/.test(name))
const valueImports = (name: string): string[] =>
  [...readFileSync(new URL(name, folder), 'utf8').matchAll(/^(?:import|export) (?!type )[^']*? from '([^']+)'/gm)].map(
    ([, from = '']) => from,
  )

test.each(codecs.filter((name) => !PARSING.includes(name)))(
  '%s needs no library, no shape and no other codec that does',
  (name) => {
    for (const from of valueImports(name)) {
      expect(from).toMatch(/^\.\/|^\.\.\/vocabulary\//)
      expect(PARSING).not.toContain(from.replace('./', ''))
    }
  },
)

test('recognises the parsing codecs by the same check', () => {
  for (const name of PARSING)
    expect(
      valueImports(name).some((from) => !/^\.\.\/vocabulary\//.test(from)),
      name,
    ).toBe(true)
})

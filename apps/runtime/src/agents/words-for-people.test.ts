import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const SOURCES = path.resolve(import.meta.dirname, '..')
const COMMENT = /^\s*(?:\/\/|\/?\*)/

const sentencesWith = (word: RegExp): string[] =>
  readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.(?:test|test-support|bench)\.ts$/.test(name))
    .flatMap((name) =>
      readFileSync(path.join(SOURCES, name), 'utf8')
        .split('\n')
        .filter((line) => !COMMENT.test(line) && word.test(line))
        .map((line) => `${name}: ${line.trim()}`),
    )

test('people read of assistants, never of liaisons', () => {
  expect(sentencesWith(/[a-z}*] liaisons?\b(?! =)(?!\.\w)/i)).toEqual([])
})

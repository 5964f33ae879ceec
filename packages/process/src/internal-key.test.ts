import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BadConfiguration } from './environment.ts'
import { carriesKey, internalKey } from './internal-key.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'key-'))
  file = path.join(folder, 'data', 'internal.key')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const modeOf = (name: string) => (statSync(name).mode & 0o777).toString(8)

describe('[R7] the internal key', () => {
  test('is made at the first start, and is the same at the next', () => {
    const key = internalKey(undefined, file, false)
    expect(Buffer.from(key, 'base64url')).toHaveLength(32)
    expect(internalKey(undefined, file, false)).toBe(key)
    expect(readFileSync(file, 'utf8')).toBe(`${key}\n`)
  })

  test('can be read by its owner alone, and what was open is closed', () => {
    internalKey(undefined, file, false)
    expect(modeOf(file)).toBe('600')
    expect(modeOf(path.dirname(file))).toBe('700')
    chmodSync(file, 0o644)
    internalKey(undefined, file, false)
    expect(modeOf(file)).toBe('600')
  })

  test('leaves no second copy of itself behind', () => {
    internalKey(undefined, file, false)
    internalKey(undefined, file, false)
    expect(readdirSync(path.dirname(file))).toEqual(['internal.key'])
  })

  test('is never nothing: a file that has lost its content stops the start, in words', () => {
    internalKey(undefined, file, false)
    writeFileSync(file, '')
    expect(() => internalKey(undefined, file, false)).toThrow(BadConfiguration)
    expect(() => internalKey(undefined, file, false)).toThrow(/empty; without internal.key a new one is made/)
  })

  test('reads an existing key; explains when none can be made', () => {
    const key = internalKey(undefined, file, false)
    // Even root cannot create a file there.
    expect(() => internalKey(undefined, '/sys/internal.key', false)).toThrow(BadConfiguration)
    expect(() => internalKey(undefined, '/sys/internal.key', false)).toThrow(
      /INTERNAL_KEY: is not set, and .*internal.key/,
    )
    chmodSync(path.dirname(file), 0o500)
    chmodSync(file, 0o400)
    expect(internalKey(undefined, file, false)).toBe(key)
    expect(modeOf(file)).toBe('400')
  })

  test('two houses have different keys', () => {
    expect(internalKey(undefined, file, false)).not.toBe(internalKey(undefined, `${file}2`, false))
  })

  test('is what was configured, and then no file is made', () => {
    expect(internalKey('chosen', file, false)).toBe('chosen')
    expect(readdirSync(folder)).toEqual([])
  })

  test('processes that ask for it at the same moment get the same one', async () => {
    const program = `
      import { internalKey } from ${JSON.stringify(import.meta.resolve('./internal-key.ts'))}
      process.stdout.write('ready\\n')
      process.stdin.once('data', () => {
        process.stdout.write(internalKey(undefined, ${JSON.stringify(file)}, false) + '\\n')
        process.exit(0)
      })`
    const args = ['--import', 'tsx', '--input-type=module', '--eval', program]
    const children = Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, args, { cwd: import.meta.dirname, stdio: ['pipe', 'pipe', 'inherit'] })
      const ready = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
      let said = ''
      child.stdout.on('data', (chunk) => {
        said += String(chunk)
      })
      const ended = new Promise<string>((resolve) => child.once('close', () => resolve(said)))
      return { child, ready, ended }
    })
    await Promise.all(children.map(({ ready }) => ready))
    for (const { child } of children) child.stdin.end('go')
    const keys = (await Promise.all(children.map(({ ended }) => ended))).map((said) => said.trim().split('\n').at(-1))
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toBe(internalKey(undefined, file, false))
  })
})

describe('in production', () => {
  test.each(['', 'short', 'a'.repeat(64), '0123456789abcdef0123456789abcde', 'abcabcabc'.repeat(8)])(
    'the weak key %j is refused by the name of its variable, and is not repeated',
    (weak) => {
      expect(() => internalKey(weak, file, true)).toThrow(BadConfiguration)
      expect(() => internalKey(weak, file, true)).toThrow(/INTERNAL_KEY/)
      if (weak) expect(() => internalKey(weak, file, true)).not.toThrow(new RegExp(weak))
    },
  )

  test('a weak key in the file is refused too', () => {
    internalKey(undefined, file, true)
    writeFileSync(file, 'secret\n')
    expect(() => internalKey(undefined, file, true)).toThrow(BadConfiguration)
  })

  test('a key that was made here is strong enough', () => {
    for (let i = 0; i < 50; i += 1) expect(() => internalKey(undefined, `${file}${i}`, true)).not.toThrow()
  })
})

describe('[R7] a call carries the key or it does not', () => {
  const KEY = 'k'.repeat(20)

  test('as a bearer token, exactly', () => {
    expect(carriesKey(`Bearer ${KEY}`, KEY)).toBe(true)
  })

  test.each<[string, string | undefined]>([
    ['no header', undefined],
    ['an empty header', ''],
    ['only the scheme', 'Bearer '],
    ['the key without the scheme', KEY],
    ['another scheme', `Basic ${KEY}`],
    ['another case of the scheme', `bearer ${KEY}`],
    ['the beginning of the key', `Bearer ${KEY.slice(0, -1)}`],
    ['the key and more', `Bearer ${KEY}k`],
    ['the key and a space', `Bearer ${KEY} `],
    ['another key', `Bearer ${'j'.repeat(20)}`],
  ])('%s does not', (_, header) => {
    expect(carriesKey(header, KEY)).toBe(false)
  })
})

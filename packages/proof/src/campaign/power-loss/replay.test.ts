import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { seeded } from '../../seeded.ts'
import { crashPoints } from './crash-points.ts'
import { Disk, type Survival } from './disk.ts'
import { readTrace, type Step } from './trace.ts'

let place: string
beforeEach(() => {
  place = mkdtempSync(path.join(tmpdir(), 'replay-'))
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

const hex = (text: string | Buffer) =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
const fd = (number: number, name: string) => `${number}<${hex(name)}>`
const string = (text: string | Buffer) => `"${hex(text)}"`

function read(...lines: string[]): Promise<Step[]> {
  const file = path.join(place, 'trace')
  writeFileSync(file, `${lines.join('\n')}\n`)
  return readTrace(file, '/r')
}

const OPEN = `7 openat(AT_FDCWD<${hex('/')}>, ${string('/r/a')}, O_RDWR|O_CREAT, 0600) = ${fd(3, '/r/a')}`

describe('a trace', () => {
  test('is read in the order in which writes began and syncs ended', async () => {
    const steps = await read(
      OPEN,
      `7 pwrite64(${fd(3, '/r/a')}, ${string('one')}, 3, 0) = 3`,
      `7 fdatasync(${fd(3, '/r/a')} <unfinished ...>`,
      `8 writev(${fd(9, 'socket:[5]')}, [{iov_base=${string('hel')}, iov_len=3}, {iov_base=${string('lo')}, iov_len=2}], 2 <unfinished ...>`,
      '7 <... fdatasync resumed>) = 0',
      '8 <... writev resumed>) = 4',
      '7 +++ exited with 0 +++',
    )
    expect(steps).toEqual([
      { call: 'open', path: '/r/a', creates: true, empties: false, at: 0 },
      { call: 'write', path: '/r/a', offset: 0, bytes: Buffer.from('one'), at: 1 },
      { call: 'send', socket: 'socket:[5]', bytes: Buffer.from('hell'), at: 3 },
      { call: 'sync', path: '/r/a', begun: 2, at: 4 },
    ])
  })

  test('drops failed, unfinished and unrelated calls', async () => {
    const steps = await read(
      `7 openat(AT_FDCWD<${hex('/')}>, ${string('/r/a')}, O_RDWR|O_CREAT, 0600) = -1 EACCES (Permission denied)`,
      `7 openat(AT_FDCWD<${hex('/')}>, ${string('/rest')}, O_RDWR|O_CREAT, 0600) = ${fd(3, '/rest')}`,
      `7 pwrite64(${fd(4, '/r/a-shm')}, ${string('x')}, 1, 0) = 1`,
      `7 write(${fd(5, '/r/gone')}(deleted), ${string('x')}, 1) = 1`,
      `7 fsync(${fd(4, '/r/a')}) = ?`,
      `7 pwrite64(${fd(3, '/r/a')}, ${string('never')}, 5, 0 <unfinished ...>`,
      '7 +++ killed by SIGKILL +++',
    )
    expect(steps).toEqual([])
  })

  test('writes without a place go on where the last one ended', async () => {
    const write = `7 write(${fd(3, '/r/a')}, ${string('ab')}, 2) = 2`
    const steps = await read(OPEN, write, write, OPEN, write)
    expect(steps.flatMap((step) => (step.call === 'write' ? [step.offset] : []))).toEqual([0, 2, 0])
  })

  test('rejects an unreadable line', async () => {
    await expect(read('7 something else')).rejects.toThrow('unreadable')
    await expect(read(`7 write(${fd(3, '/r/a')}, "\\x61"..., 9) = 9`)).rejects.toThrow('unreadable')
    await expect(read(`7 fallocate(${fd(3, '/r/a')}, 0, 0, 9) = 0`)).rejects.toThrow('not understood')
  })
})

/** Steps with their place in the order as `at`. */
type Untimed = Step extends infer S ? (S extends Step ? Omit<S, 'at'> : never) : never
const timed = (...calls: Untimed[]): Step[] => calls.map((call, at) => ({ ...call, at }))

const made = (name: string) => ({ call: 'open', path: `/r/${name}`, creates: true, empties: false }) as const
const wrote = (name: string, offset: number, text: string) =>
  ({ call: 'write', path: `/r/${name}`, offset, bytes: Buffer.from(text) }) as const
const synced = (name: string) => ({ call: 'sync', path: name, begun: Number.POSITIVE_INFINITY }) as const

function after(steps: Step[], survival: Survival, seed = 1): Record<string, string> {
  const disk = new Disk('/r')
  for (const step of steps) disk.apply(step)
  const files = disk.survivors(survival, seeded(seed))
  return Object.fromEntries([...files].map(([name, bytes]) => [name, String(bytes)]))
}

describe('after a power loss', () => {
  const steps = timed(made('a'), wrote('a', 0, 'old'), synced('/r/a'), synced('/r'), wrote('a', 1, 'xxx'))

  test('keeps synced data and all, none or some later writes', () => {
    expect(after(steps, 'synced')).toEqual({ a: 'old' })
    expect(after(steps, 'written')).toEqual({ a: 'oxxx' })
    const torn = new Set(Array.from({ length: 50 }, (_, seed) => after(steps, 'torn', seed).a))
    expect(torn).toEqual(new Set(['old', 'oxxx']))
  })

  test('a write that began after a sync had begun is not synced by it', () => {
    const late = timed(made('a'), synced('/r'), { ...synced('/r/a'), begun: 2 }, wrote('a', 0, 'x'))
    expect(after([...late, { call: 'sync', path: '/r/a', begun: 3, at: 4 }], 'synced')).toEqual({ a: '' })
  })

  test('tears a large write at sectors', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(8_192))
    const more = timed(
      made('a'),
      wrote('a', 0, a ?? ''),
      synced('/r/a'),
      synced('/r'),
      wrote('a', 0, b ?? ''),
      wrote('a', 0, c ?? ''),
    )
    const sectors = Array.from({ length: 50 }, (_, seed) => after(more, 'torn', seed).a?.match(/.{512}/g) ?? []).flat()
    expect(new Set(sectors)).toEqual(new Set([a, b, c].map((text) => text?.slice(0, 512))))
  })

  test('a name is there when its folder was synced after it was given', () => {
    const named = timed(made('a'), wrote('a', 0, 'x'), synced('/r/a'))
    expect(after(named, 'synced')).toEqual({})
    expect(after([...named, { ...synced('/r'), at: 3 }], 'synced')).toEqual({ a: 'x' })
  })

  test('a name that was taken over stands for the old file until its folder was synced', () => {
    const replaced = timed(
      ...[made('a'), wrote('a', 0, 'old'), synced('/r/a'), synced('/r')],
      ...[made('b'), wrote('b', 0, 'new'), synced('/r/b'), { call: 'rename', from: '/r/b', path: '/r/a' } as const],
    )
    expect(after(replaced, 'synced')).toEqual({ a: 'old' })
    expect(after(replaced, 'written')).toEqual({ a: 'new' })
  })

  test('what lies in a folder is there when the folder is', () => {
    const inside = timed({ call: 'mkdir', path: '/r/f' }, made('f/a'), synced('/r/f/a'), synced('/r/f'))
    expect(after(inside, 'synced')).toEqual({})
    expect(after([...inside, { ...synced('/r'), at: 9 }], 'synced')).toEqual({ 'f/a': '' })
  })
})

test('chooses distinct ordered moments by seed', () => {
  const steps = timed(...Array.from({ length: 30 }, () => [wrote('a', 0, 'x'), synced('/r/a')]).flat())
  const points = (seed: number) => crashPoints(steps, new Set([5, 6]), { count: 40, random: seeded(seed) })
  expect(new Set(points(1)).size).toBe(40)
  expect(points(1)).toEqual([...points(1)].sort((a, b) => a - b))
  expect(points(1)).toEqual(points(1))
  expect(() => crashPoints(steps, new Set([5]), { count: 61, random: seeded(1) })).toThrow(RangeError)
})

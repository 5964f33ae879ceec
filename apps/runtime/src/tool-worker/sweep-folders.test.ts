import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { folderPrefix, sweepFolders } from './sweep-folders.ts'

const DAY_MS = 24 * 3_600_000
let parent: string
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'sweep-'))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const make = (name: string): string => {
  mkdirSync(path.join(parent, name, 'files'), { recursive: true })
  return name
}
/** The name of a folder of this process, as another process would have it. */
const of = (pid: number): string => `${path.basename(folderPrefix()).replace(/\d+-$/, '')}${pid}-abcDE1`

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}

test('removes the folder of a process that is dead', async () => {
  const left = make(of(await deadPid()))
  expect(sweepFolders(Date.now(), parent)).toEqual([left])
  expect(existsSync(path.join(parent, left))).toBe(false)
})

test('keeps folders of processes that live, here and elsewhere', async () => {
  const mine = make(of(process.pid))
  const theirs = make(of(process.ppid))
  const elsewhere = make(`biplane-tools-12345-${await deadPid()}-abcDE1`)
  expect(sweepFolders(Date.now(), parent)).toEqual([])
  for (const name of [mine, theirs, elsewhere]) expect(existsSync(path.join(parent, name))).toBe(true)
})

test('removes folders of earlier releases after a day', () => {
  const old = [make('biplane-tools-abcDE1'), make('biplane-tables-abcDE1')]
  const now = Date.now()
  expect(sweepFolders(now, parent)).toEqual([])
  expect(sweepFolders(now + DAY_MS + 60_000, parent).toSorted()).toEqual(old.toSorted())
})

test('touches neither links nor anything of another name', () => {
  const target = make('kept')
  symlinkSync(path.join(parent, target), path.join(parent, 'biplane-tools-abcDE1'))
  for (const name of ['biplane-toolsabc', 'other-tools-abcDE1', 'biplane-tools-abcDE1x']) {
    make(name)
    utimesSync(path.join(parent, name), 1, 1)
  }
  expect(sweepFolders(Date.now() + 9 * DAY_MS, parent)).toEqual([])
  expect(existsSync(path.join(parent, target, 'files'))).toBe(true)
})

test('names its own folder after this process', () => {
  expect(path.basename(folderPrefix())).toMatch(new RegExp(`^biplane-tools-\\d+-${process.pid}-$`))
})

// The key with which Experience and Runtime know each other: made at the first start, kept in a file of mode 0600.
import { createHash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { BadConfiguration } from './environment.ts'

const WEAK = 32

/**
 * The configured key, or the one in the file, or a new one put there. Both processes may ask at the same moment: the
 * first one wins and both get its key.
 * @throws BadConfiguration for an empty key, for a weak one in production, and for a file that cannot be read or made
 */
export function internalKey(configured: string | undefined, file: string, production: boolean): string {
  const key = configured ?? keyOf(file)
  if (key === '')
    throw new BadConfiguration([`INTERNAL_KEY: is empty; without ${path.basename(file)} a new one is made`])
  if (production && (key.length < WEAK || new Set(key).size < 10)) {
    throw new BadConfiguration([`INTERNAL_KEY: is too weak for production, use ${WEAK} random characters or more`])
  }
  return key
}

function keyOf(file: string): string {
  try {
    return readClosed(file) ?? make(file)
  } catch (error) {
    const name = path.basename(file)
    if (codeOf(error) === 'EROFS')
      throw new BadConfiguration([`INTERNAL_KEY: is not set, and ${name} cannot be made: its file system is read-only`])
    if (codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM')
      throw new BadConfiguration([`INTERNAL_KEY: is not set, and this user may not read or make ${name}`])
    throw error
  }
}

/** The key in the file, made readable for its owner alone; `null` where there is no file. */
function readClosed(file: string): string | null {
  try {
    const key = readFileSync(file, 'utf8').trim()
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
    return key
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

function make(file: string): string {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const mine = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  // Synced before it has its name: a power loss could else leave the name of an empty file.
  writeFileSync(mine, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  try {
    // A link appears whole or not at all, and never replaces what is there.
    linkSync(mine, file)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    unlinkSync(mine)
  }
  return readFileSync(file, 'utf8').trim()
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null)

/** What a key derived from the internal key is good for: one that leaks opens nothing else. */
export type KeyPurpose = 'runtime-link' | 'file-addresses' | 'mcp-sessions'

/** A key for one purpose, from which neither the internal key nor another purpose's key can be computed (HKDF-SHA256). */
export const deriveKey = (key: string, purpose: KeyPurpose): string =>
  Buffer.from(hkdfSync('sha256', key, '', `biplane ${purpose}`, 32)).toString('base64url')

/** Whether an `Authorization` header carries the key; the time taken does not depend on how much of it is right. */
export function carriesKey(authorization: string | undefined, key: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${key}`))
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MIGRATIONS, opened, temporaryFolder } from './database.test-support.ts'
import { DatabaseInUse, DatabaseTakenOver, isStorageFault } from './errors.ts'
import { openReader } from './reader.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = temporaryFolder()
  file = path.join(folder, 'data', 'a.db')
})

const modeOf = (name: string) => (statSync(name).mode & 0o777).toString(8)

describe('an open database', () => {
  test.each<[string, string | number, string]>([
    ['journal_mode', 'wal', 'readers and the writer do not wait for each other'],
    ['synchronous', 2, '[L1] NORMAL loses acknowledged commits on power loss'],
    ['foreign_keys', 1, 'a token belongs to a session'],
    ['busy_timeout', 5000, 'a stranger who reads the file is waited for'],
    ['journal_size_limit', 64 * 1024 * 1024, 'the WAL does not stay large'],
  ])('has %s = %s: %s', async (pragma, expected) => {
    const { connection } = await opened(file)
    expect(String(connection.pragma(pragma, { simple: true }))).toBe(String(expected))
  })

  test('and everything beside it can be read by its owner alone', async () => {
    const database = await opened(file)
    database.connection.exec('UPDATE LogMeta SET commits = commits + 1')
    const modes = ['', '-wal', '-shm', '.epoch'].map((suffix) => [suffix, modeOf(`${file}${suffix}`)])
    expect(modes).toEqual([
      ['', '600'],
      ['-wal', '600'],
      ['-shm', '600'],
      ['.epoch', '600'],
    ])
    expect(modeOf(path.dirname(file))).toBe('700')
  })

  test('removes access for others at the next start', async () => {
    const first = await opened(file)
    first.close()
    chmodSync(file, 0o644)
    await opened(file)
    expect(modeOf(file)).toBe('600')
  })

  test('can be opened again after a close', async () => {
    const first = await opened(file)
    first.close()
    expect(first.connection.open).toBe(false)
    expect((await opened(file)).connection.open).toBe(true)
  })

  test('[V4] closes also while a stranger holds the write lock', async () => {
    const first = await opened(file)
    first.connection.pragma('busy_timeout = 0')
    const stranger = new Database(file)
    stranger.exec('BEGIN IMMEDIATE')
    expect(() => first.close()).not.toThrow()
    stranger.close()
    expect(await opened(file)).toMatchObject({ epoch: first.epoch, restored: false })
  })

  test('[V4] keeps its epoch when the witness file is not writable', async () => {
    const first = await opened(file)
    // As if the disk were full: the file that is written first cannot be made.
    mkdirSync(`${file}.epoch.next`)
    first.connection.exec('UPDATE LogMeta SET commits = commits + 1')
    expect(() => first.witness()).not.toThrow()
    expect(() => first.close()).not.toThrow()
    rmdirSync(`${file}.epoch.next`)
    expect(await opened(file)).toMatchObject({ epoch: first.epoch, restored: false })
  })
})

describe('a reader', () => {
  test('[L15] checkpoints the WAL while another reader is open', async () => {
    const database = await opened(file)
    const reader = openReader(file)
    expect(reader.prepare('SELECT commits FROM LogMeta').get()).toEqual({ commits: 1 })
    database.connection.exec('UPDATE LogMeta SET commits = 77')
    database.close()
    cpSync(file, `${file}.copy`)
    reader.close()
    const copy = openReader(`${file}.copy`)
    expect(copy.prepare('SELECT commits FROM LogMeta').get()).toEqual({ commits: 77 })
    copy.close()
  })

  test('sees what is committed, and writes nothing', async () => {
    const { connection } = await opened(file)
    const reader = openReader(file)
    connection.exec("INSERT INTO Event VALUES ('c', 1, 'user.message', NULL, 'm', NULL, NULL, NULL, '{}', 't')")
    expect(reader.prepare('SELECT count(*) AS n FROM Event').get()).toEqual({ n: 1 })
    expect(() => reader.exec('DELETE FROM Event')).toThrow(/readonly/)
    reader.close()
  })

  test('makes no database where there is none', () => {
    expect(() => openReader(path.join(folder, 'none.db'))).toThrow()
    expect(existsSync(path.join(folder, 'none.db'))).toBe(false)
  })
})

describe('what cannot be opened', () => {
  test('names a file that is not a database', async () => {
    mkdirSync(path.dirname(file))
    writeFileSync(file, 'this is not a database, it is a sentence of more than a hundred bytes. '.repeat(20))
    await expect(opened(file)).rejects.toThrow(/not a database/)
    await expect(opened(file)).rejects.not.toBeInstanceOf(DatabaseInUse)
  })

  test.each(['a device', 'a pipe'])('refuses %s in the place of the database in words', async (kind) => {
    const place = kind === 'a device' ? '/dev/null' : path.join(folder, 'pipe')
    if (kind === 'a pipe') execFileSync('mkfifo', [place])
    await expect(opened(place)).rejects.toMatchObject({
      name: 'DatabaseNotWritable',
      message: expect.stringContaining('it is a device, a pipe or a socket'),
    })
  })

  test('a folder that cannot be made is an error, not a crash', async () => {
    writeFileSync(path.join(folder, 'data'), '')
    await expect(opened(file)).rejects.toThrow()
  })
})

describe('one process for one file', () => {
  const children: ChildProcess[] = []
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  })

  /** Another process that opens the file, and what it said of it. */
  async function another(name = file, env: NodeJS.ProcessEnv = {}): Promise<{ child: ChildProcess; said: string }> {
    const fixture = path.join(import.meta.dirname, 'hold-database.fixture.ts')
    const child = spawn(process.execPath, ['--import', 'tsx', fixture, name, MIGRATIONS], {
      cwd: import.meta.dirname,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(child)
    const [said] = await once(createInterface({ input: child.stdout }), 'line')
    return { child, said: String(said) }
  }

  test('rejects a second process with a plain sentence', async () => {
    const { said } = await another()
    expect(said).toMatch(/^open /)
    await expect(opened(file)).rejects.toBeInstanceOf(DatabaseInUse)
    await expect(opened(file)).rejects.toThrow(/already open in another process.*DATABASE_URL/)
    expect((await another()).said).toBe('DatabaseInUse')
  })

  test('and is let in as soon as the first one was killed, with the same epoch', async () => {
    const { child, said } = await another()
    await expect(opened(file)).rejects.toBeInstanceOf(DatabaseInUse)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const database = await opened(file)
    expect(`open ${database.epoch}`).toBe(said)
    expect(database.restored).toBe(false)
  })

  test('the same process does not get it twice either', async () => {
    const first = await opened(file)
    await expect(opened(file)).rejects.toBeInstanceOf(DatabaseInUse)
    first.close()
    await expect(opened(file)).resolves.toMatchObject({ epoch: first.epoch })
  })

  test.each([
    [
      'a symbolic link to the file',
      () => {
        symlinkSync(file, path.join(folder, 'link.db'))
        return path.join(folder, 'link.db')
      },
    ],
    [
      'a symbolic link to its folder',
      () => {
        symlinkSync(path.dirname(file), path.join(folder, 'linked'))
        return path.join(folder, 'linked', 'a.db')
      },
    ],
    [
      'its own name after the lock file was removed',
      () => {
        rmSync(`${file}.lock`)
        return file
      },
    ],
  ])('[L15] refuses a second process through %s', async (_, nameOf) => {
    const first = await opened(file)
    const name = nameOf()
    expect((await another(name)).said).toBe('DatabaseInUse')
    await expect(opened(name)).rejects.toBeInstanceOf(DatabaseInUse)
    expect(() => first.fence.check()).not.toThrow()
  })

  test('[L15] opens through a symbolic link with the same epoch', async () => {
    const first = await opened(file)
    first.close()
    symlinkSync(file, path.join(folder, 'link.db'))
    const linked = await opened(path.join(folder, 'link.db'))
    expect(linked).toMatchObject({ epoch: first.epoch, restored: false })
    expect(readdirSync(folder).sort()).toEqual(['data', 'link.db'])
  })

  test('[L15] creates the database behind a link that leads nowhere yet, for one process', async () => {
    mkdirSync(path.dirname(file), { recursive: true })
    symlinkSync(file, path.join(folder, 'link.db'))
    await opened(path.join(folder, 'link.db'))
    expect((await another()).said).toBe('DatabaseInUse')
  })

  test('[L15] refuses a file with a second name, in words', async () => {
    const first = await opened(file)
    linkSync(file, path.join(folder, 'hard.db'))
    await expect(opened(path.join(folder, 'hard.db'))).rejects.toThrow(/2 names \(hard links\)/)
    first.close()
    await expect(opened(file)).rejects.toThrow(/2 names/)
  })

  const canMount = process.platform === 'linux' && process.getuid?.() === 0
  test.runIf(canMount)('[L15] refuses a file that is mounted alone', async () => {
    const first = await opened(file)
    const alone = path.join(folder, 'bind mount.db')
    writeFileSync(alone, '')
    try {
      execFileSync('mount', ['--bind', file, alone])
    } catch {
      return first.close()
    }
    try {
      expect((await another(alone)).said).toBe('DatabaseInUse')
      // As from another container, which has temporary files of its own.
      expect((await another(alone, { TMPDIR: folder })).said).toBe('DatabaseInUse')
      await expect(opened(alone)).rejects.toThrow(/mounted without its folder/)
    } finally {
      execFileSync('umount', [alone])
    }
    first.fence.countCommit()
  })

  /** As from another container: the lock beside the file is gone, and temporary files are elsewhere. */
  const takeOver = () => {
    rmSync(`${file}.lock`)
    return another(file, { TMPDIR: folder })
  }

  test('[L15] fences the first process as soon as a second one got past every lock', async () => {
    const first = await opened(file)
    first.fence.countCommit()
    expect((await takeOver()).said).toBe(`open ${first.epoch}`)
    expect(() => first.fence.countCommit()).toThrow(DatabaseTakenOver)
    expect(() => first.fence.check()).toThrow(/Another process has opened .*a\.db/)
  })

  test('[L15] fences every table that is written without a group commit', async () => {
    const { connection } = await opened(file)
    const add = () =>
      connection.exec(
        `INSERT INTO File (id, sessionId, tenant, name, mime, kind, size, sha256, storedAs, createdAt)
         VALUES ('f', 's', 'local', 'n', 'm', 'k', 1, 'h', 'x', 't')`,
      )
    add()
    await takeOver()
    expect(add).toThrow(/fenced/)
    expect(() => connection.exec("UPDATE File SET name = 'other'")).toThrow(/fenced/)
    expect(() => connection.exec('DELETE FROM File')).toThrow(/fenced/)
    expect(connection.prepare('SELECT count(*) AS n FROM File').get()).toEqual({ n: 1n })
  })

  test('[L15] stops writing to a file that was removed or replaced', async () => {
    const first = await opened(file)
    renameSync(file, `${file}.away`)
    expect(() => first.fence.countCommit()).toThrow(/removed or replaced/)
    writeFileSync(file, '')
    expect(() => first.fence.check()).toThrow(DatabaseTakenOver)
  })

  test('two files are two databases', async () => {
    await opened(file)
    await expect(opened(`${file}2`)).resolves.toBeDefined()
  })
})

describe('a storage fault', () => {
  test('is the no of the disk: full, broken, locked by a stranger; and nothing else', async () => {
    const { connection } = await opened(file)
    const faultOf = (run: () => void): unknown => {
      try {
        run()
      } catch (error) {
        return error
      }
      throw new Error('that went well')
    }
    connection.pragma(`max_page_count = ${connection.pragma('page_count', { simple: true })}`)
    const full = faultOf(() => {
      for (let i = 0; i < 100; i += 1) {
        connection
          .prepare("INSERT INTO Event VALUES ('c', ?, 't', NULL, 'm', NULL, NULL, NULL, ?, 't')")
          .run(i, 'x'.repeat(9_999))
      }
    })
    expect(isStorageFault(full)).toBe(true)
    expect(
      isStorageFault(faultOf(() => connection.exec("INSERT INTO LogMeta (id, epoch, commits) VALUES (1, 'e', 1)"))),
    ).toBe(false)
    expect(isStorageFault(faultOf(() => connection.exec('SELECT * FROM Nowhere')))).toBe(false)
    expect(isStorageFault(new Error('SQLITE_FULL'))).toBe(false)
    expect(isStorageFault(undefined)).toBe(false)
  })
})

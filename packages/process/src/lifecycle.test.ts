import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'

interface Ended {
  code: number | null
  /** All that it said, as it said it. */
  text: string
  lines: Record<string, unknown>[]
}

/** A process that runs until it is asked, with this `close`; then `act` happens in it. How it ended and what it said. */
async function ended(close: string, act: string, signals: NodeJS.Signals[] = []): Promise<Ended> {
  const program = `
    import { runUntilAsked } from ${JSON.stringify(import.meta.resolve('./lifecycle.ts'))}
    import { openLog } from ${JSON.stringify(import.meta.resolve('./log.ts'))}
    const log = openLog('test', 'info')
    setInterval(() => {}, 1_000)
    runUntilAsked(log, 200, ${close})
    log.info('running')
    ${act}`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program]
  const child = spawn(process.execPath, args, { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk) => {
    if (said === '') for (const signal of signals) child.kill(signal)
    said += String(chunk)
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', (exit) => resolve(exit)))
  const lines = said
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line))
  return { code, text: said, lines }
}

async function failed(act: string): Promise<{ code: number | null; said: string }> {
  const program = `
    import { BadConfiguration } from ${JSON.stringify(import.meta.resolve('./environment.ts'))}
    import { failStart } from ${JSON.stringify(import.meta.resolve('./lifecycle.ts'))}
    import { openLog } from ${JSON.stringify(import.meta.resolve('./log.ts'))}
    const log = openLog('test', 'info')
    const settings = { port: 'TEST_PORT', host: 'TEST_HOST' }
    ${act}`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program]
  const child = spawn(process.execPath, args, { cwd: import.meta.dirname })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk)
    })
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', (exit) => resolve(exit)))
  return { code, said }
}

const words = ({ lines }: Ended) => lines.map(({ msg }) => msg)
const errors = ({ lines }: Ended) => lines.filter(({ level }) => level === 'error').map(({ msg }) => msg)
const IN_ORDER = `async () => { log.info('put away') }`

describe('[SECURITY 17] a process that is asked to end', () => {
  test.each<[NodeJS.Signals]>([['SIGTERM'], ['SIGINT']])('by %s closes in order and ends with 0', async (signal) => {
    const end = await ended(IN_ORDER, '', [signal])
    expect([end.code, words(end)]).toEqual([0, ['running', 'closing', 'put away']])
    expect(end.lines[1]).toMatchObject({ reason: signal })
    expect(errors(end)).toEqual([])
  })

  test('twice closes once', async () => {
    const end = await ended(IN_ORDER, '', ['SIGTERM', 'SIGINT', 'SIGTERM'])
    expect([end.code, words(end).filter((word) => word === 'put away')]).toEqual([0, ['put away']])
  })

  test('and does not come to an end in its time ends with 1, and says so', async () => {
    const end = await ended('() => new Promise(() => {})', '', ['SIGTERM'])
    expect([end.code, words(end)]).toEqual([1, ['running', 'closing', 'closing took too long']])
    expect(errors(end)).toEqual(['closing took too long'])
  })

  test('and cannot close ends with 1 and the cause without its secrets', async () => {
    const end = await ended(`async () => { throw new Error('the disk is gone, token=canary') }`, '', ['SIGTERM'])
    expect([end.code, end.lines.at(-1)]).toMatchObject([
      1,
      { msg: 'closing failed', err: { message: expect.stringContaining('the disk is gone') } },
    ])
    expect(errors(end)).toEqual(['closing failed'])
    expect(end.text).not.toContain('canary')
  })
})

describe('[SECURITY 17] an uncaught error ends the process with 1', () => {
  test.each<[string, string, string]>([
    ['an error', `setImmediate(() => { throw new Error('boom token=canary') })`, 'uncaughtException'],
    ['a rejection', `void Promise.reject(new Error('boom token=canary'))`, 'unhandledRejection'],
    ['a rejection with no error', `void Promise.reject('boom token=canary')`, 'unhandledRejection'],
    [
      'an event',
      `new (await import('node:events')).EventEmitter().emit('error', new Error('boom token=canary'))`,
      'uncaughtException',
    ],
  ])('%s', async (_, act, msg) => {
    const end = await ended(IN_ORDER, act)
    expect(end.code).toBe(1)
    expect(errors(end)).toEqual([end.lines.at(-1)?.msg])
    expect(end.lines.at(-1)?.msg).toContain(msg)
    expect(JSON.stringify(end.lines.at(-1))).toContain('boom')
    expect(end.text).not.toContain('canary')
  })
})

describe('[SECURITY 17] a process that cannot start', () => {
  test('for a configuration ends with 2 and says it in words, without a stack', async () => {
    const program = `failStart(log, new BadConfiguration(['PORT: is not a port']), settings)`
    const { code, said } = await failed(program)
    expect([code, said]).toEqual([2, 'the configuration is not usable:\n  PORT: is not a port\n'])
  })

  test.each([
    ['a port in use', `Object.assign(new Error('listen'), { code: 'EADDRINUSE' })`, 'TEST_PORT'],
    ['an address of another machine', `Object.assign(new Error('listen'), { code: 'EADDRNOTAVAIL' })`, 'TEST_HOST'],
    ['a port below 1024', `Object.assign(new Error('listen'), { code: 'EACCES', syscall: 'listen' })`, 'TEST_PORT'],
    ['a driver of another Node', `Object.assign(new Error('dlopen'), { code: 'ERR_DLOPEN_FAILED' })`, 'node_modules'],
    [
      'a path through a file',
      `Object.assign(new Error('mkdir'), { code: 'ENOTDIR', syscall: 'mkdir', path: '/x.txt/data' })`,
      '/x.txt/data cannot be used: a part of this path is a file. Fix that, or set DATABASE_URL',
    ],
    [
      'a folder of another user',
      `Object.assign(new Error('open'), { code: 'EACCES', syscall: 'open', path: '/root/data' })`,
      '/root/data cannot be used: permission denied',
    ],
    [
      'a folder in the place of the database',
      `Object.assign(new Error("EISDIR: illegal operation on a directory, open '/tmp'"), { code: 'EISDIR' })`,
      '/tmp cannot be used: it is a folder. Fix that, or set DATABASE_URL',
    ],
    [
      'a file that is not a database',
      `Object.assign(new Error('file is not a database'), { code: 'SQLITE_NOTADB' })`,
      'The file of DATABASE_URL is not a database',
    ],
    ['a database in use', `Object.assign(new Error('b.db is open'), { name: 'DatabaseInUse' })`, 'b.db is open'],
  ])('exits with 2 and one sentence for %s', async (_, error, word) => {
    const { code, said } = await failed(`failStart(log, ${error}, settings)`)
    expect([code, said.trimEnd().split('\n')]).toEqual([2, [expect.stringContaining(word)]])
  })

  test('for a mistake ends with 1 and logs its cause', async () => {
    const { code, said } = await failed(`failStart(log, new Error('a mistake'), settings)`)
    expect([code, JSON.parse(said)]).toMatchObject([1, { level: 'error', msg: 'could not start' }])
    expect(said).toContain('a mistake')
  })
})

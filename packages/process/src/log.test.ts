import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { openLog } from './log.ts'

const SECRET = 'hunter2hunter2'

/** What one line says. */
function lineOf(write: (log: ReturnType<typeof openLog>) => void): string {
  let said = ''
  const to = new Writable({
    write(chunk, _encoding, done) {
      said += String(chunk)
      done()
    },
  })
  write(openLog('experience', 'debug', to))
  return said
}

test('writes JSON with plane, level, time and ids', () => {
  const line: unknown = JSON.parse(
    lineOf((log) => log.info({ session_id: 's', invocation_id: 'i' }, 'message.accepted')),
  )
  expect(line).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    plane: 'experience',
    session_id: 's',
    invocation_id: 'i',
    msg: 'message.accepted',
  })
})

describe('[SECURITY 33] a secret is not written down', () => {
  test.each<[string, object]>([
    ['a token', { token: SECRET }],
    ['a session token one level down', { session: { session_token: SECRET } }],
    ['headers', { headers: { cookie: SECRET } }],
    ['an authorization', { request: { authorization: SECRET } }],
    ['an error that quotes an address', { err: new Error(`GET /api/ws/guide?session_token=${SECRET}&x=1 failed`) }],
    ['an error that quotes a header', { err: new Error(`invalid header: Bearer ${SECRET}`) }],
    ['the cause of an error', { err: new Error('outer', { cause: new Error(`?ticket=${SECRET}`) }) }],
    ['what an error carries along', { err: Object.assign(new Error('outer'), { config: { headers: SECRET } }) }],
  ])('%s', (_, fields) => {
    const line = lineOf((log) => log.error(fields, 'something happened'))
    expect(line).toContain('something happened')
    expect(line).not.toContain(SECRET)
  })

  test('an error keeps its name, its place, its code and the errors that caused it', () => {
    const error = Object.assign(new TypeError('outer', { cause: new Error('inner') }), { code: 'EPIPE' })
    const line = JSON.parse(lineOf((log) => log.error({ err: error }, 'failed')))
    expect(line.err).toMatchObject({ type: 'TypeError', code: 'EPIPE', message: expect.stringContaining('outer') })
    expect(line.err.stack).toContain('log.test.ts')
    expect(line.err.stack).toContain('inner')
  })
})

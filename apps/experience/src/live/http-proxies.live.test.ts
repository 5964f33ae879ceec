// The reverse proxies in deploy/: nginx really runs where it is installed (Debian's package, or NGINX_BIN=/path/to/it), and is
// passed over with a word where it is not.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ended, Live, Person } from './live.test-support.ts'
import { SseReader } from './sse-reader.test-support.ts'

const DEPLOY = path.resolve(import.meta.dirname, '../../../../deploy')
const nginx = process.env.NGINX_BIN ?? '/usr/sbin/nginx'
const installed = existsSync(nginx) && spawnSync(nginx, ['-v']).status === 0

describe('traefik', () => {
  test('routes every path that Experience serves to it, and none that is not for clients', async () => {
    await using live = await Live.open()
    const rules = readFileSync(path.join(DEPLOY, 'traefik-routes.yml'), 'utf8')
    const named = rules.slice(rules.indexOf('experience:'), rules.indexOf('page:'))
    const prefixes = [...named.matchAll(/PathPrefix\(`([^`]+)`\)/g)].map(([, prefix]) => prefix ?? '')
    const paths = [...new Set(live.routes.map((route) => route.split(' ')[1] ?? ''))]
    expect(paths.length).toBeGreaterThan(30)
    const covered = (route: string) => prefixes.some((prefix) => route === prefix || route.startsWith(`${prefix}/`))
    expect(paths.filter((route) => !covered(route)).filter((route) => !/^\/(internal|metrics)/.test(route))).toEqual([])
    expect(paths.filter((route) => /^\/(internal|metrics)/.test(route)).filter(covered)).toEqual([])
  })
})

if (!installed) process.stderr.write(`nginx is not installed (${nginx}): its tests are passed over\n`)

describe.skipIf(!installed)('nginx', () => {
  let live: Live
  let anna: Person
  let proxy: { url: string; process: ChildProcess; folder: string }

  beforeAll(async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    live = await Live.open({
      env: { ALLOWED_ORIGINS: url, TRUSTED_PROXIES: '127.0.0.1', LIMIT_GUEST_BYTES: String(1024 ** 3) },
    })
    proxy = { url, ...(await runNginx(port, Number(new URL(live.url).port))) }
    const direct = await live.guest()
    anna = new Person(proxied(live, url), direct.token, direct.sessionId)
  })
  afterAll(async () => {
    await live[Symbol.asyncDispose]()
    const gone = new Promise((resolve) => proxy.process.once('exit', resolve))
    proxy.process.kill('SIGTERM')
    await gone
    rmSync(proxy.folder, { recursive: true, force: true })
  })

  test('a socket opens through it, from the page’s own origin alone, and says an answer to the end', async () => {
    const reader = await anna.listen()
    await anna.trpc.guide.send.mutate({ message: 'hello' })
    await reader.until((items) => ended(items))
    reader.stop()
    const upgrade = (origin: string) =>
      statusOfUpgrade(`${proxy.url}/api/runtime/agent?session_token=${anna.token}`, origin)
    expect(await upgrade('https://evil.example')).toBe(403)
    expect(await upgrade(proxy.url)).toBe(101)
  })

  test('a stream passes each event when it is said, not when it is over', async () => {
    live.runtime.script('guide.global', async function* (_request, control) {
      yield { type: 'agent.token', payload: { text: 'first ' } }
      await control.gate('behind nginx')
      yield { type: 'agent.token', payload: { text: 'second' } }
    })
    await using reader = new SseReader(`${proxy.url}/api/chat/conversation/events`, { token: anna.token })
    await reader.until((frames) => frames.length === 1)
    await anna.fetch('/api/chat/guide', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"message":"slowly"}',
    })
    // The agent waits: what it has said is here all the same.
    await reader.until((frames) => frames.some(({ event }) => event === 'agent.token'))
    live.runtime.open('behind nginx')
    await reader.until((frames) => frames.some(({ event }) => event === 'agent.completed'))
  })

  test('200 MiB go through, and one byte more is refused by Experience in its own words', async () => {
    const upload = (bytes: number) => {
      const form = new FormData()
      form.set('file', new Blob([new Uint8Array(bytes).fill(0x78)], { type: 'text/plain' }), 'large.txt')
      return anna.fetch('/api/files', { method: 'POST', body: form })
    }
    expect((await upload(200 * 1024 * 1024)).status).toBe(201)
    const refused = await upload(200 * 1024 * 1024 + 1)
    expect([refused.status, await refused.json()]).toMatchObject([413, { code: 'TOO_LARGE' }])
  })

  test('what is not for clients is not there, and no token is written down', async () => {
    for (const route of ['/internal/files/x', '/metrics']) expect((await anna.fetch(route)).status).toBe(404)
    await fetch(`${proxy.url}/api/sessions?session_token=${anna.token}`)
    const written = readFileSync(path.join(proxy.folder, 'access.log'), 'utf8')
    expect(written).toContain('/api/sessions')
    expect(written).not.toContain(anna.token)
  })
})

/** The same Experience, seen through the proxy. */
function proxied(live: Live, url: string): Live {
  return new Proxy(live, {
    get(target, key) {
      if (key === 'url') return url
      if (key === 'client') return (token: string, at = url) => target.client(token, at)
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

async function runNginx(port: number, experience: number): Promise<{ process: ChildProcess; folder: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'nginx-'))
  const file = path.join(folder, 'nginx.conf')
  const text = readFileSync(path.join(DEPLOY, 'nginx.conf'), 'utf8')
  for (const place of ['127.0.0.1:8001', '127.0.0.1:8080']) {
    if (!text.includes(place)) throw new Error(`deploy/nginx.conf does not name ${place}`)
  }
  writeFileSync(
    file,
    text.replace('127.0.0.1:8001', `127.0.0.1:${experience}`).replace('127.0.0.1:8080', `127.0.0.1:${port}`),
  )
  // Started by root it would become somebody who may not write here.
  const user = process.getuid?.() === 0 ? ' user root;' : ''
  const child = spawn(nginx, ['-p', folder, '-c', file, '-g', `daemon off;${user}`], { stdio: 'inherit' })
  for (;;) {
    if (child.exitCode !== null) throw new Error('nginx did not start')
    if (await accepts(port)) return { process: child, folder }
  }
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** The status with which a request for a socket is answered. */
function statusOfUpgrade(url: string, origin: string): Promise<number> {
  const { port, pathname, search, host } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write(
        `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\n` +
          'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      ),
    )
    socket.once('data', (data) => {
      socket.destroy()
      resolve(Number(String(data).split(' ')[1]))
    })
    socket.on('error', reject)
  })
}

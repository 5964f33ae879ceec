// The two requests of the doctor: a plain HTTP request and a WebSocket upgrade.
import { randomBytes } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'

const PATIENCE_MS = 10_000

const moduleOf = (url) => (url.protocol === 'https:' ? https : http)

/**
 * One request, answered or not.
 * @typedef {{ status: number, headers: http.IncomingHttpHeaders, body: string, upgraded: boolean, error?: undefined }} Answer
 * @returns {Promise<Answer | { error: string, status?: undefined, headers?: undefined, body?: undefined, upgraded?: undefined }>}
 */
function ask(url, { method = 'GET', headers = {} } = {}) {
  return new Promise((resolve) => {
    const request = moduleOf(url).request(url, { method, headers, agent: false })
    request.setTimeout(PATIENCE_MS, () => request.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} s`)))
    request.on('error', (error) =>
      resolve({ error: 'code' in error && error.code ? String(error.code) : error.message }),
    )
    request.on('upgrade', (response, socket) => {
      socket.on('error', () => {})
      socket.destroy()
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: '', upgraded: true })
    })
    request.on('response', (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (piece) => {
        if (body.length < 10_000) body += piece
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, upgraded: false }),
      )
      response.on('error', (error) => resolve({ error: error.message }))
    })
    request.end()
  })
}

export const get = (base, path) => ask(new URL(path, base))

/** As a browser on `origin` opens a socket. */
export const upgrade = (base, path, origin) =>
  ask(new URL(path, base), {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      ...(origin ? { origin } : {}),
    },
  })

/** Like `curl -I` with upgrade headers: an upgrade without a key. */
export const bareUpgrade = (base, path) =>
  ask(new URL(path, base), { method: 'HEAD', headers: { connection: 'Upgrade', upgrade: 'websocket' } })

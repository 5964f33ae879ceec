// A sign-in for trying Biplane on one machine: it publishes a key and prints a token for the name that you give. Not for production.
//
//   node examples/local-issuer.mjs --sub anna --roles operator --tenant acme
//   AUTH_ISSUER=http://localhost:9100 AUTH_AUDIENCE=biplane AUTH_JWKS_URL=http://localhost:9100/jwks npm start
//
// Paste the token into the page (Session → Sign in), or send it to POST /api/auth/session as a bearer token.
import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    sub: { type: 'string', default: 'anna' },
    roles: { type: 'string', default: '' },
    tenant: { type: 'string', default: 'local' },
    port: { type: 'string', default: '9100' },
    minutes: { type: 'string', default: '60' },
  },
})
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const kid = randomUUID()
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

const now = Math.floor(Date.now() / 1000)
const claims = {
  iss: `http://localhost:${values.port}`,
  aud: 'biplane',
  sub: values.sub,
  roles: values.roles.split(',').filter(Boolean),
  tenant: values.tenant,
  iat: now,
  exp: now + 60 * Number(values.minutes),
}
const body = `${encode({ alg: 'RS256', typ: 'JWT', kid })}.${encode(claims)}`
const token = `${body}.${createSign('RSA-SHA256').update(body).sign(privateKey, 'base64url')}`

createServer((request, response) => {
  if (request.url !== '/jwks') return response.writeHead(404).end()
  const key = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }
  return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [key] }))
}).listen(Number(values.port), '127.0.0.1', () => {
  console.log(token)
})

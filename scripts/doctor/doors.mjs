// Checks a running system through one address, directly or through a proxy, after a deployment. Explains each wrong
// answer. Changes nothing and opens no session.
import { bareUpgrade, get, upgrade } from './ask.mjs'
import { fault, note, well } from './finding.mjs'

const SOCKETS = ['/trpc', '/api/ws/guide', '/api/ws/liaison/content', '/api/runtime/agent', '/realtime']
const MOST_SKEW_MS = 5_000

/** Everything that can be seen at `base`, for example `http://localhost:8001`. */
export async function lookAtDoors(base, { proxy = false } = {}) {
  const health = await get(base, '/healthz')
  if ('error' in health) return [unreachable(base, health.error, proxy)]
  if (health.status !== 200) return [notOurs(base, health, proxy)]
  const findings = [well('Experience', `${base} answers.`), lookAtClock(health.headers.date)]
  const ready = await get(base, '/readyz')
  const { finding, sockets } = readiness(ready)
  findings.push(finding)
  if (!sockets) {
    findings.push(
      note(
        'Sockets',
        'They are switched off; clients use HTTP and server-sent events.',
        'WS_ENABLED=true turns them on.',
      ),
    )
    return findings
  }
  for (const path of SOCKETS) findings.push(await lookAtSocket(base, path, proxy))
  findings.push(await lookAtStrangers(base), await lookAtUnknown(base))
  return findings
}

async function lookAtSocket(base, path, proxy) {
  const what = `Socket ${path}`
  const bare = await bareUpgrade(base, path)
  const wrong = wrongAnswer(what, bare, proxy)
  if (wrong) return wrong
  if (![400, 401, 426].includes(bare.status ?? 0))
    return fault(
      what,
      `An upgrade without a key is answered ${bare.status}.`,
      'Experience answers 400 or 426: something stands before it.',
    )
  const full = await upgrade(base, path, new URL(base).origin)
  const broken = wrongAnswer(what, full, proxy)
  if (broken) return broken
  if (full.status === 403)
    return fault(
      what,
      `It refuses the origin ${new URL(base).origin}.`,
      'Add that origin to ALLOWED_ORIGINS and start again.',
    )
  if (!full.upgraded)
    return fault(
      what,
      `The upgrade is answered ${full.status}.`,
      'A proxy must pass on `Connection: Upgrade` and `Upgrade`, with HTTP/1.1.',
    )
  return well(what, 'It opens.')
}

/** Answers that come from a proxy in front of Experience. */
function wrongAnswer(what, answer, proxy) {
  const where = proxy ? 'the proxy' : 'this address'
  if ('error' in answer) return fault(what, `The connection broke: ${answer.error}.`, `Look at the log of ${where}.`)
  if (answer.status === 502 || answer.status === 503 || answer.status === 504)
    return fault(
      what,
      `The answer is ${answer.status}.`,
      `${where} does not reach Experience for this path: send it to Experience (8001), never to Runtime (8000).`,
    )
  if (answer.status === 404)
    return fault(
      what,
      'The answer is 404.',
      `${where} sends this path elsewhere, or it is not Experience: /api/runtime/agent too belongs to Experience.`,
    )
  return null
}

async function lookAtStrangers(base) {
  const answer = await upgrade(base, '/api/runtime/agent', 'https://stranger.invalid')
  if (!('error' in answer) && answer.status === 403) return well('Origins', 'A page of somebody else is refused.')
  const says = 'error' in answer ? answer.error : `it is answered ${answer.status}`
  return fault(
    'Origins',
    `A page of somebody else is not refused with 403: ${says}.`,
    'A proxy must pass on `Origin` as it is.',
  )
}

async function lookAtUnknown(base) {
  const answer = await upgrade(base, '/no/such/door', new URL(base).origin)
  if (!('error' in answer) && answer.status === 404) return well('Unknown paths', 'They are answered 404.')
  const says = 'error' in answer ? answer.error : String(answer.status)
  return fault('Unknown paths', `An upgrade to one is answered ${says}.`, 'Is this address Experience?')
}

function lookAtClock(date) {
  const skew = Math.abs(Date.parse(date ?? '') - Date.now())
  if (Number.isNaN(skew))
    return note('Clock', 'The answer does not say the time.', 'A proxy took the `Date` header away.')
  if (skew <= MOST_SKEW_MS) return well('Clock', 'Both sides agree on the time.')
  return fault(
    'Clock',
    `The clocks differ by ${Math.round(skew / 1000)} s.`,
    'Set the time on both machines: sessions and file addresses expire by it.',
  )
}

function readiness(answer) {
  if ('error' in answer)
    return { finding: fault('Ready', `/readyz does not answer: ${answer.error}.`, 'Look at its log.'), sockets: true }
  const body = parsed(answer.body)
  const sockets = body?.web_sockets !== false
  if (answer.status === 200)
    return { finding: well('Ready', 'The database takes writes and Runtime can be reached.'), sockets }
  if (body?.database?.writable === false)
    return {
      finding: fault('Ready', 'The database takes no writes.', 'Is the disk full, or the file read-only?'),
      sockets,
    }
  if (body?.runtime?.reachable === false)
    return {
      finding: fault(
        'Ready',
        'Experience does not reach Runtime.',
        'Is Runtime running, is RUNTIME_URL right, and have both the same INTERNAL_KEY?',
      ),
      sockets,
    }
  return { finding: fault('Ready', `/readyz answers ${answer.status}.`, 'Look at its log.'), sockets }
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function unreachable(base, error, proxy) {
  if (error === 'ECONNREFUSED')
    return fault(
      'Experience',
      `Nothing listens at ${base}.`,
      proxy ? 'Start the proxy.' : 'Run `npm start`, or give the right address with --url.',
    )
  return fault(
    'Experience',
    `${base} does not answer: ${error}.`,
    'Is the address right, and is a firewall in between?',
  )
}

function notOurs(base, { status }, proxy) {
  const remedy = proxy
    ? 'Send /healthz, /readyz and the paths of the doors to Experience (8001).'
    : 'Another program has this port: give Experience another with EXPERIENCE_PORT.'
  return fault('Experience', `${base}/healthz is answered ${status}.`, remedy)
}

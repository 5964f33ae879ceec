// `npm start`: sets up what is not set up yet, runs both planes, and says where to look. It ends its children when it ends.
import { supervise } from './processes.mjs'
import { build, install } from './set-up.mjs'

await install()
await build()

const host = process.env.EXPERIENCE_HOST ?? '127.0.0.1'
const port = process.env.EXPERIENCE_PORT ?? '8001'
const reach = ['127.0.0.1', '0.0.0.0', '::', ''].includes(host) ? 'localhost' : host
const address = `http://${reach}:${port}`
/** A start that takes longer says every few seconds that it still waits, and for what. */
const SAY_EVERY_MS = 5_000

const ends = []
let stopping = false
const stop = async (code) => {
  if (stopping) return
  stopping = true
  await Promise.all(ends.map(({ stop }) => stop()))
  process.exit(code)
}
for (const name of ['runtime', 'experience']) ends.push(supervise(name, (code) => void stop(code)))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0))

const began = Date.now()
let said = began
for (;;) {
  const answer = await fetch(`${address}/readyz`).catch(() => null)
  if (answer?.ok) break
  if (Date.now() - said > SAY_EVERY_MS) {
    said = Date.now()
    const why = answer ? 'Experience answers, Runtime or the database does not yet' : `${address} does not answer yet`
    console.log(`Starting … ${Math.round((said - began) / 1000)} s (${why})`)
  }
  await new Promise((resolve) => setTimeout(resolve, 200))
}
console.log(`\n  Biplane is running: ${address}\n  Stop it with Ctrl-C; what was said is kept in ./data\n`)

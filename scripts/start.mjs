// `npm start`: sets up what is not set up yet, runs both planes, and says where to look.
import { supervise } from './processes.mjs'
import { build, install } from './set-up.mjs'

install()
console.log('Building what has changed …')
build()

const host = process.env.EXPERIENCE_HOST ?? '127.0.0.1'
const port = process.env.EXPERIENCE_PORT ?? '8001'
const reach = ['127.0.0.1', '0.0.0.0', '::', ''].includes(host) ? 'localhost' : host
const address = `http://${reach}:${port}`

const ends = []
const stop = async (code) => {
  await Promise.all(ends.map(({ stop }) => stop()))
  process.exit(code)
}
for (const name of ['runtime', 'experience']) ends.push(supervise(name, (code) => void stop(code)))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop(0))

for (;;) {
  const ready = await fetch(`${address}/readyz`).then(
    (response) => response.ok,
    () => false,
  )
  if (ready) break
  await new Promise((resolve) => setTimeout(resolve, 200))
}
console.log(`\n  Biplane is running: ${address}\n  Stop it with Ctrl-C; what was said is kept in ./data\n`)

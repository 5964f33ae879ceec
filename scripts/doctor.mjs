// `npm run doctor [-- --url http://localhost:8001] [--proxy http://localhost:80] [--routes]`: says in words what is wrong with an
// installation, and ends with 1 when something is. It changes nothing.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { lookAtDoors } from './doctor/doors.mjs'
import { lookAtBuild, lookAtDatabase, lookAtNode, lookAtSecret } from './doctor/machine.mjs'
import { listRoutes } from './doctor/routes.mjs'

const ROOT = path.resolve(import.meta.dirname, '..')
const SIGNS = { well: '✓', note: '·', fault: '✗' }

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: `http://localhost:${process.env.EXPERIENCE_PORT || 8001}` },
    proxy: { type: 'string' },
    json: { type: 'boolean', default: false },
    routes: { type: 'boolean', default: false },
  },
})

if (values.routes) {
  const { lines, fault } = await listRoutes(values.url)
  console.log(lines.join('\n'))
  process.exit(fault ? 1 : 0)
}

const database = path.resolve(ROOT, (process.env.DATABASE_URL || 'file:./data/biplane.db').replace(/^file:/, ''))
const key = path.join(path.dirname(database), 'internal.key')

const parts = [
  {
    title: 'This machine',
    findings: [
      lookAtNode(),
      lookAtBuild(ROOT),
      ...(process.env.INTERNAL_KEY && !existsSync(key) ? [] : [lookAtSecret('Internal key', key)]),
      lookAtSecret('Database file', database),
      lookAtDatabase(ROOT, database),
    ],
  },
  { title: `Directly, ${values.url}`, findings: await lookAtDoors(values.url) },
]
if (values.proxy) {
  parts.push({ title: `Through ${values.proxy}`, findings: await lookAtDoors(values.proxy, { proxy: true }) })
}

const faults = parts.flatMap(({ findings }) => findings).filter(({ state }) => state === 'fault').length
if (values.json) console.log(JSON.stringify({ faults, parts }, null, 2))
else {
  for (const { title, findings } of parts) {
    console.log(`\n${title}`)
    for (const { what, state, says, remedy } of findings) {
      console.log(`  ${SIGNS[state]} ${what}: ${says}${remedy ? `\n      → ${remedy}` : ''}`)
    }
  }
  console.log(faults === 0 ? '\nAll is well.' : `\n${faults} ${faults === 1 ? 'thing is' : 'things are'} wrong.`)
}
process.exit(faults === 0 ? 0 : 1)

// `pnpm check`, parts list: what of others is in the product, read from the lockfile in the form of CycloneDX, and compared
// with the committed docs/sbom.cdx.json, so that a new part is seen in review. `--write` takes it down anew. [SECURITY 38]
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './set-up.mjs'

const FILE = 'docs/sbom.cdx.json'
const APPS = ['apps/experience', 'apps/runtime', 'apps/web']

/** The lockfile's own plain way of writing: nested keys, a text behind a colon. Lists and flow maps stay text. */
function readLock(text) {
  /** @type {any} */
  const root = {}
  const open = [{ indent: -1, node: root }]
  for (const line of text.split('\n')) {
    const [, space, quoted, plain, value] = /^( *)(?:'([^']+)'|([^\s':]+)):(?: (.*))?$/.exec(line) ?? []
    if (space === undefined) continue
    while (open[open.length - 1].indent >= space.length) open.pop()
    const node = value === undefined ? {} : value.replace(/^'(.*)'$/, '$1')
    open[open.length - 1].node[quoted ?? plain] = node
    if (value === undefined) open.push({ indent: space.length, node })
  }
  return root
}

/** Everything that the apps need to run, followed through our own packages. */
function partsOf({ importers, packages, snapshots }) {
  const parts = new Map()
  const seen = new Set()
  const take = (dependencies, from) => {
    for (const [name, wanted] of Object.entries(dependencies ?? {})) {
      const version = typeof wanted === 'string' ? wanted : wanted.version
      if (version.startsWith('link:')) takeOurs(path.posix.join(from, version.slice('link:'.length)))
      else takeTheirs(`${name}@${version}` in snapshots ? `${name}@${version}` : version)
    }
  }
  const takeOurs = (folder) => {
    if (seen.has(folder)) return
    seen.add(folder)
    take(importers[folder].dependencies, folder)
    take(importers[folder].optionalDependencies, folder)
  }
  const takeTheirs = (key) => {
    if (seen.has(key)) return
    seen.add(key)
    if (!(key in snapshots)) throw new Error(`the lockfile does not say what ${key} needs`)
    const id = key.replace(/\(.*$/, '')
    parts.set(id, componentOf(id, packages[id]))
    take(snapshots[key].dependencies)
    take(snapshots[key].optionalDependencies)
  }
  for (const app of APPS) takeOurs(app)
  return [...parts.keys()].sort().map((id) => parts.get(id))
}

function componentOf(id, locked) {
  const at = id.lastIndexOf('@')
  const [name, version] = [id.slice(0, at), id.slice(at + 1)]
  const sha512 = /integrity: sha512-([^,}]+)/.exec(locked?.resolution ?? '')?.[1]
  if (sha512 === undefined) throw new Error(`the lockfile has no hash of ${id}`)
  const content = Buffer.from(sha512, 'base64').toString('hex')
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
  return { type: 'library', name, version, purl, hashes: [{ alg: 'SHA-512', content }] }
}

const lines = (parts) =>
  `{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[\n${parts.map((part) => JSON.stringify(part)).join(',\n')}\n]}\n`

const lock = readFileSync(path.join(ROOT, 'pnpm-lock.yaml'), 'utf8')
const found = lines(partsOf(readLock(lock)))
if (process.argv.includes('--write')) writeFileSync(path.join(ROOT, FILE), found)
const kept = readFileSync(path.join(ROOT, FILE), 'utf8')
const differences = (a, b) => a.split('\n').filter((line) => !new Set(b.split('\n')).has(line))
for (const line of differences(found, kept)) console.error(`new: ${line.slice(0, 120)}`)
for (const line of differences(kept, found)) console.error(`gone: ${line.slice(0, 120)}`)
// Self-test: one version of the lockfile is changed, and the comparison must report it.
const [, version] = /^ {2}fastify@([^:(]+):$/m.exec(lock) ?? []
const changed = version === undefined ? found : lines(partsOf(readLock(lock.replaceAll(version, '0.0.1'))))
console.log(
  `${JSON.parse(found).components.length} parts; the control ${changed === found ? 'was missed' : 'was noticed'}`,
)
process.exit(found === kept && changed !== found ? 0 : 1)

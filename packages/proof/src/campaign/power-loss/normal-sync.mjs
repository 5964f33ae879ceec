// Known-bad control: an Experience whose database does not sync each commit but claims to. Loaded into that process
// with `node --import`, so the product has no such setting.
import { createRequire } from 'node:module'

const require = createRequire(new URL('../../../../../prisma/package.json', import.meta.url))
const { prototype } = require('better-sqlite3')
const { pragma } = prototype

prototype.pragma = function lying(text, options) {
  if (text === 'synchronous = FULL') return pragma.call(this, 'synchronous = NORMAL', options)
  // The product asks whether it was obeyed.
  if (text === 'synchronous') return 2
  return pragma.call(this, text, options)
}

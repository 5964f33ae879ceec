// Owns the known-bad product of the control: an Experience whose database does not sync each commit, and says that it does.
// It lies here and is loaded into that process alone (`node --import`), so that the product has no such setting at all.
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

// Known-bad control: an Experience that never asks whether it still owns the database. Loaded into that process with
// `node --import`, so the product has no such setting.
import { createRequire } from 'node:module'

const require = createRequire(new URL('../../../../../prisma/package.json', import.meta.url))
const { prototype } = require('better-sqlite3')
const { prepare, exec } = prototype

prototype.prepare = function unfenced(text) {
  return prepare.call(this, text.replace('WHERE owner = ?', 'WHERE ? IS NOT NULL'))
}
prototype.exec = function unfenced(text) {
  return text.includes('TEMP TRIGGER "fence_') ? this : exec.call(this, text)
}

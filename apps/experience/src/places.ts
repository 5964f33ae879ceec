// Paths of the product's parts; the source tree and the bundle are both two levels below `apps/`.
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Places } from './config.ts'

export function findPlaces(): Places {
  const root = path.resolve(import.meta.dirname, '../../..')
  const bundled = path.join(import.meta.dirname, 'migrations')
  return {
    root,
    web: path.join(root, 'apps/web/dist'),
    sample: path.join(root, 'prisma/sample'),
    migrations: existsSync(bundled) ? bundled : path.join(root, 'prisma/migrations'),
  }
}

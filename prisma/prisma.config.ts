// Tells Prisma's CLI where schema, migrations and engine are. Development only.
import path from 'node:path'
import { defineConfig } from 'prisma/config'

const here = import.meta.dirname
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(here, 'schema-engine.mjs')
process.env.CHECKPOINT_DISABLE ??= '1'

export default defineConfig({
  schema: path.join(here, 'schema.prisma'),
  migrations: { path: path.join(here, 'migrations') },
  datasource: { url: process.env.DATABASE_URL ?? `file:${path.join(here, 'dev.db')}` },
})

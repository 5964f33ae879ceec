#!/usr/bin/env node
// Runs Prisma's schema engine for its CLI, which would otherwise download a native binary before any command.
// The same engine is on npm as WebAssembly, so this process speaks the binary's JSON-RPC over stdio with that.
// Development only: the product applies the committed SQL itself and never starts the CLI. It stays because `pnpm check`
// compares the migrations with schema.prisma (columns, indexes, defaults, keys), and only this engine reads that language.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg'

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    datasource: { type: 'string' },
    datamodels: { type: 'string', multiple: true },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
  },
})
const url = flags.datasource ? JSON.parse(flags.datasource).url : 'file::memory:'
const sqlite = new PrismaBetterSqlite3({ url }, { shadowDatabaseUrl: ':memory:' })

const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME,
  "migration_name" TEXT NOT NULL, "logs" TEXT, "rolled_back_at" DATETIME,
  "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`

/** The engine hands whole scripts to `executeRaw`; the driver takes one statement there, so a script goes its own way. */
function withScripts(adapter) {
  return new Proxy(adapter, {
    get(target, key) {
      if (key === 'executeRaw') {
        return async (query) => {
          if (query.args.length > 0) return target.executeRaw(query)
          await target.executeScript(query.sql)
          return 0
        }
      }
      const value = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

const factory = {
  provider: sqlite.provider,
  adapterName: sqlite.adapterName,
  connect: async () => withScripts(await sqlite.connect()),
  connectToShadowDb: async () => withScripts(await sqlite.connectToShadowDb()),
}

async function withConnection(work) {
  const connection = await sqlite.connect()
  try {
    return await work(connection)
  } finally {
    await connection.dispose()
  }
}

/** The engine would empty the file through `writable_schema`, which this driver refuses; dropping needs no such right. */
const reset = () =>
  withConnection(async (connection) => {
    const { rows } = await connection.queryRaw({
      sql: `SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND type IN ('view', 'table')`,
      args: [],
      argTypes: [],
    })
    const drops = rows.map(([type, name]) => `DROP ${type} "${String(name).replaceAll('"', '""')}";`)
    const script = ['PRAGMA foreign_keys=OFF;', ...drops, `${MIGRATIONS_TABLE};`, 'PRAGMA foreign_keys=ON;']
    await connection.executeScript(script.join('\n'))
    return {}
  })

async function openEngine() {
  const wasm = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    .replace(/\.js$/, '.wasm')
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message() {} }
  // TypeScript's Node types declare no `WebAssembly` value.
  const { instance } = await /** @type {any} */ (globalThis).WebAssembly.instantiate(await readFile(wasm), {
    './schema_engine_bg.js': glue,
  })
  glue.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  const datamodels = await Promise.all(
    (flags.datamodels ?? []).map(
      async (path) => /** @type {[string, string]} */ ([path, await readFile(path, 'utf8')]),
    ),
  )
  const bound = bindMigrationAwareSqlAdapterFactory(/** @type {any} */ (factory))
  const engine = await glue.SchemaEngine.new(
    { datamodels: datamodels.length ? datamodels : undefined },
    () => {},
    bound,
  )
  return { engine, errors: bound.errorRegistry }
}

if (positionals[0] === 'cli') {
  await withConnection(async () => {})
  process.exit(0)
}

/** These read `_prisma_migrations` and call its absence an error instead of an empty history. */
const READS_HISTORY = new Set([
  'devDiagnostic',
  'diagnoseMigrationHistory',
  'evaluateDataLoss',
  'createMigration',
  'markMigrationApplied',
  'markMigrationRolledBack',
])

async function answer(engine, method, params) {
  if (READS_HISTORY.has(method)) await withConnection((connection) => connection.executeScript(MIGRATIONS_TABLE))
  switch (method) {
    case 'getDatabaseVersion':
      return engine.version(params)
    case 'createDatabase':
      return { databaseName: url }
    case 'reset':
      return reset()
    default:
      return engine[method](params)
  }
}

function describe(error, errors) {
  const external = /External error id#(\d+)/.exec(error.message)
  const cause = external && errors.consumeError(Number(external[1]))?.error
  const message = cause ? error.message.replace(external[0], String(cause.message ?? cause)) : error.message
  return { is_panic: false, message, error_code: error.code ?? null, meta: error.meta ?? null }
}

const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const { engine, errors } = await openEngine()
let printed = 0
for await (const line of createInterface({ input: process.stdin })) {
  if (!line.trim()) continue
  const { id, method, params } = JSON.parse(line)
  if (!method) continue
  try {
    const result = (await answer(engine, method, params)) ?? {}
    if (method === 'diff' && result.stdout) {
      printed += 1
      say({ id: `print-${printed}`, method: 'print', params: { content: result.stdout } })
    }
    say({ id, result })
  } catch (error) {
    const data = describe(error, errors)
    say({ id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data } })
  }
}

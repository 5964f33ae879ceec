// `pnpm check`: types, lint, dependency rules, patterns, citations, words, contract snapshot, schema. Runs all of them and
// reports every failure.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './set-up.mjs'

const bin = (name) => path.join(ROOT, 'node_modules/.bin', name)
const PACKAGES = [
  'packages/contracts',
  'packages/client',
  'packages/process',
  'packages/proof',
  'packages/eval',
  'prisma',
  'apps/experience',
  'apps/runtime',
  'apps/web',
]

/** @type {{ name: string, command: string, args: string[], cwd?: string }[]} */
const CHECKS = [
  ...PACKAGES.map((name) => ({ name: `types of ${name}`, command: bin('tsc'), args: ['-p', name] })),
  { name: 'types of scripts', command: bin('tsc'), args: ['-p', 'scripts'] },
  { name: 'lint', command: bin('biome'), args: ['check', '.'] },
  { name: 'borders', command: process.execPath, args: ['scripts/borders.mjs'] },
  { name: 'pillar names', command: process.execPath, args: ['scripts/pillar-names.mjs'] },
  { name: 'patterns', command: process.execPath, args: ['scripts/patterns.mjs'] },
  { name: 'citations', command: process.execPath, args: ['scripts/citations.mjs'] },
  { name: 'words', command: process.execPath, args: ['scripts/words.mjs'] },
  { name: 'parts list', command: process.execPath, args: ['scripts/sbom.mjs'] },
  {
    name: 'contract snapshot and gate',
    command: bin('vitest'),
    args: ['run', 'src/snapshot.test.ts', 'src/contract-gate.test.ts'],
    cwd: 'packages/contracts',
  },
  {
    name: 'the migrations make the schema',
    command: path.join(ROOT, 'prisma/node_modules/.bin/prisma'),
    args: [
      'migrate',
      'diff',
      '--config',
      'prisma.config.ts',
      '--from-migrations',
      'migrations',
      '--to-schema',
      'schema.prisma',
      '--exit-code',
    ],
    cwd: 'prisma',
  },
]

const results = CHECKS.map(({ name, command, args, cwd = '.' }) => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: path.join(ROOT, cwd), encoding: 'utf8' })
  const passed = status === 0
  console.log(`${passed ? '✓' : '✗'} ${name}`)
  const said = `${stdout}${stderr}`.trimEnd()
  if (!passed) console.log(said)
  return { name, passed, said }
})
const failures = results.filter(({ passed }) => !passed).map(({ name, said }) => ({ name, said }))
const summary = { passed: results.length - failures.length, failed: failures.length, failures }
mkdirSync(path.join(ROOT, 'node_modules/.cache'), { recursive: true })
writeFileSync(path.join(ROOT, 'node_modules/.cache/check-results.json'), JSON.stringify(summary))
console.log(`checks: ${summary.passed} passed, ${summary.failed} failed`)
process.exit(summary.failed === 0 ? 0 : 1)

// `pnpm check`, borders: asks the house, and then a house in which every rule is broken, so that a rule that catches
// nothing is not taken for one that holds.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { checkBorders, RULE_NAMES } from './border-rules.mjs'
import { ROOT } from './set-up.mjs'

/** The tool passes silently on what it cannot read. */
const FEWEST = 300

async function askHouse() {
  process.chdir(ROOT)
  const { read, arrows, broken } = await checkBorders(['apps', 'packages', 'prisma/src'])
  for (const { rule, from, to } of broken) console.error(`${rule}\n  ${from} → ${to}`)
  console.log(`${read} modules, ${arrows} arrows, ${broken.length} against the rules`)
  if (read < FEWEST) console.error(`only ${read} modules were read: the borders were not checked`)
  return read >= FEWEST && broken.length === 0
}

/** A file for each rule that breaks it, and the file that it must not know. */
const room = (name) => [
  `apps/experience/src/${name}/wrong.ts`,
  '../compose.ts',
  `the room ${name} does not know these rooms`,
]
const byType = (from, to) => [
  `apps/experience/src/${from}/typed.ts`,
  `../${to}/right.ts`,
  `the room ${from} knows these rooms by type only`,
]
const WRONGS = [
  ['apps/web/src/wrong.ts', '../../runtime/src/right.ts', 'apps/web knows only packages/contracts'],
  [
    'apps/experience/src/wrong.ts',
    '../../runtime/src/right.ts',
    'apps/experience knows only packages/contracts, packages/process, prisma',
  ],
  [
    'apps/runtime/src/wrong.ts',
    '../../experience/src/compose.ts',
    'apps/runtime knows only packages/contracts, packages/process',
  ],
  ['packages/contracts/src/wrong.ts', '../../process/src/right.ts', 'packages/contracts knows only itself'],
  ['packages/client/src/wrong.ts', '../../process/src/right.ts', 'packages/client knows only packages/contracts'],
  ['packages/process/src/wrong.ts', '../../contracts/src/right.ts', 'packages/process knows only itself'],
  [
    'packages/proof/src/wrong.ts',
    '../../../apps/experience/src/compose.ts',
    'packages/proof knows only packages/contracts, packages/process',
  ],
  [
    'packages/eval/src/wrong.ts',
    '../../../apps/experience/src/compose.ts',
    'packages/eval knows only packages/contracts, packages/proof, apps/runtime',
  ],
  ['prisma/src/wrong.ts', '../../packages/contracts/src/right.ts', 'prisma knows only itself'],
  ...[
    'edge',
    'chat',
    'smart-city',
    'files',
    'gateway',
    'communication',
    'runtime-link',
    'store',
    'audit',
    'limits',
    'instruments',
    'privacy',
    'principals',
  ].map(room),
  byType('edge', 'store'),
  byType('chat', 'store'),
  byType('smart-city', 'store'),
  byType('files', 'store'),
  byType('privacy', 'store'),
  byType('gateway', 'communication'),
  byType('communication', 'store'),
  byType('runtime-link', 'store'),
  byType('store', 'chat'),
  byType('audit', 'store'),
  byType('limits', 'store'),
  byType('instruments', 'store'),
  byType('principals', 'store'),
  [
    'apps/experience/src/smart-city/past-the-gateway.ts',
    '../store/store.ts',
    'Smart City reaches no platform service but through the gateway',
  ],
  [
    'apps/experience/src/smart-city/listening.ts',
    '../communication/notifier.ts',
    'Smart City reaches no platform service but through the gateway',
  ],
  ['apps/experience/src/chat/writing.ts', '../store/store.ts', 'chat, edge and instruments only read the store'],
  ['apps/experience/src/edge/writing.ts', '../store/commands.ts', 'chat, edge and instruments only read the store'],
  ['apps/experience/src/chat/prisma.ts', '../../../../prisma/src/right.ts', 'only the store room uses the database'],
  [
    'apps/runtime/src/tools/reading.ts',
    'node:fs/promises',
    'a tool reaches no file, process, network or model by itself',
  ],
  [
    'apps/runtime/src/agents/thinking.ts',
    '../models/right.ts',
    'a tool reaches no file, process, network or model by itself',
  ],
  ['apps/runtime/src/engine/pillar.ts', '../pillars/content/right.ts', 'no file outside imports a pillar'],
  ['apps/web/src/shell/pillar.ts', '../pillars/content/right.ts', 'no file outside imports a pillar'],
  ['apps/runtime/src/pillars/insights/other.ts', '../content/right.ts', 'no pillar imports another one'],
  [
    'apps/runtime/src/pillars/business-outcomes/other.ts',
    '../content/right.ts',
    'the pillar business-outcomes imports no pillar but operations',
  ],
  [
    'packages/contracts/src/vocabulary/wrong-manifest.ts',
    './pillars/content.ts',
    'only the list of pillars imports a manifest',
  ],
  [
    'apps/web/src/router.ts',
    '../../../packages/contracts/src/right.ts',
    'P3: the page takes routers, shapes and refusals as types only',
  ],
  [
    'packages/contracts/src/vocabulary/wrong.ts',
    '../wire/right.ts',
    'the vocabulary is plain: the page can take it without a library',
  ],
  ['apps/runtime/src/proof.ts', '../../../packages/proof/src/right.ts', 'nothing of the proof is in the product'],
  ['packages/process/src/cycle.ts', './round.ts', 'no cycles, not of types either'],
  ['packages/process/src/typed-cycle.ts', './typed-round.ts', 'no cycles, not of types either'],
]

async function askBrokenHouse() {
  const house = mkdtempSync(path.join(tmpdir(), 'borders-'))
  const put = (file, text) => {
    mkdirSync(path.dirname(path.join(house, file)), { recursive: true })
    writeFileSync(path.join(house, file), text)
  }
  for (const [file, target] of WRONGS.filter(([, named]) => named.startsWith('.'))) {
    put(path.join(path.dirname(file), target), 'export const right = 1\n')
  }
  for (const [file, target] of WRONGS) put(file, `import { right } from '${target}'\nexport const wrong = right\n`)
  put('packages/process/src/round.ts', "import { wrong } from './cycle.ts'\nexport const right = wrong\n")
  const typed = (name, from) =>
    `import type { ${from} } from './${name}.ts'\nexport type ${from === 'A' ? 'B' : 'A'} = ${from}[]\n`
  put('packages/process/src/typed-cycle.ts', typed('typed-round', 'A'))
  put('packages/process/src/typed-round.ts', typed('typed-cycle', 'B'))
  process.chdir(house)
  const { broken } = await checkBorders(['apps', 'packages', 'prisma'])
  process.chdir(ROOT)
  rmSync(house, { recursive: true, force: true })
  const missed = WRONGS.filter(([file, , rule]) => !broken.some((found) => found.rule === rule && found.from === file))
  for (const [file, , rule] of missed) console.error(`not caught: ${file} breaks “${rule}”`)
  const untried = RULE_NAMES.filter((name) => !WRONGS.some(([, , rule]) => rule === name))
  for (const name of untried) console.error(`never tried: “${name}”`)
  console.log(`${WRONGS.length} planted breaks, ${WRONGS.length - missed.length} caught`)
  return missed.length === 0 && untried.length === 0
}

const holds = [await askHouse(), await askBrokenHouse()]
process.exit(holds.every(Boolean) ? 0 : 1)

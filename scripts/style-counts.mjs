// Prints how the code reads today: heads, words, test names, private nouns, citations, cycles. `--json` for machines.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { cruise } from 'dependency-cruiser'
import { foreignCitationsIn } from './citation-rules.mjs'
import { ROOT } from './set-up.mjs'
import { RULES, textsIn } from './word-rules.mjs'

/** Names of the code for which the field has a word, with that word. */
const PRIVATE_NOUNS = {
  Entrant: 'AuthenticatedClient',
  DoorIntake: 'InboundQueue',
  Bell: 'Notifier',
  Turnstile: 'StartQueue',
  Pulse: 'TickTimer',
  HoldBack: 'TokenCoalescer',
  Tally: 'SlidingWindowCounter',
  FreshIds: 'UuidV7Pool',
  AnswerWeight: 'AnswerSizeLimit',
  ConversationPumps: 'ConversationSubscriptions',
  RecentTails: 'RecentEventCache',
  ReadPages: 'PageCache',
  ToolDesk: 'ToolRunner',
  ToolBench: 'ToolWorker',
  TextShelf: 'KeyValueStore',
  LeftOutBook: 'ExcludedRows',
  NameBook: 'NameNormalizer',
  HandClock: 'ManualClock',
}
const NOUN = new RegExp(`\\b(?:${Object.keys(PRIVATE_NOUNS).join('|')})\\b`, 'g')
const MAX_MEDIAN = 50

const { stdout } = spawnSync('git', ['ls-files', '*.ts', '*.tsx', '*.mjs'], { cwd: ROOT, encoding: 'utf8' })
const files = stdout.split('\n').filter((file) => file !== '' && existsSync(path.join(ROOT, file)))
const sources = files
  .filter((file) => !/^scripts\/(?:words|word-rules|style-counts|citation)/.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(ROOT, file), 'utf8') }))

const texts = sources.flatMap(({ file, text }) => textsIn(file, text))
const names = texts
  .filter(({ kind }) => kind === 'test')
  .map(({ text }) => text.replace(/^(?:\[[^\]]*\] )+/, '').length)
const sorted = names.toSorted((a, b) => a - b)
const nouns = sources.flatMap(({ text }) => Array.from(text.matchAll(NOUN), ([noun]) => noun))

/** Cycles of imports, those of types included. */
async function cycles() {
  const roots = ['apps/experience/src', 'apps/runtime/src', 'apps/web/src', 'packages', 'prisma/src']
  const { output } = await cruise(roots, {
    baseDir: ROOT,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules|/dist/|/generated/' },
    tsPreCompilationDeps: true,
    validate: true,
    ruleSet: { forbidden: [{ name: 'cycle', severity: 'error', from: {}, to: { circular: true } }] },
  })
  if (typeof output === 'string') throw new Error(output)
  return output.summary.violations.map(({ from, to }) => `${from} → ${to}`)
}

const found = await cycles()
const counts = {
  files: sources.length,
  'heads that begin with “Owns”': texts.filter(({ kind, text }) => kind === 'head' && text.startsWith('Owns')).length,
  'test names': names.length,
  'test name, median characters': sorted[Math.floor(sorted.length / 2)] ?? 0,
  'test name, 90th percentile': sorted[Math.floor(sorted.length * 0.9)] ?? 0,
  'test names, median allowed': MAX_MEDIAN,
  'private nouns': new Set(nouns).size,
  'uses of private nouns': nouns.length,
  'citations of absent documents': sources.flatMap(({ text }) => foreignCitationsIn(text)).length,
  'imports in a cycle': found.length,
}
for (const { name, kinds, pattern } of RULES) {
  counts[`words: ${name}`] = texts.filter(({ kind, text }) => kinds.includes(kind) && pattern.test(text)).length
}

if (process.argv.includes('--json')) console.log(JSON.stringify({ counts, cycles: found }, null, 2))
else {
  const width = Math.max(...Object.keys(counts).map((name) => name.length))
  for (const [name, count] of Object.entries(counts)) console.log(`${name.padEnd(width)}  ${count}`)
  for (const cycle of found) console.log(`cycle: ${cycle}`)
}

// `pnpm check`, patterns: every regular expression of the product takes time linear in the length of its text, because a
// quadratic one lets a single message stop the process. Then a set of planted bad patterns is asked, so that a check that
// catches nothing is not taken for one that holds. `--write` keeps new verdicts, `--cold` believes none. [T1]
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { register } from 'tsx/esm/api'
import { BUILT_IN_FUNCTIONS, MEASURED } from './pattern-allowances.mjs'
import { faultOf, keyOf, measure, patternsIn, readVerdicts } from './pattern-rules.mjs'
import { ROOT } from './set-up.mjs'

const KEPT = path.join(ROOT, 'scripts/pattern-verdicts.json')
const CACHE = path.join(ROOT, 'node_modules/.cache/pattern-verdicts.json')
const cold = process.argv.includes('--cold')
/** The check passes silently on what it cannot find. */
const FEWEST = 300
const MOST_MS = 50

const OUTSIDE = /\.(?:test|test-support|bench|d)\.tsx?$|^packages\/proof\/|^scripts\//

function sourceFiles() {
  const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  })
  return stdout.split('\n').filter((file) => file !== '' && !OUTSIDE.test(file))
}

/**
 * Notes each pattern that is built while modules load, by the file that built it. A module loads once, maybe for another
 * one, so the watch begins before the first.
 */
function watchBuilt() {
  const byFile = new Map()
  const watch = (target, args) => {
    const pattern = Reflect.construct(target, args)
    const file = /(?:apps|packages|prisma)\/[\w./-]+\.tsx?/.exec(new Error().stack ?? '')?.[0]
    if (file) byFile.set(file, [...(byFile.get(file) ?? []), { pattern: pattern.source, flags: pattern.flags }])
    return pattern
  }
  globalThis.RegExp = new Proxy(globalThis.RegExp, {
    construct: watch,
    apply: (target, _this, args) => watch(target, args),
  })
  return async (file) => {
    await import(pathToFileURL(path.join(ROOT, file)).href)
    return byFile.get(file) ?? []
  }
}

async function askProduct() {
  const builtBy = watchBuilt()
  const faults = []
  const patterns = []
  const used = new Set()
  for (const file of sourceFiles()) {
    const { literals, built } = patternsIn(file, readFileSync(path.join(ROOT, file), 'utf8'))
    for (const literal of literals) patterns.push({ file, ...literal })
    const inside = built.filter(({ inFunction }) => inFunction)
    const allowed = BUILT_IN_FUNCTIONS.find((each) => each.file === file)
    if (allowed && inside.length > 0) used.add(allowed)
    else for (const { line } of inside) faults.push(`${file}:${line} builds a pattern inside of a function`)
    if (built.length === inside.length) continue
    const made = await builtBy(file)
    if (made.length === 0) faults.push(`${file} builds a pattern that was not seen while it was loaded`)
    for (const pattern of made) patterns.push({ file, line: 0, ...pattern })
  }
  faults.push(...judge(patterns, used))
  for (const entry of [...BUILT_IN_FUNCTIONS, ...MEASURED]) {
    if (!used.has(entry)) faults.push(`the allowance for ${entry.file} fits nothing any more`)
  }
  for (const fault of faults) console.error(fault)
  console.log(`${patterns.length} patterns, ${faults.length} faults`)
  if (patterns.length < FEWEST) console.error(`only ${patterns.length} patterns were found: they were not checked`)
  return patterns.length >= FEWEST && faults.length === 0
}

function judge(patterns, used) {
  const kept = cold ? new Set() : readVerdicts(KEPT)
  const known = cold ? new Set() : new Set([...kept, ...readVerdicts(CACHE)])
  const seen = new Map()
  const faults = patterns.flatMap((each) => {
    const key = keyOf(each)
    const fault = known.has(key) ? null : seen.has(key) ? seen.get(key) : faultOf(each)
    seen.set(key, fault)
    const allowed = MEASURED.find(({ file, begins }) => file === each.file && each.pattern.startsWith(begins))
    if (allowed) used.add(allowed)
    if (fault === null) return []
    const place = `${each.file}:${each.line} /${each.pattern}/${each.flags}\n    `
    if (!allowed || !fault.attack) return [`${place}${fault.words}`]
    const ms = measure(each, fault.attack, allowed.maxChars)
    return ms <= MOST_MS ? [] : [`${place}takes ${Math.round(ms)} ms for ${allowed.maxChars} characters`]
  })
  const safe = [...seen].filter(([, fault]) => fault === null).map(([key]) => key)
  if (process.argv.includes('--write')) writeFileSync(KEPT, `${JSON.stringify(safe.sort(), null, 2)}\n`)
  mkdirSync(path.dirname(CACHE), { recursive: true })
  writeFileSync(CACHE, JSON.stringify([...new Set([...known, ...safe])]))
  return faults
}

/** One of each kind that has stopped a process, here or elsewhere. */
const PLANTED = [
  String.raw`const e = /^\S+@\S+\.\S+$/`,
  String.raw`const e = /\s*\S+\s*/gu`,
  String.raw`const e = /[ \t]*\n[ \t]*/g`,
  String.raw`const e = /\s+$/`,
  'const e = /^(a+)+$/',
  String.raw`const e = /\bset\b.*\bto\b/`,
  String.raw`const e = /!?\[([^\]]*)\]\([^)]*\)/g`,
  String.raw`const e = /(\d+) days? late/`,
]
const BUILT = 'export const of = (name: string) => new RegExp(name)'
const LINEAR = [String.raw`const e = /\S+\s*|\s+/gu`, String.raw`const e = /^[^\s@]+@[^\s@.]+\.[^\s@]+$/`]

function askPlanted() {
  const faultsIn = (source) => patternsIn('planted.ts', source).literals.filter((each) => faultOf(each) !== null)
  const missed = PLANTED.filter((source) => faultsIn(source).length === 0)
  const wronged = LINEAR.filter((source) => faultsIn(source).length > 0)
  if (!patternsIn('planted.ts', BUILT).built.some(({ inFunction }) => inFunction)) missed.push(BUILT)
  for (const source of missed) console.error(`not caught: ${source}`)
  for (const source of wronged) console.error(`caught although it is linear: ${source}`)
  console.log(`${PLANTED.length + 1} planted faults, ${PLANTED.length + 1 - missed.length} caught`)
  return missed.length === 0 && wronged.length === 0
}

register()
const holds = [await askProduct(), askPlanted()]
process.exit(holds.every(Boolean) ? 0 : 1)

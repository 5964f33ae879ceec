// How patterns (regular expressions) are found in the source and judged: linear time in the length of the text, or a fault.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'acorn'
import { ancestor } from 'acorn-walk'
import { transformSync } from 'esbuild'

// The pure JavaScript build: the same verdicts on every system.
process.env.RECHECK_BACKEND = 'pure'
const { checkSync } = await import('recheck')

/** The slowest pattern of the product is decided in 12 s on a busy core; what takes longer is to be made simpler. */
const DECIDE_MS = 30_000
/** Part of each key, so that verdicts of another version are asked again. */
const JUDGE = 'recheck 4.5.0'

/**
 * Every pattern literal of a file, and every place where a pattern is built.
 * @returns {{ literals: { pattern: string, flags: string, line: number }[], built: { line: number, inFunction: boolean }[] }}
 */
export function patternsIn(file, source) {
  const loader = file.endsWith('x') ? 'tsx' : file.endsWith('.ts') ? 'ts' : 'js'
  const { code } = transformSync(source, { loader, target: 'esnext', jsx: 'automatic' })
  const literals = []
  const built = []
  const onBuilt = (node, _state, ancestors) => {
    if (node.callee.type !== 'Identifier' || node.callee.name !== 'RegExp') return
    const inFunction = ancestors.some(({ type }) => /Function/.test(type))
    built.push({ line: lineOf(source, 'RegExp(', built.length), inFunction })
  }
  ancestor(parse(code, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true }), {
    Literal: ({ regex }) => {
      if (!regex) return
      literals.push({ ...regex, line: lineOf(source, `/${regex.pattern}/`, 0) })
    },
    NewExpression: onBuilt,
    CallExpression: onBuilt,
  })
  return { literals, built }
}

function lineOf(source, text, nth) {
  let at = source.indexOf(text)
  for (let n = 0; n < nth && at >= 0; n++) at = source.indexOf(text, at + 1)
  return at < 0 ? 1 : source.slice(0, at).split('\n').length
}

export const keyOf = ({ pattern, flags }) =>
  createHash('sha256').update(`${JUDGE}\n${flags}\n${pattern}`).digest('hex').slice(0, 20)

/**
 * `null` for a pattern whose time is linear; else why it is not, in words, and the text on which it is slowest.
 * @returns {{ words: string, attack: { pumps: { prefix: string, pump: string }[], suffix: string } | null } | null}
 */
export function faultOf({ pattern, flags }) {
  // `d` and `y` change what is reported and where a search begins, not how long it takes.
  const verdict = checkSync(pattern, flags.replace(/[dy]/g, ''), { timeout: DECIDE_MS })
  if (verdict.status === 'safe') return null
  if (verdict.status === 'vulnerable') {
    const { summary } = verdict.complexity
    const words = `${summary}, for example on ${JSON.stringify(verdict.attack.pattern)}`
    return { words, attack: verdict.attack }
  }
  return { words: `its time could not be decided (${verdict.error.kind}): make it simpler`, attack: null }
}

/** Milliseconds that the pattern takes for its attack, made as long as the bound of its input. */
export function measure({ pattern, flags }, { pumps, suffix }, maxChars) {
  const unit = pumps.reduce((sum, { pump }) => sum + pump.length, 0)
  const times = Math.ceil(maxChars / Math.max(1, unit))
  const text = `${pumps.map(({ prefix, pump }) => prefix + pump.repeat(times)).join('')}${suffix}`.slice(0, maxChars)
  const search = new RegExp(pattern, flags.includes('g') ? flags : `${flags}g`)
  const began = performance.now()
  for (const _ of text.matchAll(search));
  return performance.now() - began
}

/** Patterns that are known to be linear, by key: deciding all of them takes minutes. */
export function readVerdicts(file) {
  try {
    return new Set(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (error.code === 'ENOENT') return new Set()
    throw new Error(`${path.basename(file)} is not readable: delete it`, { cause: error })
  }
}

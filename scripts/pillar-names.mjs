// `pnpm check`, pillar names: outside the pillars' folders, no file of the product, the proof or the evaluation spells a
// pillar: its id, agent, agent type, surface, orchestrator or alias. Names come from the manifests. Then the check is asked
// about planted breaks.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import jsTokens from 'js-tokens'
import { ROOT } from './set-up.mjs'

const MANIFESTS = path.join(ROOT, 'packages/contracts/src/vocabulary/pillars')
const CHECKED = ['apps/*/src/**', 'packages/*/src/**', 'packages/proof/browser/**']
/** Folders of the pillars, their lists, and tests with their fixtures. */
const MAY_NAME = /\/pillars\/|\/vocabulary\/pillars\.ts$|\.(?:test|test-support|bench)\.|\/testing\//
const MIN_FILES = 500
/** Ids that are everyday words as well: as a string, `content` alone says nothing; as a key, neither says anything. */
const EVERYDAY = { strings: ['content'], keys: ['content', 'operations'] }

/** Strings that stay, each with its file and reason. */
const ALLOWED = [
  // Names of tools are kept in the provenance of stored results.
  ...['detect', 'outline', 'preview', 'quality', 'schema'].map((tool) => ({
    file: `apps/runtime/src/tools/${tool}.ts`,
    text: `content.${tool}`,
  })),
  { file: 'apps/runtime/src/tables/ask-table-tool.ts', text: 'insights.ask' },
  { file: 'apps/runtime/src/tables/answer-artifacts.ts', text: 'insights.ask' },
  // Words of people's questions.
  { file: 'apps/runtime/src/tables/words/analysis-words.ts', text: 'insights' },
  // An enumeration of a reference document, member by member.
  { file: 'packages/contracts/src/clients/websocket-message.ts', text: 'content' },
  // A workload asks one pillar what that pillar can answer.
  { file: 'packages/proof/src/campaign/hostile-shapes.ts', text: 'insights' },
  { file: 'packages/proof/src/campaign/hostile-shapes.ts', text: 'operations' },
  { file: 'packages/proof/src/campaign/figures/hostile-crowd.ts', text: 'insights' },
  { file: 'packages/proof/src/product/profile-bench.ts', text: 'insights' },
  // Events and agents as a log has them: any agent would do.
  { file: 'packages/proof/src/bench/page/told-conversation.ts', text: 'liaison.content' },
  { file: 'packages/proof/src/campaign/random-talk.ts', text: 'liaison.content' },
  // An agent type in the place of an agent id, which must be refused.
  { file: 'packages/proof/src/conformance/door.ts', text: 'content_liaison' },
]

/** @returns {{ ids: string[], names: string[] }} what the manifests call their pillars */
function readNames() {
  const ids = []
  const names = []
  for (const file of readdirSync(MANIFESTS).filter((name) => !/^define-pillar|\.test\./.test(name))) {
    const text = readFileSync(path.join(MANIFESTS, file), 'utf8')
    const id = file.replace(/\.ts$/, '').replaceAll('-', '_')
    const [, aliases = ''] = /aliases: \[([^\]]*)\]/.exec(text) ?? []
    const values = [...text.matchAll(/(?:liaison|agentType|orchestrator): '([^']+)'/g)].map(([, value]) => value)
    ids.push(id)
    names.push(...values, ...[...aliases.matchAll(/'([^']+)'/g)].map(([, alias]) => alias))
    names.push(`guide.${id}`, `${id}_guide`, `${id}_pillar`)
  }
  return { ids, names }
}

const TEXTS = /^(?:StringLiteral|NoSubstitutionTemplate|Template(?:Head|Middle|Tail)|JSXString)$/
const BLANK = /^(?:WhiteSpace|LineTerminatorSequence|(?:SingleLine|MultiLine)Comment)$/

/** Strings that name a pillar, and keys and members that are the id of one. */
function namesIn(text, { ids, names }) {
  const whole = new RegExp(`(?<![\\w.])(?:${names.map((name) => name.replaceAll('.', '\\.')).join('|')})(?![\\w])`)
  const tool = new RegExp(`^(?:${ids.join('|')})\\.(?!xml$)[a-z_]+$`)
  const tokens = []
  let line = 1
  for (const { type, value } of jsTokens(text, { jsx: true })) {
    if (!BLANK.test(type)) tokens.push({ type, value, line })
    line += value.split('\n').length - 1
  }
  return tokens.flatMap(({ type, value, line: at }, index) => {
    const spelled = TEXTS.test(type) ? value.slice(1, -1) : value
    const isId = ids.includes(spelled)
    if (TEXTS.test(type)) {
      const named = (isId && !EVERYDAY.strings.includes(spelled)) || whole.test(value) || tool.test(spelled)
      return named ? [{ line: at, spelled }] : []
    }
    if (type !== 'IdentifierName' || !isId || EVERYDAY.keys.includes(spelled)) return []
    const before = tokens[index - 1]?.value ?? ''
    const listed = /^[{,]$/.test(before) && /^[,}:]$/.test(tokens[index + 1]?.value ?? '')
    return listed || before === '.' || before === '?.' ? [{ line: at, spelled }] : []
  })
}

const names = readNames()
const { stdout } = spawnSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', ...CHECKED.map((glob) => `:(glob)${glob}`)],
  {
    cwd: ROOT,
    encoding: 'utf8',
  },
)
const files = stdout.split('\n').filter((file) => /\.tsx?$/.test(file) && !MAY_NAME.test(file))
let faults = 0
for (const file of files) {
  let text
  try {
    text = readFileSync(path.join(ROOT, file), 'utf8')
  } catch {
    continue
  }
  for (const { line, spelled } of namesIn(text, names)) {
    if (ALLOWED.some((each) => each.file === file && spelled.includes(each.text))) continue
    faults++
    console.error(`${file}:${line} names a pillar: ${spelled.slice(0, 80)}`)
  }
}
if (files.length < MIN_FILES) console.error(`only ${files.length} files were read`)
console.log(`${files.length} files, ${faults} name a pillar`)

/** Each names a pillar; the last ones do not. */
const BREAKS = [
  "const agent = 'liaison.content'",
  "if (pillar === 'insights') run()",
  'const icons = { content: a, insights: b }',
  'const { skills } = WORDS.business_outcomes',
  'const agent = `ask liaison.data now`',
  "type Spelled = 'operations_liaison'",
  'const page = <Panel pillar="insights" />',
  "const tool = { name: 'content.schema' }",
  "const surface = 'content_pillar'",
]
const FINE = [
  "const role = 'content'",
  "const header = 'content-type'",
  "const part = 'content.xml'",
  'const { content } = message',
  'const drawn = { operations: [] }',
]
const missed = BREAKS.filter((text) => namesIn(text, names).length === 0)
const wrong = FINE.filter((text) => namesIn(text, names).length > 0)
for (const text of missed) console.error(`not caught: ${text}`)
for (const text of wrong) console.error(`caught by mistake: ${text}`)
console.log(`${BREAKS.length} planted breaks, ${BREAKS.length - missed.length} caught`)
process.exit(faults === 0 && missed.length === 0 && wrong.length === 0 && files.length >= MIN_FILES ? 0 : 1)

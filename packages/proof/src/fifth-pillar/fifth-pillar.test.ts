import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { copyRepository } from './copy-of-repository.ts'

const run = promisify(execFile)

const MANIFEST = `
import { definePillar } from './define-pillar.ts'

export const legal = definePillar({
  label: 'Legal',
  orchestratorKey: 'legal',
  orchestrator: 'LegalOrchestrator',
  liaison: 'liaison.legal',
  agentType: 'legal_liaison',
  aliases: [],
  purpose: { description: 'Reads contracts.', examples: ['Who is liable?'] },
  callWhen: 'Ask about contracts.',
  makes: [],
  runsPlans: false,
  needs: { artifactContents: [] },
  routing: { strong: 'liabil indemnit', weak: 'contract', sameInEveryLanguage: '', phrases: [] },
})
`
const INTRODUCTION = `
import type { PillarIntroduction } from '../pillar-introduction.ts'

export const introduction: PillarIntroduction = {
  does: 'reads contracts',
  needs: 'a contract',
  way: 'read what was agreed',
  skills: ['Ask who is liable.'],
  modelTools: [],
  journey: { begins: [] },
}
`
const AGENT = `
import { defineAgent, speak } from '../../engine/define-agent.ts'
import { introduction } from './introduction.ts'

export const legalLiaison = defineAgent({
  id: 'liaison.legal',
  title: 'Legal assistant',
  recovery: 'exact',
  skills: introduction.skills,
  async *run(_input, context) {
    yield* speak('Section 4 says so.', context)
    return { input_tokens: 0, output_tokens: 0, tool_calls: 0, model: null }
  },
})
`
const PART = `
import { OutlineIcon } from '../../design/icons.tsx'
import type { PillarPart } from '../pillar-part.ts'

export const part: PillarPart = {
  Icon: OutlineIcon,
  name: 'Legal',
  purpose: 'Reads contracts.',
  empty: 'Attach a contract.',
  placeholder: 'Ask about a contract …',
  suggestions: [],
  next: [],
  marks: {},
}
`
/** What people and routers then see of it. */
const PROBE = `
import { readIntent, scorePillars } from '@biplane/contracts/vocabulary/intent'
import { introduceAll } from './agents/introduce.ts'
import { builtInAgents } from './agents/registry.ts'

const intent = readIntent(scorePillars('Who bears the liability, and which indemnities are agreed?', 0))
console.log(JSON.stringify({
  agents: builtInAgents.map(({ id }) => id).filter((id) => id.endsWith('.legal')),
  routed: intent.kind === 'clear' ? intent.best.pillar : intent.kind,
  introduced: introduceAll().includes('legal assistant'),
}))
`

/** What clients of other protocols are offered. */
const OFFER_PROBE = `
import { OFFERED } from './edge/transports/mcp/ask-tools.ts'

console.log(JSON.stringify(OFFERED.filter(({ agent }) => agent === 'liaison.legal')))
`

/** Files with type errors, tests left out. */
async function errorsOf(tsc: string, root: string, part: string): Promise<string[]> {
  const config = { extends: './tsconfig.json', exclude: ['**/*.test.ts', '**/*.test.tsx', '**/*.test-support.ts'] }
  const file = path.join(part, 'tsconfig.product.json')
  writeFileSync(path.join(root, file), JSON.stringify(config))
  const output = await run(tsc, ['-p', file, '--pretty', 'false', '--incremental', 'false'], { cwd: root }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  )
  const files = new Set<string>()
  for (const line of output.split('\n')) {
    if (/^\S+\.tsx?\(\d/.test(line)) files.add(line.slice(0, line.indexOf('(')))
  }
  return [...files].sort()
}

test('a fifth pillar is one manifest and one folder', { timeout: 600_000 }, async () => {
  using copy = copyRepository()
  const { root } = copy
  const tsc = copy.bin('tsc')
  const put = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
  const list = (file: string, importing: string, before: string, entry: string) => {
    const text = readFileSync(path.join(root, file), 'utf8')
    expect(text, file).toContain(before)
    put(file, `${importing}\n${text.replace(before, `${entry}\n${before}`)}`)
  }

  put('packages/contracts/src/vocabulary/pillars/legal.ts', MANIFEST)
  list(
    'packages/contracts/src/vocabulary/pillars.ts',
    "import { legal } from './pillars/legal.ts'",
    '} satisfies Record<string, PillarManifest>',
    '  legal,',
  )
  put('apps/runtime/src/pillars/legal/introduction.ts', INTRODUCTION)
  put('apps/runtime/src/pillars/legal/liaison-legal.ts', AGENT)
  put('apps/web/src/pillars/legal/part.ts', PART)
  // The compiler names the lists of the pillars' folders, and nothing else.
  const named = {
    client: await errorsOf(tsc, root, 'packages/client'),
    runtime: await errorsOf(tsc, root, 'apps/runtime'),
    experience: await errorsOf(tsc, root, 'apps/experience'),
    page: await errorsOf(tsc, root, 'apps/web'),
  }
  expect(named).toEqual({
    client: [],
    runtime: ['apps/runtime/src/pillars/agents.ts', 'apps/runtime/src/pillars/introductions.ts'],
    experience: [],
    page: ['apps/web/src/pillars/parts.ts'],
  })

  list(
    'apps/runtime/src/pillars/introductions.ts',
    "import { introduction as legal } from './legal/introduction.ts'",
    '  business_outcomes: businessOutcomes,',
    '  legal,',
  )
  list(
    'apps/runtime/src/pillars/agents.ts',
    "import { legalLiaison } from './legal/liaison-legal.ts'",
    '  business_outcomes: businessOutcomesLiaison,',
    '  legal: legalLiaison,',
  )

  put('apps/runtime/src/probe.ts', PROBE)
  const { stdout } = await run(copy.bin('tsx'), ['src/probe.ts'], { cwd: path.join(root, 'apps/runtime') })
  expect(JSON.parse(stdout)).toEqual({ agents: ['guide.legal', 'liaison.legal'], routed: 'legal', introduced: true })

  put('apps/experience/src/probe.ts', OFFER_PROBE)
  const offered = await run(copy.bin('tsx'), ['src/probe.ts'], { cwd: path.join(root, 'apps/experience') })
  expect(JSON.parse(offered.stdout)).toEqual([
    { agent: 'liaison.legal', tool: 'ask_liaison_legal', says: 'Ask about contracts.' },
  ])
})

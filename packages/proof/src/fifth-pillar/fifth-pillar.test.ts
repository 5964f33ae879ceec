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

/** Files with type errors. */
async function errorsOf(tsc: string, root: string, part: string): Promise<Set<string>> {
  const output = await run(tsc, ['-p', part, '--pretty', 'false', '--incremental', 'false'], { cwd: root }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  )
  const files = new Set<string>()
  for (const line of output.split('\n')) {
    if (/^\S+\.tsx?\(\d/.test(line)) files.add(line.slice(0, line.indexOf('(')))
  }
  return files
}

test('a fifth pillar is one manifest and one folder', { timeout: 480_000 }, async () => {
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
  // The compiler names the two lists of Runtime and the tables of the page, and nothing else.
  const [runtime, page] = await Promise.all([errorsOf(tsc, root, 'apps/runtime'), errorsOf(tsc, root, 'apps/web')])
  expect([...runtime].sort()).toEqual([
    'apps/runtime/src/pillars/agents.ts',
    'apps/runtime/src/pillars/introductions.ts',
  ])
  expect(page.size).toBeGreaterThan(0)

  put('apps/runtime/src/pillars/legal/introduction.ts', INTRODUCTION)
  put('apps/runtime/src/pillars/legal/liaison-legal.ts', AGENT)
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
})

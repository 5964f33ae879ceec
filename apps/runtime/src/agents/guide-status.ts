// Reports the session's other work: running, queued, finished, or all as a summary. Uses only what Experience sent.
// Pure.
import { isAgentId, type Pillar, pillarOfAgent } from '@biplane/contracts/vocabulary/pillars'
import type { Invocation, KnownJob } from '@biplane/contracts/wire/agent-events'
import { stateOf } from './guide-journey.ts'
import { labelOf } from './hand-over.ts'
import { bullets, plain } from './plain-markdown.ts'
import { readSmallTalk } from './small-talk.ts'

type Input = Invocation['input']

const ASKED_CHARS = 100
const SHOWN_JOBS = 10

const NOW: Record<KnownJob['status'], string> = {
  queued: 'waits for its turn',
  running: 'is being answered',
  cancelling: 'is being stopped',
  completed: 'answered',
  failed: 'failed',
  cancelled: 'stopped',
}

const atWork = ({ status }: KnownJob) => status === 'queued' || status === 'running' || status === 'cancelling'

export function jobsText({ jobs = [] }: Input): string {
  const open = jobs.filter(atWork)
  if (open.length > 0) {
    const lines = open.slice(0, SHOWN_JOBS).map((job) => `${asked(job)} ${NOW[job.status]}.`)
    return `When you asked, this was at work:\n\n${bullets(lines)}\nIt goes on when you close this page; you can stop it from any tab.`
  }
  const last = jobs[0]
  if (!last) return 'Nothing is at work, and nothing was asked before this.'
  return `Nothing is at work. The last one: ${asked(last)} ${NOW[last.status]}.`
}

export function summaryText(input: Input): string {
  const jobs = substance(input.jobs ?? [])
  if (jobs.length === 0) return 'Nothing of substance was said before this, so there is nothing to sum up yet.'
  const lines = jobs
    .slice(0, SHOWN_JOBS)
    .reverse()
    .map((job) => `${asked(job)} ${NOW[job.status]}.`)
  const earlier = jobs.length - lines.length
  const lead = earlier > 0 ? `The last ${lines.length} questions of this session` : 'What was asked in this session'
  return `${lead}, oldest first:\n\n${bullets(lines)}\nWhat came of it:\n\n${stateOf(input)}`.trimEnd()
}

/** What the liaisons were asked; where nobody was, what the guide was asked beside greetings. */
function substance(jobs: readonly KnownJob[]): KnownJob[] {
  const liaisons = jobs.filter(({ agent_id }) => agent_id.startsWith('liaison.'))
  return liaisons.length > 0 ? liaisons : jobs.filter(({ asked: text }) => readSmallTalk(text) === null)
}

/** `Insights assistant, “Who is late?”:` */
function asked({ agent_id, asked: text }: KnownJob): string {
  const pillar = isAgentId(agent_id) ? pillarOfAgent(agent_id) : null
  const line = text.replace(/\s+/g, ' ').trim()
  const shown = line.length <= ASKED_CHARS ? line : `${line.slice(0, ASKED_CHARS).replace(/\p{Cs}$/u, '')}…`
  return `${nameOf(agent_id, pillar)}, “${plain(shown === '' ? 'files without a word' : shown)}”:`
}

const nameOf = (agentId: string, pillar: Pillar | null): string => {
  const role = agentId.startsWith('guide.') ? 'guide' : 'assistant'
  const name = pillar ? `${labelOf(pillar)} ${role}` : role
  return name.charAt(0).toUpperCase() + name.slice(1)
}

// An agent behind HTTP, in any language: one POST, one answer `{ text, a2uiActions }`. The answer is data: bounded,
// validated whole before any of it is shown, and never followed anywhere. [A3]
import { Refusal } from '@biplane/contracts/refusal'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { a2uiMessage } from '@biplane/contracts/wire/a2ui'
import { type Invocation, UNKNOWN_USAGE, type Usage } from '@biplane/contracts/wire/agent-events'
import { z } from 'zod'
import { type Agent, type AgentContext, type AgentSays, defineAgent, speak } from '../engine/define-agent.ts'
import { ForbiddenAddress } from './address-check.ts'
import { type Fetch, ForbiddenAnswer } from './guarded-fetch.ts'
import type { RemoteAgentSetting } from './remote-agents-setting.ts'

export interface RemoteAgentDeps extends RemoteAgentSetting {
  /** What it is called and what can be asked of it; those of the agent whose place it takes. */
  title: string
  skills: string[]
  fetch: Fetch
  /** How long an answer may take. */
  answerMs: number
}

const MOST_BYTES = 1024 * 1024
const MOST_ACTIONS = 50

const answerSchema = z.object({
  text: z.string().max(LIMITS.answerBytes),
  a2uiActions: z.array(a2uiMessage).max(MOST_ACTIONS).nullish(),
})
type Answer = z.infer<typeof answerSchema>

/** Nobody knows whether it says the same twice, so what it had shown is superseded. [L8] */
export const remoteAgent = (deps: RemoteAgentDeps): Agent =>
  defineAgent({
    id: deps.id,
    title: deps.title,
    recovery: 'restart',
    skills: deps.skills,
    run: (input, context) => run(deps, input, context),
  })

async function* run(
  deps: RemoteAgentDeps,
  input: Invocation['input'],
  context: AgentContext,
): AsyncGenerator<AgentSays, Usage> {
  const { text, a2uiActions } = await ask(deps, input, context)
  yield* speak(text, context)
  for (const message of a2uiActions ?? []) yield { type: 'agent.ui', payload: { message } }
  return UNKNOWN_USAGE
}

/** @throws AGENT_UNAVAILABLE, AGENT_FAILED, CANCELLED */
async function ask(
  { id, url, fetch, answerMs }: RemoteAgentDeps,
  input: Invocation['input'],
  { invocation, signal }: AgentContext,
): Promise<Answer> {
  const tooLong = AbortSignal.timeout(answerMs)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ agentId: id, invocationId: invocation.invocation_id, ...requestOf(input) }),
      signal: AbortSignal.any([signal, tooLong]),
    })
    if (response.status !== 200) {
      void response.body?.cancel()
      throw refusalOfStatus(response.status)
    }
    return readAnswer(await readBytes(response))
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (tooLong.aborted) throw unavailable(`did not answer within ${Math.round(answerMs / 1000)} s`, error)
    if (error instanceof Refusal) throw error
    if (error instanceof ForbiddenAnswer) throw failed(error.message, error)
    if (error instanceof ForbiddenAddress) throw unavailable('is at an address that is not allowed', error)
    throw unavailable('cannot be reached', error)
  }
}

/** What travels: the words, the conversation, the files with their signed addresses; nothing of the person. [P1] */
const requestOf = ({ text, history, project_id, files, artifacts }: Invocation['input']) => ({
  text,
  history,
  ...(project_id === undefined ? {} : { projectId: project_id }),
  files: files ?? [],
  artifacts: artifacts ?? [],
})

async function readBytes(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw failed(`answered with more than ${MOST_BYTES / 1024} KiB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function readAnswer(bytes: Uint8Array): Answer {
  const parsed = checked(jsonIn(bytes))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw failed(`answered something else than { text, a2uiActions }: ${issue?.path.join('.') || 'the whole'}`)
}

function checked(value: unknown) {
  try {
    return answerSchema.safeParse(value)
  } catch (cause) {
    // Nested so deeply that the check itself ran out of stack.
    throw failed('answered something that is nested too deeply', cause)
  }
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw failed('answered something that is no JSON', cause)
  }
}

const failed = (what: string, cause?: unknown) => new Refusal('AGENT_FAILED', `The agent elsewhere ${what}.`, { cause })
const unavailable = (what: string, cause?: unknown) =>
  new Refusal('AGENT_UNAVAILABLE', `The agent elsewhere ${what}.`, { cause })

const BUSY = new Set([429, 502, 503, 504])
const refusalOfStatus = (status: number) =>
  BUSY.has(status) ? unavailable(`is not available at the moment (${status})`) : failed(`answered ${status}`)

// A question through AG-UI's HttpAgent, 1.0 and 0.0.58 by turns, on the published `durableFetch`.
import { HttpAgent } from '@ag-ui/client'
import { HttpAgent as LegacyAgent } from '@ag-ui/client-legacy'
import { durableFetch } from '@biplane/contracts/clients/durable-fetch'
import type { Question } from './protocol-client.ts'

/** In a row without anything new; a process that is started again takes some of them. */
const RETRIES = 30
/** The client looks at it, though its types leave it out here. */
const SILENT: object = { stopPropagation: true }

export async function askByAgUi(question: Question): Promise<string> {
  const { url, token, id, text, turn, forgets, shows } = question
  const config = {
    url: `${url}/api/ag-ui/guide`,
    headers: { authorization: `Bearer ${token}` },
    threadId: id,
    fetch: durableFetch({ fetch: forgets ? forgetful(question.fetch) : question.fetch, retries: RETRIES }),
  }
  // Both have the same interface, in types that do not know each other.
  const agent = turn % 2 === 0 ? new HttpAgent(config) : (new LegacyAgent(config) as unknown as HttpAgent)
  agent.messages = [{ id, role: 'user', content: text }]
  const answer = () =>
    agent.messages
      .filter(({ role }) => role === 'assistant')
      .map(({ content }) => (typeof content === 'string' ? content : ''))
      .join('')
  const { unsubscribe } = agent.subscribe({
    onMessagesChanged: () => shows(answer()),
    // The client's own verifier finds a run that begins twice; what it showed until then is the answer.
    onRunFailed: () => (forgets ? SILENT : undefined),
  })
  try {
    await agent.runAgent({ runId: id })
  } finally {
    unsubscribe()
    // A run that its verifier refused still reads.
    agent.abortRun()
  }
  return answer()
}

const forgetful =
  (ask: typeof fetch): typeof fetch =>
  (input, init) => {
    const headers = new Headers(init?.headers)
    headers.delete('last-event-id')
    return ask(input, { ...init, headers })
  }

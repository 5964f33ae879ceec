// A question through A2A's SDK: a task that was cut goes on by SubscribeToTask with the cursor of the last update.
import { Role, type StreamResponse, type Task, TaskState } from '@a2a-js/sdk'
import {
  type Client,
  ClientFactory,
  ClientFactoryOptions,
  createAuthenticatingFetchWithRetry,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
} from '@a2a-js/sdk/client'
import { NotAnswered, pause, type Question } from './protocol-client.ts'

const REFUSED = new Set(['TaskNotFoundError', 'RequestMalformedError', 'TaskNotCancelableError'])

export async function askByA2a(question: Question): Promise<string> {
  const shown = new ShownTask(question)
  let client: Client | null = null
  let hasEnded = false
  for (;;) {
    try {
      client ??= await connect(question)
      if (hasEnded) await shown.readBy(client)
      else for await (const event of open(client, question, shown)) shown.take(event)
    } catch (error) {
      if (error instanceof NotAnswered) throw error
      const name = error instanceof Error ? error.name : ''
      if (REFUSED.has(name)) throw error
      // There is nothing to follow any more: it is read.
      if (name === 'UnsupportedOperationError') hasEnded = true
    }
    if (shown.whole !== null) return shown.whole
    await pause()
  }
}

function open(client: Client, { id, text }: Question, { task, cursor }: ShownTask): AsyncIterable<StreamResponse> {
  if (!task) {
    const message = {
      messageId: id,
      contextId: '',
      taskId: '',
      role: Role.ROLE_USER,
      parts: [{ content: { $case: 'text' as const, value: text }, metadata: undefined, filename: '', mediaType: '' }],
      metadata: undefined,
      extensions: [],
      referenceTaskIds: [],
    }
    return client.sendMessageStream({ tenant: '', message, configuration: undefined, metadata: undefined })
  }
  return client.resubscribeTask(
    { tenant: '', id: task.id },
    cursor === '' ? {} : { serviceParameters: { 'last-event-id': cursor } },
  )
}

function connect({ url, token, fetch }: Question): Promise<Client> {
  const fetchImpl = createAuthenticatingFetchWithRetry(fetch, {
    headers: async () => ({ authorization: `Bearer ${token}` }),
    shouldRetryWithHeaders: async () => undefined,
  })
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [new JsonRpcTransportFactory({ fetchImpl: toTheSameAddress(url, fetchImpl) })],
    cardResolver: new DefaultAgentCardResolver({ fetchImpl }),
  })
  return new ClientFactory(options).createFromUrl(url)
}

/** The card names the server's own address; requests go through the proxy instead. */
const toTheSameAddress =
  (url: string, ask: typeof fetch): typeof fetch =>
  (input, init) =>
    ask(`${url}${new URL(String(input)).pathname}`, init)

/** What a person sees: a task replaces everything, updates change it. */
class ShownTask {
  task: Task | null = null
  cursor = ''
  whole: string | null = null
  readonly #question: Question
  /** Of the known-bad client, which adds a snapshot to what it has. */
  #kept = ''

  constructor(question: Question) {
    this.#question = question
  }

  take({ payload }: StreamResponse): void {
    switch (payload?.$case) {
      case 'task':
        if (this.#question.forgets) this.#kept = this.#text
        this.task = payload.value
        break
      case 'statusUpdate':
        if (this.task) this.task.status = payload.value.status
        this.cursor = String(payload.value.metadata?.cursor)
        break
      case 'artifactUpdate': {
        const { artifact, append, metadata } = payload.value
        this.cursor = String(metadata?.cursor)
        const known = this.task?.artifacts.find(({ artifactId }) => artifactId === artifact?.artifactId)
        if (!artifact) break
        if (!known) this.task?.artifacts.push(artifact)
        else if (append) known.parts.push(...artifact.parts)
        else known.parts = artifact.parts
        break
      }
    }
    this.#tell()
  }

  async readBy(client: Client): Promise<void> {
    this.task = await client.getTask({ tenant: '', id: this.task?.id ?? '', historyLength: undefined })
    this.#tell()
  }

  get #text(): string {
    const parts = (this.task?.artifacts ?? []).flatMap((artifact) => artifact.parts)
    return this.#kept + parts.map(({ content }) => (content?.$case === 'text' ? content.value : '')).join('')
  }

  #tell(): void {
    this.#question.shows(this.#text)
    const state = this.task?.status?.state
    if (state === TaskState.TASK_STATE_COMPLETED) this.whole = this.#text
    if (state === TaskState.TASK_STATE_FAILED || state === TaskState.TASK_STATE_CANCELED) {
      throw new NotAnswered(`A2A: ${TaskState[state]}`)
    }
  }
}

// A2A 1.0 over JSON-RPC: one address for all agents, and one for each; the agent cards. [AT1]
import type { Caller, ExperiencePorts } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'
import { conversationId, invocationId } from '@biplane/contracts/wire/ids'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { AuditNotes } from '../../../audit/audit-trail.ts'
import type { ClientThreads } from '../../../chat/client-threads.ts'
import type { FileStore } from '../../../files/file-store.ts'
import type { LiveCredential } from '../../../smart-city/traffic-cop.ts'
import { asRefusal, type HttpServer } from '../../http-server.ts'
import { type MountDeps, mountRoutes, type RefuseWith } from '../../routes/mount-routes.ts'
import { ANSWERED, answer, json, openRoute, plain, type Route, route } from '../../routes/route.ts'
import { agentNamed, type NamedAgent } from '../agent-spelling.ts'
import { agentCard, cardOf } from './a2a-card.ts'
import { A2aProtocolError, a2aErrorOf, bodyOf, type RpcId, rpcError, rpcId } from './a2a-errors.ts'
import { listParams, requireVersion, rpcRequest, sendParams, taskParams } from './a2a-requests.ts'
import { TaskSender } from './a2a-send.ts'
import { lastTurn, type TaskDeps, Tasks, viewOf } from './a2a-tasks.ts'
import { listTasks } from './list-tasks.ts'

export interface A2aDeps extends Omit<TaskDeps, 'invocation'> {
  threads: ClientThreads
  files: FileStore
  conversations: Pick<ExperiencePorts['conversations'], 'delete'>
  invocations: ExperiencePorts['invocations']
  /** Where clients reach this server, without a slash at the end. */
  addressFor(request: FastifyRequest): string
}

/** A message with a file in it. */
const BODY_BYTES = 8 * 1024 * 1024
const byAgent = z.strictObject({ agent: z.string().max(80) })
const rpcAnswer = z.union([
  z.object({ jsonrpc: z.literal('2.0'), id: rpcId, result: z.record(z.string(), z.unknown()) }),
  rpcError,
])
const ANSWERS = {
  200: json('The result or the error of JSON-RPC, or a stream of them.', rpcAnswer, 'text/event-stream'),
}
const shared = { ...plain, tag: 'a2a', body: rpcRequest, bodyBytes: BODY_BYTES, errorShape: rpcError } as const
const REFUSALS = ['FORBIDDEN', 'STORE_UNAVAILABLE'] as const
const CARD_PATH = '.well-known/agent-card.json'
const CARD = { 200: json('The card.', agentCard) }

export function a2aRoutes(deps: A2aDeps): Route[] {
  const service = new A2aService(deps)
  return [
    openRoute({
      ...plain,
      method: 'GET',
      path: `/${CARD_PATH}`,
      tag: 'a2a',
      summary: 'The agent card (A2A 1.0): where all agents are reached, and what each is for.',
      answers: CARD,
      refusals: [],
      handle: async ({ request }) => answer(200, cardOf(deps.addressFor(request), null)),
    }),
    openRoute({
      ...plain,
      method: 'GET',
      path: `/a2a/{agent}/${CARD_PATH}`,
      tag: 'a2a',
      summary: 'The agent card of one agent.',
      params: byAgent,
      answers: CARD,
      refusals: ['NOT_FOUND'],
      errorShape: rpcError,
      handle: async ({ request, params }) => answer(200, cardOf(deps.addressFor(request), agentNamed(params.agent))),
    }),
    route({
      ...shared,
      method: 'POST',
      path: '/a2a',
      summary:
        'A2A 1.0 by JSON-RPC: SendMessage, SendStreamingMessage, GetTask, ListTasks, CancelTask, SubscribeToTask.',
      answers: ANSWERS,
      refusals: REFUSALS,
      handle: ({ body, ...ask }) => service.call({ ...ask, body, named: null }),
    }),
    route({
      ...shared,
      method: 'POST',
      path: '/a2a/{agent}',
      summary: 'The same for one agent.',
      params: byAgent,
      answers: ANSWERS,
      refusals: [...REFUSALS, 'NOT_FOUND'],
      handle: ({ body, params, ...ask }) => service.call({ ...ask, body, named: agentNamed(params.agent) }),
    }),
  ]
}

interface RpcCall {
  caller: Caller
  live: LiveCredential
  request: FastifyRequest
  reply: FastifyReply
  body: z.infer<typeof rpcRequest>
  named: NamedAgent | null
}

/** A canceled task has ended by then. [D2.7] */
const CANCEL_WAIT_MS = 3_000

class A2aService {
  readonly #deps: A2aDeps
  readonly #tasks: Tasks
  readonly #sender: TaskSender

  constructor(deps: A2aDeps) {
    const { invocations, conversations } = deps
    this.#deps = deps
    this.#tasks = new Tasks({ ...deps, invocation: (caller, id) => invocations.get(caller, id) })
    this.#sender = new TaskSender({
      ...deps,
      tasks: this.#tasks,
      discard: async (caller, id) => void (await conversations.delete(caller, conversationId.parse(id))),
    })
  }

  /** @throws Refusal, A2aProtocolError: both become errors of JSON-RPC */
  async call(call: RpcCall): Promise<typeof ANSWERED | { status: 200; body: z.infer<typeof rpcAnswer> }> {
    requireVersion(call.request.headers['a2a-version'])
    const { method, id } = call.body
    const result = await this.#perform(call)
    if (result === ANSWERED) return ANSWERED
    if (result === null) throw unknownMethod(method)
    return answer(200, { jsonrpc: '2.0' as const, id, result: { ...result } })
  }

  /** `null` for a method that there is not. */
  async #perform(call: RpcCall): Promise<object | typeof ANSWERED | null> {
    switch (call.body.method) {
      case 'SendMessage':
        return this.#send(call)
      case 'SendStreamingMessage':
        return this.#sendStreaming(call)
      case 'GetTask':
        return this.#get(call)
      case 'ListTasks':
        return listTasks({ ...this.#deps, tasks: this.#tasks }, call.caller, listParams.parse(paramsOf(call)))
      case 'CancelTask':
        return this.#cancel(call)
      case 'SubscribeToTask':
        return this.#subscribe(call)
      case 'CreateTaskPushNotificationConfig':
      case 'GetTaskPushNotificationConfig':
      case 'ListTaskPushNotificationConfigs':
      case 'DeleteTaskPushNotificationConfig':
        throw new A2aProtocolError('PUSH_NOTIFICATION_NOT_SUPPORTED')
      case 'GetExtendedAgentCard':
        throw new A2aProtocolError('EXTENDED_AGENT_CARD_NOT_CONFIGURED')
      default:
        return null
    }
  }

  async #send(call: RpcCall): Promise<object> {
    const { caller, live, reply, named } = call
    const params = sendParams.parse(paramsOf(call))
    const { task } = await this.#sender.send(caller, params, named)
    const { returnImmediately, historyLength } = params.configuration ?? {}
    const shown = returnImmediately ? await this.#tasks.get(caller, task) : await this.#tasks.wait(live, task, reply)
    return { task: viewOf(shown, historyLength) }
  }

  async #sendStreaming(call: RpcCall): Promise<typeof ANSWERED> {
    const { caller, live, reply, named, body } = call
    const params = sendParams.parse(paramsOf(call))
    const { task, at } = await this.#sender.send(caller, params, named)
    const cursor = cursorOf(call)
    const from = cursor === null ? { at, place: null } : this.#tasks.placeOf(task, cursor)
    const { historyLength } = params.configuration ?? {}
    await this.#tasks.stream(live, { task, ...from, historyLength }, { reply, id: body.id })
    return ANSWERED
  }

  async #get(call: RpcCall): Promise<object> {
    const { id, historyLength } = taskParams.parse(paramsOf(call))
    const task = await this.#tasks.find(call.caller, id)
    return viewOf(await this.#tasks.get(call.caller, task), historyLength)
  }

  async #cancel(call: RpcCall): Promise<object> {
    const { chat } = this.#deps
    const { caller } = call
    const task = await this.#tasks.find(caller, taskParams.parse(paramsOf(call)).id)
    const { begin } = lastTurn(task)
    const last = (await chat.hopsOf(caller, begin)).at(-1) ?? begin
    const { outcome } = await chat.cancel(caller, { invocation_id: invocationId.parse(last.invocationId) })
    if (outcome === 'already_finished') throw new A2aProtocolError('TASK_NOT_CANCELABLE')
    const ended = await this.#tasks.settled(caller, task, AbortSignal.timeout(CANCEL_WAIT_MS))
    return ended ?? this.#tasks.get(caller, task)
  }

  async #subscribe(call: RpcCall): Promise<typeof ANSWERED> {
    const { caller, live, reply, body } = call
    const task = await this.#tasks.find(caller, taskParams.parse(paramsOf(call)).id)
    const cursor = cursorOf(call)
    if (cursor === null && (await this.#tasks.isSettled(caller, task))) {
      throw new A2aProtocolError('UNSUPPORTED_OPERATION', 'Nothing runs in this task: read it with GetTask.')
    }
    const from =
      cursor === null
        ? { at: task.turns.length - 1, place: await this.#deps.chat.newestPlace(caller, lastTurn(task).begin) }
        : this.#tasks.placeOf(task, cursor)
    await this.#tasks.stream(live, { task, ...from }, { reply, id: body.id })
    return ANSWERED
  }
}

const paramsOf = ({ body }: RpcCall): unknown => body.params ?? {}

function cursorOf({ request }: RpcCall): string | null {
  const header = request.headers['last-event-id']
  return typeof header === 'string' && header !== '' ? header : null
}

/** Methods before 1.0 are spelled with a slash. */
const unknownMethod = (method: string): A2aProtocolError =>
  new A2aProtocolError(method.includes('/') ? 'VERSION_NOT_SUPPORTED' : 'METHOD_NOT_FOUND')

const refuse: RefuseWith = (reply, status, says) =>
  reply.status(status).send(bodyOf(null, status === 415 ? -32_005 : -32_600, says, 'INVALID_REQUEST'))

/** Serves them with errors of JSON-RPC, which carry the id of the call. */
export function addA2aRoutes(
  server: HttpServer,
  routes: readonly Route[],
  deps: MountDeps & { audit: Pick<AuditNotes, 'refused'>; onMistake(error: unknown): void },
): void {
  server.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => {
      const known = knownError(error, request.body)
      const { status, body, headers } = a2aErrorOf(known, idIn(request.body))
      if (body.error.code === -32_603) deps.onMistake(error)
      if (!(known instanceof A2aProtocolError)) deps.audit.refused(known, request.routeOptions.url ?? '')
      return reply.status(status).headers(headers).send(body)
    })
    mountRoutes(scope, routes, { ...deps, refuse })
  })
}

/** A body that is not a call is reported as such, not by its first wrong field. */
function knownError(error: unknown, body: unknown): unknown {
  if (error instanceof A2aProtocolError) return error
  const known = asRefusal(Object(error)) ?? error
  const isCall = rpcRequest.safeParse(body ?? {}).success
  if (known instanceof Refusal && known.refusal === 'BAD_MESSAGE' && !isCall)
    return new A2aProtocolError('INVALID_REQUEST')
  return known
}

function idIn(body: unknown): RpcId {
  const id = rpcId.safeParse(Object(body).id)
  return id.success ? id.data : null
}

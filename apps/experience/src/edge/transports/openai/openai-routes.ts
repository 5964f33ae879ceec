// OpenAI's API over the one log: models, responses, chat completions, conversations, files. [OA1]
import type { ExperiencePorts } from '@biplane/contracts/experience-router'
import { conversationId } from '@biplane/contracts/wire/ids'
import type { AuditNotes } from '../../../audit/audit-trail.ts'
import type { PostOffice } from '../../../smart-city/post-office.ts'
import { asRefusal, type HttpServer } from '../../http-server.ts'
import { type MountDeps, mountRoutes, type RefuseWith } from '../../routes/mount-routes.ts'
import type { Route } from '../../routes/route.ts'
import { completionRoutes } from './completion-routes.ts'
import { conversationRoutes } from './conversation-routes.ts'
import { fileRoutes, type OpenAiFileDeps } from './file-routes.ts'
import { modelRoutes } from './model-routes.ts'
import { bodyOf, openAiErrorOf } from './openai-errors.ts'
import { responseRoutes } from './response-routes.ts'
import { TurnSender } from './send-turn.ts'
import { type TurnResponseDeps, TurnResponses } from './turn-responses.ts'

export interface OpenAiDeps extends Omit<TurnResponseDeps, 'invocation' | 'everRestored'>, OpenAiFileDeps {
  conversations: ExperiencePorts['conversations']
  invocations: ExperiencePorts['invocations']
  postOffice: PostOffice
  /** Wall-clock milliseconds. */
  wallClock(): number
}

export function openAiRoutes(deps: OpenAiDeps): Route[] {
  const { chat, files, conversations, invocations, postOffice, wallClock } = deps
  const { everRestored } = postOffice.log
  const sender = new TurnSender({
    chat,
    files,
    discard: async (caller, id) => void (await conversations.delete(caller, conversationId.parse(id))),
    now: wallClock,
  })
  const responses = new TurnResponses({
    ...deps,
    everRestored,
    invocation: (caller, id) => invocations.get(caller, id),
  })
  return [
    ...modelRoutes(),
    ...responseRoutes({ ...deps, sender, responses }),
    ...completionRoutes({ ...deps, sender, responses }),
    ...conversationRoutes(deps),
    ...fileRoutes(deps),
  ]
}

const refuse: RefuseWith = (reply, status, says) =>
  reply.status(status).send(bodyOf(says, 'invalid_request_error', '', status === 405 ? 'method_not_allowed' : ''))

/** JSON of a long chat has far more keys than a message of the product. */
const MAX_KEYS = 50_000

/** Serves them with errors in OpenAI's shape, also where no route is. */
export function addOpenAiRoutes(
  server: HttpServer,
  routes: readonly Route[],
  deps: MountDeps & { audit: Pick<AuditNotes, 'refused'>; onMistake(error: unknown): void },
): void {
  const limits = { ...deps.limits, jsonKeys: MAX_KEYS }
  server.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => {
      const known = asRefusal(Object(error)) ?? error
      const { status, body, headers } = openAiErrorOf(known)
      if (body.error.code === 'internal') deps.onMistake(error)
      deps.audit.refused(known, request.routeOptions.url ?? '')
      return reply.status(status).headers(headers).send(body)
    })
    mountRoutes(scope, routes, { ...deps, limits, refuse })
  })
  server.register(
    async (scope) => {
      scope.setNotFoundHandler((_request, reply) =>
        reply.status(404).send(bodyOf('Unknown path.', 'invalid_request_error', '', 'not_found')),
      )
    },
    { prefix: '/v1' },
  )
}

// HTTP routes of artifacts: list, read a version, ask for approval, approve. [D3.15]
import type { ExperiencePorts } from '@biplane/contracts/experience-router'
import { artifactView } from '@biplane/contracts/wire/artifacts'
import * as http from '@biplane/contracts/wire/http'
import { artifactId } from '@biplane/contracts/wire/ids'
import { z } from 'zod'
import { linkNextPage } from './next-page.ts'
import { answer, json, plain, type Route, route } from './route.ts'

/** Results on a page, where nobody says how many. */
const PAGE = 200

const byId = z.strictObject({ id: artifactId })
const byVersion = z.strictObject({
  id: artifactId,
  n: z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .pipe(z.coerce.number<string>().int().positive()),
})
const ONE = { 200: json('The version, with its data.', artifactView) }

export function artifactRoutes(artifacts: ExperiencePorts['artifacts']): Route[] {
  return [
    route({
      ...plain,
      method: 'GET',
      path: '/api/artifacts',
      tag: 'artifacts',
      summary: 'The results of the session, every version, without their data; `cursor` asks for the next page.',
      query: http.artifactsQuery,
      answers: { 200: json('The results.', http.artifactList) },
      refusals: [],
      async handle({ caller, query, ...ask }) {
        const limit = query.limit ?? PAGE
        const page = await artifacts.list(caller, { ...query, limit })
        linkNextPage(ask, page, limit)
        return answer(200, page)
      },
    }),
    route({
      ...plain,
      method: 'GET',
      path: '/api/artifacts/{id}',
      tag: 'artifacts',
      summary: 'The newest version of a result.',
      params: byId,
      answers: ONE,
      refusals: ['NOT_FOUND'],
      async handle({ caller, params: { id } }) {
        return answer(200, await artifacts.get(caller, { artifact_id: id }))
      },
    }),
    route({
      ...plain,
      method: 'GET',
      path: '/api/artifacts/{id}/versions/{n}',
      tag: 'artifacts',
      summary: 'One version of a result; its content never changes.',
      params: byVersion,
      answers: ONE,
      refusals: ['NOT_FOUND'],
      async handle({ caller, params: { id, n } }) {
        return answer(200, await artifacts.get(caller, { artifact_id: id, version: n }))
      },
    }),
    ...(['review', 'approve'] as const).map((move) =>
      route({
        ...plain,
        method: 'POST',
        path: `/api/artifacts/{id}/${move}`,
        tag: 'artifacts',
        summary: move === 'review' ? 'Ask for approval of one version.' : 'Approve one version.',
        params: byId,
        body: http.artifactVersion,
        answers: ONE,
        refusals: ['NOT_FOUND', 'CONFLICT', 'STORE_UNAVAILABLE'],
        async handle({ caller, params: { id }, body: { version } }) {
          return answer(200, await artifacts[move](caller, { artifact_id: id, version }))
        },
      }),
    ),
  ]
}

// API keys over HTTP. [D1.14]
import type { ExperiencePorts } from '@biplane/contracts/experience-router'
import * as wire from '@biplane/contracts/wire/commands'
import * as http from '@biplane/contracts/wire/http'
import { z } from 'zod'
import { answer, done, json, nothing, plain, type Route, route } from './route.ts'

const KEYS = '/api/auth/keys'

export function apiKeyRoutes(apiKeys: ExperiencePorts['apiKeys']): Route[] {
  return [
    route({
      ...plain,
      method: 'GET',
      path: KEYS,
      tag: 'auth',
      summary: 'The API keys of the principal that asks, newest first, without their secrets.',
      answers: { 200: json('The keys.', http.apiKeyList) },
      refusals: ['FORBIDDEN'],
      handle: async ({ caller }) => answer(200, await apiKeys.list(caller)),
    }),
    route({
      ...plain,
      method: 'POST',
      path: KEYS,
      tag: 'auth',
      summary: 'Create an API key for this session. It lives 90 days unless `expires_in_days` says otherwise.',
      body: wire.apiKeyCreateInput,
      answers: { 201: json('The key, and its secret: it is shown this once.', wire.createdApiKey) },
      refusals: ['FORBIDDEN', 'QUOTA_EXCEEDED', 'RATE_LIMITED', 'STORE_UNAVAILABLE'],
      handle: async ({ caller, body }) => answer(201, await apiKeys.create(caller, body)),
    }),
    route({
      ...plain,
      method: 'DELETE',
      path: `${KEYS}/{id}`,
      tag: 'auth',
      summary: 'Revoke an API key, and close what it opened.',
      params: z.strictObject({ id: z.string().max(64) }),
      answers: { 204: nothing('It is revoked.') },
      refusals: ['FORBIDDEN', 'NOT_FOUND', 'STORE_UNAVAILABLE'],
      async handle({ caller, params }) {
        await apiKeys.revoke(caller, params.id)
        return done(204)
      },
    }),
  ]
}

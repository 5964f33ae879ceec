// Liveness, readiness and features, computed at the moment of the request. [D3.3]
import { PROTOCOL_VERSION } from '@biplane/contracts/vocabulary/protocol-version'
import * as http from '@biplane/contracts/wire/http'
import type { LagMeasure } from '@biplane/process/loop-lag'
import { type HealthDeps, sharedHealth } from '../platform-ports.ts'
import { answer, json, openRoute, plain, type Route } from './route.ts'

export interface HealthRouteDeps extends HealthDeps {
  webSockets: boolean
  liaisonSockets: boolean
  guests: boolean
  lag: Pick<LagMeasure, 'read'>
  /** Monotonic milliseconds. */
  now(): number
}

/** A loop that is this late, once in a hundred looks, serves nobody in time. */
const TOO_LATE_MS = 1_000

export function healthRoutes({ webSockets, liaisonSockets, guests, lag, now, ...deps }: HealthRouteDeps): Route[] {
  const health = sharedHealth(deps, now)
  return [
    openRoute({
      ...plain,
      method: 'GET',
      path: '/healthz',
      tag: 'platform',
      summary: 'Whether the process lives.',
      answers: { 200: json('It does.', http.alive) },
      refusals: [],
      handle: async () => answer(200, { status: 'ok' as const }),
    }),
    openRoute({
      ...plain,
      method: 'GET',
      path: '/readyz',
      tag: 'platform',
      summary: 'Whether it can work: a write is tried, Runtime is asked, and the event loop keeps up.',
      answers: { 200: json('It can.', http.readiness), 503: json('It cannot, and why.', http.readiness) },
      refusals: [],
      async handle() {
        const { status, database, runtime } = await health()
        const late = lag.read().p99_ms
        const body = {
          status: late > TOO_LATE_MS ? ('degraded' as const) : status,
          web_sockets: webSockets,
          database: { writable: database.writable },
          runtime,
          loop_lag_ms: Math.round(late),
        }
        return body.status === 'ok' ? answer(200, body) : answer(503, body)
      },
    }),
    openRoute({
      ...plain,
      method: 'GET',
      path: '/api/features',
      tag: 'platform',
      summary: 'What this server offers: a client looks here before it tries.',
      answers: { 200: json('The features.', http.features) },
      refusals: [],
      handle: async () =>
        answer(200, {
          web_sockets: webSockets,
          liaison_web_sockets: liaisonSockets,
          protocol_version: PROTOCOL_VERSION,
          guests,
        }),
    }),
  ]
}

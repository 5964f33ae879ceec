// Serves the metrics to callers of this machine, to holders of the metrics token, and to operators. [D3.19]
import { carriesKey } from '@biplane/process/internal-key'
import type { FastifyRequest } from 'fastify'
import type { Measures } from '../../instruments/measures.ts'
import { requireOperator } from '../../principals/roles.ts'
import type { Credentials } from '../credentials.ts'
import { ANSWERED, media, openRoute, plain, type Route } from './route.ts'

export interface MetricsRouteDeps {
  measures: Pick<Measures, 'text' | 'contentType'>
  credentials: Credentials
  /** Given to whoever collects figures from elsewhere; `null` where nobody does. */
  metricsToken: string | null
}

export function metricsRoutes({ measures, credentials, metricsToken }: MetricsRouteDeps): Route[] {
  return [
    openRoute({
      ...plain,
      method: 'GET',
      path: '/metrics',
      tag: 'platform',
      summary: 'Figures for Prometheus: to this machine, to METRICS_TOKEN, and to operators.',
      answers: { 200: media('The figures.', 'text/plain') },
      refusals: ['UNAUTHENTICATED', 'FORBIDDEN', 'SESSION_EXPIRED'],
      async handle({ request, reply }) {
        if (!isOfThisMachine(request) && !hasToken(request, metricsToken)) {
          const live = await credentials.required(request.headers, new URLSearchParams())
          requireOperator(live.check())
        }
        const text = await measures.text()
        await reply.header('content-type', measures.contentType).header('cache-control', 'no-store').send(text)
        return ANSWERED
      },
    }),
  ]
}

const hasToken = ({ headers }: FastifyRequest, token: string | null): boolean =>
  token !== null && carriesKey(headers.authorization, token)

/**
 * A call from this machine that nobody passed on. What a proxy on the same machine passes on says so in a header, and a
 * page that was led here by a false name still names it as the host.
 */
function isOfThisMachine({ headers, socket }: FastifyRequest): boolean {
  const passedOn = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via', 'origin']
  if (passedOn.some((name) => headers[name] !== undefined)) return false
  return isLoopback(socket.remoteAddress ?? '') && isLoopbackHost(headers.host ?? '')
}

const isLoopback = (address: string): boolean => /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === '::1'

const isLoopbackHost = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host)

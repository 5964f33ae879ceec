// Authenticates one HTTP request.
import type { FastifyRequest } from 'fastify'
import type { LiveCredential } from '../smart-city/traffic-cop.ts'
import type { Credentials } from './credentials.ts'

/** For procedures that anybody may call: who it is, if it is anybody. */
export const optionalCredential = (credentials: Credentials, request: FastifyRequest): Promise<LiveCredential | null> =>
  credentials.of(request.headers, queryOf(request))

export const queryOf = (request: FastifyRequest): URLSearchParams =>
  new URL(request.url, 'http://experience').searchParams

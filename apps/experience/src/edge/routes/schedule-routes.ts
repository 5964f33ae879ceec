// Schedules over HTTP: create, list, pause, resume, delete, and what each did. [J1]
import type { ExperiencePorts } from '@biplane/contracts/experience-router'
import { scheduleId } from '@biplane/contracts/wire/ids'
import * as wire from '@biplane/contracts/wire/schedules'
import { z } from 'zod'
import { answer, done, json, nothing, plain, type Route, route } from './route.ts'

const PATH = '/api/schedules'
const one = { ...plain, tag: 'schedules', params: z.strictObject({ id: scheduleId }) } as const
const CHANGED = ['NOT_FOUND', 'STORE_UNAVAILABLE'] as const

export function scheduleRoutes(schedules: ExperiencePorts['schedules']): Route[] {
  return [...listRoutes(schedules), ...changeRoutes(schedules)]
}

function listRoutes(schedules: ExperiencePorts['schedules']): Route[] {
  return [
    route({
      ...plain,
      method: 'GET',
      path: PATH,
      tag: 'schedules',
      summary: 'The schedules of the session, or of one thread, newest first, each with its last run.',
      query: wire.scheduleListInput,
      answers: { 200: json('The schedules.', wire.scheduleList) },
      refusals: ['NOT_FOUND'],
      handle: async ({ caller, query }) => answer(200, await schedules.list(caller, query)),
    }),
    route({
      ...plain,
      method: 'POST',
      path: PATH,
      tag: 'schedules',
      summary: 'Ask something again by a clock: a cron pattern in a time zone, or once.',
      body: wire.scheduleCreateInput,
      answers: { 201: json('The schedule.', wire.scheduleView) },
      refusals: ['FORBIDDEN', 'NOT_FOUND', 'QUOTA_EXCEEDED', 'STORE_UNAVAILABLE'],
      handle: async ({ caller, body }) => answer(201, await schedules.create(caller, body)),
    }),
    route({
      ...one,
      method: 'GET',
      path: `${PATH}/{id}/runs`,
      summary: 'Its last runs, newest first: what was sent, and what was missed.',
      answers: { 200: json('The runs.', wire.scheduleRunList) },
      refusals: ['NOT_FOUND'],
      handle: async ({ caller, params }) => answer(200, await schedules.runs(caller, params.id)),
    }),
  ]
}

function changeRoutes(schedules: ExperiencePorts['schedules']): Route[] {
  return [
    route({
      ...one,
      method: 'POST',
      path: `${PATH}/{id}/pause`,
      summary: 'Pause a schedule: nothing is sent until it is resumed.',
      answers: { 200: json('The schedule.', wire.scheduleView) },
      refusals: CHANGED,
      handle: async ({ caller, params }) => answer(200, await schedules.pause(caller, params.id)),
    }),
    route({
      ...one,
      method: 'POST',
      path: `${PATH}/{id}/resume`,
      summary: 'Resume a schedule: it goes on with the next occurrence from now.',
      answers: { 200: json('The schedule.', wire.scheduleView) },
      refusals: ['FORBIDDEN', 'CONFLICT', ...CHANGED],
      handle: async ({ caller, params }) => answer(200, await schedules.resume(caller, params.id)),
    }),
    route({
      ...one,
      method: 'DELETE',
      path: `${PATH}/{id}`,
      summary: 'Delete a schedule; what it wrote into its thread stays.',
      answers: { 204: nothing('It is deleted.') },
      refusals: CHANGED,
      async handle({ caller, params }) {
        await schedules.delete(caller, params.id)
        return done(204)
      },
    }),
  ]
}

// Serves the committed sample. [D3.5]
import { createReadStream } from 'node:fs'
import path from 'node:path'
import { Refusal } from '@biplane/contracts/refusal'
import { z } from 'zod'
import { ANSWERED, media, openRoute, plain, type Route } from './route.ts'

/** A closed list: no path comes from a client. */
const SAMPLE: Record<string, string> = { 'receivables.csv': 'text/csv', 'refund-sop.md': 'text/markdown' }

export const sampleRoutes = (sampleDir: string): Route[] => [
  openRoute({
    ...plain,
    method: 'GET',
    path: '/api/sample/{name}',
    tag: 'platform',
    summary: 'A file of the sample.',
    params: z.strictObject({ name: z.string() }),
    answers: { 200: media('The file.', ...Object.values(SAMPLE)) },
    refusals: ['NOT_FOUND'],
    async handle({ params: { name }, reply }) {
      const mime = Object.hasOwn(SAMPLE, name) ? SAMPLE[name] : undefined
      if (mime === undefined) throw new Refusal('NOT_FOUND', 'There is no such sample.')
      reply.header('content-type', `${mime}; charset=utf-8`).send(createReadStream(path.join(sampleDir, name)))
      return ANSWERED
    },
  }),
]

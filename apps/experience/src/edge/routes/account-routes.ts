// A principal's own data over HTTP: all of it as one archive, or deleted for good. [D3.21, L16]
import * as wire from '@biplane/contracts/wire/commands'
import type { Account } from '../../privacy/account.ts'
import { ANSWERED, answer, json, media, plain, type Route, route } from './route.ts'

export interface AccountRouteDeps {
  account: Account
}

export function accountRoutes({ account }: AccountRouteDeps): Route[] {
  return [
    route({
      ...plain,
      method: 'GET',
      path: '/api/me/export',
      tag: 'sessions',
      summary: 'Everything of the principal that asks, in all of its sessions, as one ZIP archive: JSON and files.',
      answers: { 200: media('The archive.', 'application/zip') },
      refusals: ['RATE_LIMITED', 'STORE_UNAVAILABLE'],
      async handle({ caller, request, reply }) {
        const { filename, content } = await account.export(caller)
        request.raw.socket.once('close', () => content.destroy())
        reply
          .header('content-type', 'application/zip')
          .header('content-disposition', `attachment; filename="${filename}"`)
          .header('cache-control', 'private, no-store')
          .header('x-content-type-options', 'nosniff')
          .send(content)
        return ANSWERED
      },
    }),
    route({
      ...plain,
      method: 'DELETE',
      path: '/api/me',
      tag: 'sessions',
      summary: 'Delete everything of the principal that asks, for good, and end all of its sessions.',
      answers: { 200: json('What was deleted.', wire.deletionReceipt) },
      refusals: ['STORE_UNAVAILABLE'],
      handle: async ({ caller }) => answer(200, await account.delete(caller)),
    }),
  ]
}

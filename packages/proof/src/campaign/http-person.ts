// A client over HTTP alone: a question and its whole answer in one call.

import type { Pillar } from '@biplane/contracts/vocabulary/pillars'
import { openedSession } from '@biplane/contracts/wire/commands'
import { answered } from '@biplane/contracts/wire/http'
import { z } from 'zod'

const WAIT_MS = 30_000

const uploaded = z.object({ file_uuid: z.string() })
const issued = z.object({ ticket: z.string() })

export type Asked = 'guide' | Pillar

export class HttpPerson {
  readonly token: string
  readonly #url: string

  constructor(url: string, token: string) {
    this.#url = url
    this.token = token
  }

  static async guest(url: string): Promise<HttpPerson> {
    const response = await fetch(`${url}/api/auth/session`, { method: 'POST' })
    return new HttpPerson(url, openedSession.parse(await response.json()).session_token)
  }

  /** The text of the answer, or the words of the refusal. */
  async ask(to: Asked, message: string, file_uuids: string[] = []): Promise<string> {
    return (await this.answerOf(to, message, file_uuids)).text
  }

  /** `isWhole`: the answer came within the half minute that the call waits. */
  async answerOf(to: Asked, message: string, file_uuids: string[] = []): Promise<{ isWhole: boolean; text: string }> {
    const [path, pillar] = to === 'guide' ? ['guide', {}] : ['liaison', { pillar: to }]
    const body = JSON.stringify({ message, file_uuids, wait: WAIT_MS, ...pillar })
    const response = await this.#post(`/api/chat/${path}`, { body, headers: { 'content-type': 'application/json' } })
    const isWhole = response.status === 200
    return { isWhole, text: isWhole ? answered.parse(await response.json()).text : await response.text() }
  }

  async upload(name: string, content: string | Uint8Array<ArrayBuffer>, type = 'text/csv'): Promise<string> {
    const body = new FormData()
    body.set('file', new Blob([content], { type }), name)
    return uploaded.parse(await (await this.#post('/api/files', { body })).json()).file_uuid
  }

  async ticket(): Promise<string> {
    return issued.parse(await (await this.#post('/api/auth/ticket', {})).json()).ticket
  }

  async isKnown(): Promise<boolean> {
    const response = await fetch(`${this.#url}/api/auth/session`, { headers: this.#authorization })
    await response.body?.cancel()
    return response.ok
  }

  get #authorization(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` }
  }

  #post(
    path: string,
    { body = null, headers = {} }: { body?: string | FormData | null; headers?: Record<string, string> },
  ) {
    return fetch(`${this.#url}${path}`, { method: 'POST', body, headers: { ...headers, ...this.#authorization } })
  }
}

// One upload: transfer, progress, error. Does not decide what happens with the file.
import { DEADLINES } from '@biplane/contracts/clients/deadlines'
import { machineTimer } from '@biplane/contracts/clients/hardened-websocket'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { FileView } from '@biplane/contracts/wire/commands'
import type { SessionClient } from '../session/session-client.ts'
import { STRINGS } from '../strings.ts'
import { RefusedError, readRefusal, refuseHere } from '../transport/refusal-in.ts'

export interface UploadRequest {
  file: File
  signal: AbortSignal
  /** The thread in whose scope it is; the current one where there is none. [H1] */
  thread_id?: string
  /** Share of the bytes that are sent, 0 to 1. */
  onProgress: (share: number) => void
}

export type Upload = (request: UploadRequest) => Promise<FileView>

interface HttpAnswer {
  status: number
  text: string
}

/** `POST /api/files` with progress, which `fetch` cannot tell. @throws RefusedError; any other error is a lost line */
export function openUpload(session: SessionClient): Upload {
  return async ({ file, signal, thread_id, onProgress }) => {
    if (file.size > LIMITS.uploadBytes) {
      throw new RefusedError(refuseHere('TOO_LARGE', STRINGS.files.tooLarge(LIMITS.uploadBytes)))
    }
    const { token } = await session.ready()
    const to = thread_id === undefined ? '/api/files' : `/api/files?thread_id=${encodeURIComponent(thread_id)}`
    let answer = await post(file, token, { to, signal, onProgress })
    if (answer.status === 401) {
      const renewed = await session.renew(token)
      answer = await post(file, renewed.token, { to, signal, onProgress })
    }
    const body = parse(answer.text)
    const view = answer.status < 300 ? readFileView(body) : null
    if (view) return view
    throw new RefusedError(readRefusal(body) ?? refuseHere('INTERNAL', STRINGS.files.unreadableAnswer(answer.status)))
  }
}

interface PostOptions extends Omit<UploadRequest, 'file' | 'thread_id'> {
  to: string
}

function post(file: File, token: string, { to, signal, onProgress }: PostOptions): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const stop = () => request.abort()
    let cancelDeadline = () => {}
    const expectWithin = (ms: number) => {
      cancelDeadline()
      cancelDeadline = machineTimer(ms, () => {
        done(() => reject(new Error(STRINGS.files.interrupted)))()
        request.abort()
      })
    }
    const done = (settle: () => void) => () => {
      cancelDeadline()
      signal.removeEventListener('abort', stop)
      settle()
    }
    request.upload.onprogress = (event) => {
      expectWithin(DEADLINES.silenceMs)
      if (event.lengthComputable) onProgress(event.total === 0 ? 1 : event.loaded / event.total)
    }
    // All of it is on its way; the server reads and checks it before it answers.
    request.upload.onload = () => expectWithin(DEADLINES.uploadAnswerMs)
    request.onload = done(() => resolve({ status: request.status, text: request.responseText }))
    request.onerror = done(() => reject(new Error(STRINGS.files.interrupted)))
    request.onabort = done(() => reject(new DOMException('aborted', 'AbortError')))
    request.open('POST', to)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    const form = new FormData()
    form.append('file', file, file.name)
    if (signal.aborted) return reject(new DOMException('aborted', 'AbortError'))
    signal.addEventListener('abort', stop, { once: true })
    expectWithin(DEADLINES.silenceMs)
    request.send(form)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function readFileView(body: unknown): FileView | null {
  if (!isObject(body)) return null
  const { file_uuid, name, mime, kind, size, sha256, created_at } = body
  return typeof file_uuid === 'string' &&
    typeof name === 'string' &&
    typeof mime === 'string' &&
    typeof kind === 'string' &&
    typeof size === 'number' &&
    typeof sha256 === 'string' &&
    typeof created_at === 'string'
    ? { file_uuid, name, mime, kind, size, sha256, created_at }
    : null
}

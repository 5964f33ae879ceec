// Fetches a file's content from Experience: the signed address only, no redirect, no more bytes than announced.
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { Refusal } from '@biplane/contracts/refusal'
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'

export interface ReadFileOptions {
  mostBytes: number
  fetch: typeof fetch
}

/** @throws NOT_FOUND, TOO_LARGE, CANCELLED, AGENT_FAILED when what came is not the file that was named */
export async function readFile(
  file: InvocationFile,
  signal: AbortSignal,
  options: ReadFileOptions,
): Promise<Uint8Array> {
  // One piece of memory from the beginning: pieces kept and joined would take twice as much.
  const whole = new Uint8Array(file.size <= options.mostBytes ? file.size : 0)
  await receive(file, signal, options, async (chunk, at) => whole.set(chunk, at))
  return whole
}

/** Writes the content to a new file; what was refused is to be removed by the caller. @throws as `readFile` */
export async function saveFile(
  file: InvocationFile,
  path: string,
  signal: AbortSignal,
  options: ReadFileOptions,
): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await receive(file, signal, options, async (chunk) => {
      await handle.appendFile(chunk)
    })
  } finally {
    await handle.close()
  }
}

async function receive(
  { url, size, sha256, name }: InvocationFile,
  signal: AbortSignal,
  options: ReadFileOptions,
  take: (chunk: Uint8Array, at: number) => Promise<void>,
): Promise<void> {
  if (size > options.mostBytes) throw new Refusal('TOO_LARGE', `${name} is too large.`)
  const response = await options.fetch(url, { signal, redirect: 'error' }).catch((cause: unknown) => {
    if (signal.aborted) throw signal.reason
    throw new Refusal('NOT_FOUND', `${name} cannot be read at the moment.`, { cause })
  })
  if (!response.ok || !response.body) throw new Refusal('NOT_FOUND', `${name} is not there any more.`)
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of response.body) {
    if (bytes + chunk.length > size) {
      bytes += chunk.length
      break
    }
    hash.update(chunk)
    await take(chunk, bytes)
    bytes += chunk.length
  }
  if (bytes !== size || hash.digest('hex') !== sha256) {
    throw new Refusal('AGENT_FAILED', `${name} is not the file that was named.`)
  }
}

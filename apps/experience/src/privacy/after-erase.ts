// What follows a committed deletion: blobs leave the disk, runs stop, Runtime drops its copies, the receipt is audited.
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { Caller } from '@biplane/contracts/experience-router'
import type { DeletionReceipt } from '@biplane/contracts/wire/commands'
import type { Log } from '@biplane/process/log'
import type { AuditAction } from '../audit/audit-action.ts'
import type { AuditFact, AuditNotes } from '../audit/audit-trail.ts'
import type { RuntimeLink } from '../runtime-link/runtime-link.ts'
import type { Erased } from '../store/commands/erased.ts'

export interface AfterEraseDeps {
  filesDir: string
  cancel(invocationId: string): void
  link: Pick<RuntimeLink, 'forget'>
  /** Asks for the deleted bytes to be overwritten soon. */
  scrub(): void
  audit: AuditNotes
  log: Log
  /** Wall-clock milliseconds. */
  now(): number
}

export type AfterErase = (
  action: AuditAction,
  caller: Caller | null,
  erased: Erased,
  detail?: AuditFact['detail'],
) => Promise<DeletionReceipt>

type Followers = Pick<AfterEraseDeps, 'filesDir' | 'cancel' | 'link' | 'log'>

/** The blobs are gone when it resolves. Runtime is told, and not waited for: what it holds is bounded in any case. */
export async function followErased(
  { filesDir, cancel, link, log }: Followers,
  { running, invocations, blobs }: Pick<Erased, 'running' | 'invocations' | 'blobs'>,
): Promise<void> {
  for (const id of running) cancel(id)
  await Promise.all(blobs.map((name) => rm(path.join(filesDir, name), { force: true })))
  if (invocations.length === 0) return
  link.forget(invocations).catch((error: unknown) => log.warn({ err: error }, 'Runtime was not told of a deletion'))
}

export const openAfterErase =
  ({ scrub, audit, now, ...followers }: AfterEraseDeps): AfterErase =>
  async (action, caller, erased, detail = {}) => {
    const { counts } = erased
    scrub()
    await followErased(followers, erased)
    const some = Object.entries(counts).filter(([, count]) => count > 0)
    audit.note({ action, caller, detail: { ...detail, ...Object.fromEntries(some) } })
    return { deleted: counts, at: new Date(now()).toISOString() }
  }

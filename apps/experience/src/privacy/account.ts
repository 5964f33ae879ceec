// What a person may do with everything of theirs: take it along, or delete it. [L16]
import type { Readable } from 'node:stream'
import type { Caller } from '@biplane/contracts/experience-router'
import type { DeletionReceipt } from '@biplane/contracts/wire/commands'
import type { AuditNotes } from '../audit/audit-trail.ts'
import type { PostOffice } from '../smart-city/post-office.ts'
import { requirePerson } from '../smart-city/require-person.ts'
import type { TrafficCop } from '../smart-city/traffic-cop.ts'
import type { Store } from '../store/store.ts'
import type { AfterErase } from './after-erase.ts'
import { exportArchive } from './export-archive.ts'

export interface AccountDeps {
  store: Store
  trafficCop: TrafficCop
  postOffice: PostOffice
  afterErase: AfterErase
  filesDir: string
  /** Counts one more export. @throws RATE_LIMITED */
  admitExport(caller: Caller): Promise<void>
  audit: AuditNotes
  /** Wall-clock milliseconds. */
  now(): number
}

export class Account {
  readonly #deps: AccountDeps

  constructor(deps: AccountDeps) {
    this.#deps = deps
  }

  /** Everything of the principal, in all of its sessions. */
  async delete(caller: Caller): Promise<DeletionReceipt> {
    const erased = await this.#deps.trafficCop.erasePrincipal(caller)
    return this.#deps.afterErase('account.deleted', caller, erased)
  }

  /** One session of the principal, with everything in it. @throws NOT_FOUND */
  async deleteSession(caller: Caller, sessionId: string): Promise<DeletionReceipt> {
    const erased = await this.#deps.trafficCop.endOne(caller, sessionId)
    return this.#deps.afterErase('session.deleted', caller, erased, { deleted: sessionId })
  }

  /** @throws RATE_LIMITED */
  async export(caller: Caller): Promise<{ filename: string; content: Readable }> {
    requirePerson(caller)
    await this.#deps.admitExport(caller)
    this.#deps.audit.note({ action: 'account.exported', caller })
    const at = new Date(this.#deps.now()).toISOString()
    const { store, trafficCop, postOffice, filesDir } = this.#deps
    const content = exportArchive({ store, trafficCop, postOffice, filesDir, caller, at })
    return { filename: `biplane-export-${at.slice(0, 10)}.zip`, content }
  }
}

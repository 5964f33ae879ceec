// Opens files and their deletion: uploads, how they are read, and what follows when something is erased.
import path from 'node:path'
import { FileReadings } from '../files/file-readings.ts'
import { FileStore } from '../files/file-store.ts'
import { DiskRoom } from '../limits/disk-room.ts'
import { quotasOf } from '../limits/quotas-of.ts'
import { followErased, openAfterErase } from '../privacy/after-erase.ts'
import { openRestEraser } from '../privacy/rest-eraser.ts'
import { bytesLeft } from '../store/commands/quotas.ts'
import type { Answering } from './answering.ts'
import { monotonic, steadyClock } from './clocks.ts'
import type { Core } from './core.ts'

export type Content = ReturnType<typeof openContent>

export function openContent(deps: Core & Answering) {
  const { config, limits, store, audit, rates, link, fileAddress, budgetKey } = deps
  const erasure = openErasure(deps)
  const disk = new DiskRoom({
    folders: [path.dirname(config.databaseFile), config.filesDir],
    uploadFreeBytes: limits.diskFreeForUploadsBytes,
    sendFreeBytes: limits.diskFreeForSendsBytes,
    now: monotonic,
  })
  const quotas = quotasOf(limits)
  const files = new FileStore(store, {
    directory: config.filesDir,
    mostBytes: limits.uploadBytes,
    admit: (caller) => rates.take('upload', caller.principal.id),
    room({ session_id }) {
      const use = store.reader.storageUse(session_id)
      return bytesLeft(use ?? { kind: 'guest', own: 0, shared: 0 }, quotas)
    },
    disk,
    afterErase: erasure.afterErase,
    audit,
  })
  const readings = new FileReadings({
    store,
    addressOf: (id) => fileAddress.sign(id, steadyClock() + limits.invocationMs),
    describe: (request) => link.describeFile(request),
    budgetKey,
    audit,
  })
  return { ...erasure, disk, files, readings }
}

function openErasure({ config, log, store, audit, link, dispatcher, wallClock }: Core & Answering) {
  const followers = { filesDir: config.filesDir, cancel: (id: string) => dispatcher.cancel(id), link, log }
  const restEraser = openRestEraser({
    store,
    onErased: (erased) => followErased(followers, erased),
    onDone(counts) {
      const some = Object.entries(counts).filter(([, count]) => count > 0)
      if (some.length === 0) return
      audit.note({ action: 'file.deleted', caller: null, detail: { in_slices: true, ...Object.fromEntries(some) } })
    },
    log,
  })
  const afterErase = openAfterErase({ ...followers, scrub: restEraser.begin, audit, now: wallClock })
  return { restEraser, afterErase }
}

import { Refusal } from '@biplane/contracts/refusal'
import { describe, expect, test } from 'vitest'
import type { AuditRow } from '../store/commands/append-audit.ts'
import { StoreBench } from '../store/store.test-support.ts'
import { AuditTrail } from './audit-trail.ts'

function open(mostWaiting = 100) {
  const kept: AuditRow[][] = []
  const disk = { takes: true }
  const trail = new AuditTrail({
    async write(entries) {
      if (!disk.takes) throw new Error('the disk is full')
      kept.push(entries)
    },
    flushMs: 60_000,
    mostWaiting,
    now: () => 0,
  })
  return { trail, kept, disk }
}

const caller = {
  session_id: 's1' as never,
  tenant: 'local',
  principal: { kind: 'guest' as const, id: 'guest:s1', roles: ['member'] },
}

describe('[G2] the audit trail', () => {
  test('keeps who, what and how it ended, in the order in which it was noted, in one group', async () => {
    const { trail, kept } = open()
    trail.note({ action: 'session.created', caller })
    trail.note({ action: 'file.uploaded', caller, detail: { file: 'f1', size: 3 } })
    await trail.flush()
    expect(kept).toEqual([
      [
        expect.objectContaining({ action: 'session.created', outcome: 'ok', sessionId: 's1', principal: 'guest:s1' }),
        expect.objectContaining({ action: 'file.uploaded', detail: { file: 'f1', size: 3 } }),
      ],
    ])
  })

  test('counts what is the same instead of keeping it again: a flood does not push out the rest', async () => {
    const { trail, kept } = open()
    for (let i = 0; i < 1_000; i += 1) trail.refused(new Refusal('RATE_LIMITED', 'no'), 'guide.send', caller)
    trail.note({ action: 'session.ended', caller })
    await trail.flush()
    expect(kept.flat().map(({ action, detail }) => ({ action, detail }))).toEqual([
      { action: 'limit.hit', detail: { where: 'guide.send', times: 1_000 } },
      { action: 'session.ended', detail: {} },
    ])
  })

  test('is bounded, and says how much it could not keep', async () => {
    const { trail, kept } = open(2)
    for (let i = 0; i < 5; i += 1) trail.note({ action: 'file.read', detail: { file: `f${i}` } })
    await trail.flush()
    const rows = kept.flat()
    expect(rows.map(({ action }) => action)).toEqual(['file.read', 'file.read', 'audit.lost'])
    expect(rows.at(-1)?.detail).toEqual({ entries: 3 })
    trail.note({ action: 'session.ended' })
    await trail.flush()
    expect(kept.at(-1)?.map(({ action }) => action)).toEqual(['session.ended'])
  })

  test('keeps what a full disk did not take until it takes it', async () => {
    const { trail, kept, disk } = open()
    disk.takes = false
    trail.note({ action: 'session.created' })
    await trail.flush()
    expect(kept).toEqual([])
    trail.note({ action: 'session.ended' })
    disk.takes = true
    await trail.drain()
    expect(kept.flat().map(({ action }) => action)).toEqual(['session.created', 'session.ended'])
  })

  test.each([
    ['FORBIDDEN', 'access.refused'],
    ['NOT_FOUND', 'access.refused'],
    ['RATE_LIMITED', 'limit.hit'],
    ['TOO_LARGE', 'limit.hit'],
    ['BAD_MESSAGE', 'request.refused'],
  ] as const)('notes %s as %s', async (code, action) => {
    const { trail, kept } = open()
    trail.refused(new Refusal(code, 'a secret in the message'), 'guide.send')
    await trail.flush()
    expect(kept.flat()).toMatchObject([{ action, outcome: code, detail: { where: 'guide.send' } }])
    expect(JSON.stringify(kept)).not.toContain('secret')
  })

  test('leaves a mistake of ours to the log', async () => {
    const { trail, kept } = open()
    trail.refused(new Error('a bug'), 'guide.send')
    await trail.flush()
    expect(kept).toEqual([])
  })
})

describe('[G2] audit entries on disk', () => {
  test('are pages, newest first, and the oldest go when there are too many', async () => {
    await using bench = await StoreBench.open()
    const entry = (n: number): AuditRow => ({
      at: new Date(n).toISOString(),
      tenant: null,
      sessionId: null,
      principal: null,
      action: n % 2 === 0 ? 'file.read' : 'file.deleted',
      outcome: 'ok',
      detail: { n },
    })
    const numbers = async (page: { before?: number; action?: string; take: number }) =>
      (await bench.store.query('listAudit', { tenant: null, ...page })).map(({ id }) => id)
    const append = (from: number, to: number) =>
      bench.store.command('appendAudit', {
        entries: Array.from({ length: to - from + 1 }, (_, i) => entry(from + i)),
        keep: 5,
      })
    await append(1, 7)
    expect(await numbers({ take: 3 })).toEqual([7, 6, 5])
    expect(await numbers({ take: 3, before: 5 })).toEqual([4, 3, 2])
    expect(await numbers({ take: 9, action: 'file.read' })).toEqual([6, 4, 2])
    await append(8, 12)
    expect(await numbers({ take: 100 })).toEqual([12, 11, 10, 9, 8])
  })
})

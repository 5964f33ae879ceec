import { Refusal } from '@biplane/contracts/refusal'
import { verifyChains } from '@biplane/db/audit-chain'
import { openReader } from '@biplane/db/reader'
import { describe, expect, test } from 'vitest'
import type { AppendAudit, AuditRow } from '../store/commands/append-audit.ts'
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

const YEAR = 365 * 24 * 3_600_000
const keepNoise = (rows: number): AppendAudit['keep'] => ({
  security: { ms: YEAR * 1_000, rows: null },
  activity: { ms: YEAR * 1_000, rows },
  noise: { ms: YEAR * 1_000, rows },
})

const caller = {
  session_id: 's1' as never,
  tenant: 'local',
  principal: { kind: 'guest' as const, id: 'guest:s1', roles: ['member'] },
}

describe('[G2] the audit trail', () => {
  test('keeps actor, action and outcome in order, in one group', async () => {
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

  test('counts repeated entries, so that a flood does not push out the rest', async () => {
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

  test('leaves an unexpected error to the log', async () => {
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
      class: 'noise',
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
        keep: keepNoise(5),
      })
    await append(1, 7)
    expect(await numbers({ take: 3 })).toEqual([7, 6, 5])
    expect(await numbers({ take: 3, before: 5 })).toEqual([4, 3, 2])
    expect(await numbers({ take: 9, action: 'file.read' })).toEqual([6, 4, 2])
    await append(8, 12)
    expect(await numbers({ take: 100 })).toEqual([12, 11, 10, 9, 8])
  })

  test('security leaves by time alone: no flood pushes it out, and every chain stays whole', async () => {
    await using bench = await StoreBench.open()
    const append = (kind: AuditRow['class'], count: number, keep = keepNoise(50)) =>
      bench.store.command('appendAudit', {
        entries: Array.from({ length: count }, (_, n) => ({
          at: new Date().toISOString(),
          class: kind,
          tenant: 'acme',
          sessionId: null,
          principal: null,
          action: 'access.refused',
          outcome: 'FORBIDDEN',
          detail: { n },
        })),
        keep,
      })
    const report = () => {
      const reader = openReader(bench.file)
      const found = verifyChains(reader)
      const counts = reader.prepare('SELECT class, count(*) AS n FROM AuditEntry GROUP BY class ORDER BY class').all()
      reader.close()
      return { ...found, counts }
    }
    await append('security', 3)
    for (let round = 0; round < 10; round += 1) await append('noise', 400)
    expect(report()).toMatchObject({
      problems: [],
      counts: [
        { class: 'noise', n: 50 },
        { class: 'security', n: 3 },
      ],
    })
    // Over a year later by the setting: the old ones leave, and what stays is still a chain.
    await append('security', 1_000, { ...keepNoise(50), security: { ms: -1, rows: null } })
    const after = report()
    expect(after.problems).toEqual([])
    expect(after.counts).toContainEqual({ class: 'security', n: 1 })
  })

  test('a flood of one principal is counted, and kept as one entry', async () => {
    const { trail, kept } = open(10_000)
    for (let n = 0; n < 2_000; n += 1)
      trail.note({ action: 'access.refused', outcome: 'NOT_FOUND', caller, detail: { n } })
    trail.note({ action: 'access.refused', outcome: 'NOT_FOUND', detail: { where: 'another' } })
    await trail.drain()
    const rows = kept.flat()
    expect(rows).toHaveLength(302)
    expect(rows.find(({ detail }) => detail.counted === true)).toMatchObject({
      action: 'access.refused',
      principal: 'guest:s1',
      detail: { times: 1_700 },
    })
    expect(rows.filter(({ detail }) => detail.where === 'another')).toHaveLength(1)
  })

  test('what people do on purpose is kept one by one', async () => {
    const { trail, kept } = open(10_000)
    for (let n = 0; n < 1_000; n += 1) trail.note({ action: 'message.accepted', caller, detail: { n } })
    await trail.drain()
    expect(kept.flat()).toHaveLength(1_000)
    expect(kept.flat()[0]).toMatchObject({ class: 'activity' })
  })
})

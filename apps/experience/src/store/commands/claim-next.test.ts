import { seeded } from '@biplane/proof/seeded'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ClaimedInvocation } from '../rows.ts'
import { cancelled, completed, failed, type Place, StoreBench, started, token } from '../store.test-support.ts'

let bench: StoreBench
let place: Place

beforeAll(async () => {
  bench = await StoreBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  place = await bench.place()
})

const idOf = (claimed: ClaimedInvocation | null) => claimed?.invocation.id ?? null

describe('[L7] taking work', () => {
  test('in the order in which it was asked, one at a time', async () => {
    const sent = []
    for (let i = 0; i < 3; i += 1) sent.push((await bench.send(place, { owner: null })).accepted.invocation_id)
    for (const id of sent) {
      expect(idOf(await bench.claim(place))).toBe(id)
      expect(await bench.claim(place)).toBeNull()
      await bench.append(id, [completed(1)])
    }
    expect(await bench.claim(place)).toBeNull()
  })

  test('nothing is taken while an end was asked for and has not come', async () => {
    const { invocation } = await bench.begun(place)
    await bench.send(place)
    await bench.store.command('requestCancel', {
      sessionId: place.sessionId,
      invocationId: invocation.id,
      cause: { by: 'person' },
    })
    expect(await bench.claim(place)).toBeNull()
    await bench.append(invocation.id, [cancelled(1)])
    expect(await bench.claim(place)).not.toBeNull()
  })

  test('whoever takes it owns it, from then on', async () => {
    await bench.send(place, { owner: null })
    const claimed = await bench.claim(place, 'somebody')
    expect(claimed?.invocation).toMatchObject({ status: 'running', owner: 'somebody', startedAt: expect.any(String) })
    expect(await bench.invocation(place, idOf(claimed) ?? '')).toMatchObject({ status: 'running', owner: 'somebody' })
  })

  test('with the end of what was at work, in one transaction: nobody finds the conversation idle between', async () => {
    const { invocation } = await bench.begun(place)
    const waiting = await bench.send(place)
    const [written, idle] = await Promise.all([
      bench.store.command('appendAgentEvents', {
        invocationId: invocation.id,
        attempt: 1,
        entries: [completed(1)],
        claims: 'somebody',
      }),
      bench.store.command('idleQueues', {}),
    ])
    expect(written).toMatchObject({ outcome: 'appended', ended: true, seq: 6 })
    const next = written.outcome === 'appended' && written.ended ? written.next : null
    expect(idOf(next)).toBe(waiting.accepted.invocation_id)
    expect(next?.invocation).toMatchObject({ status: 'running', owner: 'somebody' })
    expect(idle).not.toContain(place.conversationId)
    expect(await bench.claim(place)).toBeNull()
  })

  test('of many who ask at once one gets it', async () => {
    await bench.send(place, { owner: null })
    await bench.send(place, { owner: null })
    const claims = await Promise.all(Array.from({ length: 20 }, (_, i) => bench.claim(place, `run ${i}`)))
    expect(claims.filter((claimed) => claimed !== null)).toHaveLength(1)
  })

  test('conversations do not wait for each other', async () => {
    const other = await bench.place()
    await bench.begun(place)
    await expect(bench.begun(other)).resolves.toBeDefined()
  })
})

/** The store's own refusals and mistakes; a failed expectation of this file is neither. */
function unlessMine(error: unknown): void {
  const message = String(error)
  if (!/no such invocation|an invocation cannot/.test(message)) throw error
}

describe('[L7, L12] any interleaving of commands', () => {
  /** What must be true of one conversation's work, told from the answers alone, in the order in which they came. */
  class Model {
    atWork: string | null = null
    readonly urgent: string[] = []
    readonly patient: string[] = []

    get next(): string | null {
      return this.urgent[0] ?? this.patient[0] ?? null
    }

    sent(id: string, interrupts: boolean): void {
      const queue = interrupts && this.atWork !== null ? this.urgent : this.patient
      queue.push(id)
    }

    claimed(id: string | null): void {
      expect(id, 'what was taken').toBe(this.atWork === null ? this.next : null)
      if (id === null) return
      this.gone(id)
      this.atWork = id
    }

    gone(id: string): void {
      if (this.atWork === id) this.atWork = null
      for (const queue of [this.urgent, this.patient]) if (queue.includes(id)) queue.splice(queue.indexOf(id), 1)
    }
  }

  test('never has two at work in one conversation, never forgets one, and keeps the order of the queue', async () => {
    const random = seeded()
    for (let round = 0; round < 25; round += 1) {
      const here = await bench.place()
      const model = new Model()
      const ids: string[] = []

      const send = async (interrupts: boolean) => {
        const invocationId = uuid()
        ids.push(invocationId)
        const owner = random.chance(0.5) ? 'run' : null
        const whenBusy = interrupts ? 'interrupt' : 'enqueue'
        const { claimed } = await bench.send(here, { invocationId, owner, whenBusy, mostQueued: 100 })
        model.sent(invocationId, interrupts)
        if (owner !== null) model.claimed(idOf(claimed))
      }
      const claim = async () => model.claimed(idOf(await bench.claim(here, `run ${random.int(1, 3)}`)))
      const end = async (id: string) => {
        const entries = [token(1, 'x'), random.pick([completed(2), failed(2), cancelled(2)])]
        if ((await bench.append(id, entries)).outcome === 'appended') model.gone(id)
      }
      const cancel = async (id: string) => {
        const { outcome } = await bench.store.command('requestCancel', {
          sessionId: here.sessionId,
          invocationId: id,
          cause: { by: 'person' },
        })
        if (outcome === 'withdrawn') model.gone(id)
      }
      const any = (): Promise<void> => {
        const id = ids.length > 0 ? random.pick(ids) : uuid()
        switch (random.int(0, 7)) {
          case 0:
          case 1:
            return send(false)
          case 2:
            return send(true)
          case 3:
          case 4:
            return claim()
          case 5:
          case 6:
            // What waits cannot be completed: that is a bug, and may change nothing.
            return end(id).catch(unlessMine)
          default:
            return cancel(id).catch(unlessMine)
        }
      }
      await Promise.all(Array.from({ length: 40 }, any))
      const open = bench.store.reader.openInvocations(here.conversationId)
      const working = open.filter(({ status }) => status !== 'queued').map(({ id }) => id)
      expect(working, `seed ${random.seed}`).toEqual(model.atWork === null ? [] : [model.atWork])
      expect(open.map(({ id }) => id).sort(), `seed ${random.seed}`).toEqual(
        [...working, ...model.urgent, ...model.patient].sort(),
      )
    }
  })
})

describe('[V1] taking over what an earlier run left', () => {
  const adopt = (owner: string, live: string[] = []) =>
    bench.store.command('adoptOrphans', { owner, live, take: 1_000 })
  const mine = (orphans: ClaimedInvocation[]) =>
    orphans.filter(({ invocation }) => invocation.conversationId === place.conversationId)

  test('takes a bounded number at a time, the oldest first, until nothing is left', async () => {
    await adopt('tidy run')
    const ids: string[] = []
    for (let i = 0; i < 5; i += 1) {
      ids.push((await bench.begun(await bench.place(), { owner: 'dead run' })).invocation.id)
    }
    const some = async () => {
      const live = taken.flat()
      const orphans = await bench.store.command('adoptOrphans', { owner: 'tidy run', live, take: 2 })
      return orphans.map(({ invocation }) => invocation.id).filter((id) => ids.includes(id))
    }
    const taken: string[][] = []
    const known = (await bench.store.command('adoptOrphans', { owner: 'nobody', live: [], take: 0 })).length
    expect(known).toBe(0)
    for (let i = 0; i < 3; i += 1) taken.push(await some())
    expect(taken.flat().sort()).toEqual([...ids].sort())
  })

  test('says that it goes on, and where the log stands in this attempt', async () => {
    const { invocation } = await bench.begun(place, { owner: 'dead run' })
    await bench.append(invocation.id, [started(1), token(2, 'half '), token(5, 'an answer')])
    const [orphan] = mine(await adopt('new run'))
    expect(orphan).toMatchObject({ lastN: 5, text: 'half an answer', pieces: 2 })
    expect(orphan?.invocation).toMatchObject({ id: invocation.id, owner: 'new run', attempt: 1, status: 'running' })
    expect(bench.events(place).at(-1)).toMatchObject({ type: 'agent.recovering', invocation_id: invocation.id })
  })

  test('[L8] only what this attempt has shown counts', async () => {
    const { invocation } = await bench.begun(place, { owner: 'dead run' })
    await bench.append(invocation.id, [started(1), token(9, 'old text')])
    await bench.store.command('supersede', { invocationId: invocation.id, attempt: 1, reason: 'r' })
    expect(mine(await adopt('run 2'))[0]).toMatchObject({ lastN: 0, text: '', pieces: 0, invocation: { attempt: 2 } })
    await bench.append(invocation.id, [started(1), token(2, 'new')], 2)
    expect(mine(await adopt('run 3'))[0]).toMatchObject({ lastN: 2, text: 'new', pieces: 1 })
  })

  test('what was begun and never said a word is taken over from nothing', async () => {
    await bench.begun(place, { owner: 'dead run' })
    expect(mine(await adopt('new run'))[0]).toMatchObject({ lastN: 0, text: '', pieces: 0 })
  })

  test('what was being cancelled is taken over as that', async () => {
    const { invocation } = await bench.begun(place, { owner: 'dead run' })
    await bench.store.command('requestCancel', {
      sessionId: place.sessionId,
      invocationId: invocation.id,
      cause: { by: 'person' },
    })
    expect(mine(await adopt('new run'))[0]?.invocation.status).toBe('cancelling')
  })

  test('what waits, and what has ended, is nobody’s to take over', async () => {
    const { invocation } = await bench.begun(place, { owner: 'dead run' })
    await bench.send(place, { owner: null })
    await bench.append(invocation.id, [completed(1)])
    expect(mine(await adopt('new run'))).toEqual([])
  })

  test('[V2] what this run has at work is left alone; what it has lost is found, without a word about it', async () => {
    const { invocation } = await bench.begun(place, { owner: 'this run' })
    expect(mine(await adopt('this run', [invocation.id]))).toEqual([])
    expect(mine(await adopt('this run'))).toHaveLength(1)
    expect(bench.typesOf(place)).not.toContain('agent.recovering')
  })

  test('what stands under the name of another run is taken over, whatever this run believes to have', async () => {
    const { invocation } = await bench.begun(place, { owner: 'dead run' })
    expect(mine(await adopt('this run', [invocation.id]))).toHaveLength(1)
  })

  test('[V2] a queue that nobody works on is found, and one that is worked on is not', async () => {
    const idle = async () => (await bench.store.command('idleQueues', {})).includes(place.conversationId)
    expect(await idle()).toBe(false)
    await bench.send(place, { owner: null })
    await bench.send(place, { owner: null })
    expect(await idle()).toBe(true)
    const claimed = await bench.claim(place)
    expect(await idle()).toBe(false)
    await bench.append(idOf(claimed) ?? '', [completed(1)])
    expect(await idle()).toBe(true)
  })
})

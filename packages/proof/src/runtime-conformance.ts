// Conformance suite for every Runtime, the real and the scripted one, over the wire alone: give it an address and a
// key. [R1, R2, R3, R4, R5, R6]
import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import { ConformanceBench, type RuntimeUnderTest } from './conformance/bench.ts'
import { doorConforms } from './conformance/door.ts'
import { recoveryConforms } from './conformance/recovery.ts'
import { streamsConform } from './conformance/streams.ts'
import { workConforms } from './conformance/work.ts'

export type { ConformanceAgent, RuntimeUnderTest } from './conformance/bench.ts'

/** Registers the suite; to be called at the top of a test file. `open` is called once, `close` when all is done. */
export function runtimeConformance(name: string, open: () => Promise<RuntimeUnderTest>): void {
  describe(`${name} is a Runtime:`, () => {
    const bench = new ConformanceBench()
    beforeAll(async () => bench.use(await open()))
    afterEach(() => bench.tidy())
    afterAll(() => bench.close())
    streamsConform(bench)
    workConforms(bench)
    recoveryConforms(bench)
    doorConforms(bench)
  })
}

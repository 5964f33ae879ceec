import type { WhenBusy } from '@biplane/contracts/wire/commands'
import { seeded } from '@biplane/proof/seeded'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Ignorance } from './model.test-support.ts'
import { ModelHouse } from './model-house.test-support.ts'
import { type Command, type RunOptions, tryHistory } from './model-run.test-support.ts'

/** `MODEL_RUNS=50000` for a long run; `PROOF_SEED=<printed>` is the same run again. */
const RUNS = Number(process.env.MODEL_RUNS ?? 250)
/** A house keeps what it was asked; a new one forgets it. */
const RUNS_IN_A_HOUSE = 500

/** Kinds of commands. */
const COMMANDS = 12

let house: ModelHouse

beforeAll(async () => {
  house = await ModelHouse.open()
})
afterAll(() => house[Symbol.asyncDispose]())

const which = fc.nat({ max: 9 })
const when = fc.constantFrom<WhenBusy>('enqueue', 'interrupt', 'reject')
const pieces = fc.integer({ min: 1, max: 4 })
const doing = <D extends Command['do']>(what: D) => fc.constant(what)
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 80, arbitrary: fc.record({ do: doing('send'), when }) },
  { weight: 60, arbitrary: fc.record({ do: doing('say'), pieces, wait: fc.boolean() }) },
  { weight: 40, arbitrary: fc.record({ do: doing('cancel'), which, wait: fc.boolean() }) },
  { weight: 30, arbitrary: fc.record({ do: doing('repeat'), which, other: fc.boolean() }) },
  { weight: 20, arbitrary: fc.record({ do: doing('together'), sends: fc.integer({ min: 2, max: 3 }) }) },
  { weight: 20, arbitrary: fc.record({ do: doing('look'), after: fc.nat({ max: 99 }) }) },
  { weight: 30, arbitrary: fc.record({ do: doing('cut') }) },
  { weight: 10, arbitrary: fc.record({ do: doing('unlink') }) },
  { weight: 20, arbitrary: fc.record({ do: doing('forget') }) },
  { weight: 10, arbitrary: fc.record({ do: doing('clock'), hours: fc.integer({ min: -24, max: 24 }) }) },
  // To start again takes half a second: one command in a hundred does, ten of each kind in a usual run.
  { weight: 2, arbitrary: fc.record({ do: doing('restart') }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: doing('crash'), sends: fc.boolean(), turns: fc.nat({ max: 12 }) }),
  },
)
const history = fc.record({
  recovery: fc.constantFrom<RunOptions['recovery']>('exact', 'restart'),
  commands: fc.array(command, { minLength: 3, maxLength: 10 }),
})

describe('[L1-L9, L12, L14] whatever is done to a conversation, it is what the model says', () => {
  test(
    `for ${RUNS} histories from chance`,
    async () => {
      const { seed } = seeded()
      const did = new Set<string>()
      const property = fc.asyncProperty(history, async ({ recovery, commands }) => {
        if (house.runs >= RUNS_IN_A_HOUSE) {
          await house[Symbol.asyncDispose]()
          house = await ModelHouse.open()
        }
        for (const { do: what } of commands) did.add(what)
        await tryHistory(house, commands, { recovery, patienceMs: 5_000 })
      })
      await fc.assert(property, { numRuns: RUNS, seed })
      // A command that never came is a rule about nothing.
      if (RUNS >= 250) expect([...did]).toHaveLength(COMMANDS)
    },
    60_000 + RUNS * 2_500,
  )

  const FAILED_ONCE: [string, Command[]][] = [
    [
      'an Experience that is ended while a send begins its answer comes to its end at once, and takes it up again',
      [{ do: 'cut' }, { do: 'crash', sends: true, turns: 0 }],
    ],
    [
      'as above, a few turns later',
      [
        { do: 'crash', sends: true, turns: 4 },
        { do: 'crash', sends: true, turns: 8 },
      ],
    ],
  ]
  test.each(FAILED_ONCE)('%s', (_says, commands) =>
    tryHistory(house, commands, { recovery: 'exact', patienceMs: 5_000 }),
  )

  const broken: [Ignorance, string][] = [
    ['L6', 'a message that is sent again is another message'],
    ['L9', 'a cancelled answer loses what it said'],
    ['L12', 'who interrupts waits behind the others'],
  ]
  test.each(broken)(
    'a model that does not know %s is caught: %s',
    async (ignores) => {
      const { seed } = seeded()
      const property = fc.asyncProperty(history, ({ recovery, commands }) =>
        tryHistory(house, commands, { recovery, ignores, patienceMs: 1_000 }),
      )
      const { failed } = await fc.check(property, { numRuns: 200, seed, endOnFailure: true })
      expect(failed).toBe(true)
    },
    60_000,
  )
})

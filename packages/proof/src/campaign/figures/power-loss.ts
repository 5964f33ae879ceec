// Fault scenario: power loss. Traces writes, syncs and responses of the product, and replays them up to any moment.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Seeded } from '../../seeded.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero, type Skipped } from '../figure.ts'
import { crashPoints } from '../power-loss/crash-points.ts'
import { Disk, SURVIVALS, type Survival } from '../power-loss/disk.ts'
import { type Talk, type Traced, traceTalk } from '../power-loss/load.ts'
import { readShown } from '../power-loss/shown.ts'
import { type Findings, SurvivorCheck } from '../power-loss/survivor-check.test-support.ts'
import { whyNoTrace } from '../power-loss/trace.ts'

const NORMAL = pathToFileURL(path.join(import.meta.dirname, '../power-loss/normal-sync.mjs')).href

export const powerLoss: Figure = {
  name: 'power-loss',
  promise:
    '[L1, L2, L14] power loss at any moment; of what was not synced nothing, all or a torn part is left: nothing told is lost',
  run: (context) =>
    measure(context, {
      points: context.size(400, 4_000),
      people: 4,
      answers: context.size(4, 30),
      nodeArgs: [],
    }),
  control: {
    bad: 'a database that syncs at checkpoints alone (synchronous=NORMAL)',
    run: (context) => measure(context, { points: 100, people: 4, answers: 4, nodeArgs: ['--import', NORMAL] }),
  },
}

interface Plan extends Talk {
  points: number
}

async function measure({ random, say }: FigureContext, plan: Plan): Promise<Measured | Skipped> {
  const why = whyNoTrace()
  if (why !== null) return { skipped: why }
  const traced = await traceTalk(plan)
  const shown = readShown(traced.steps)
  const sends = 2 * plan.people * plan.answers
  if (shown.sends.length !== sends) throw new Error(`${sends} sends were answered, the trace has ${shown.sends.length}`)
  using check = await SurvivorCheck.open(shown)
  const facts: { at: number }[] = Object.values(shown).flat()
  const tellings = new Set(facts.map(({ at }) => at))
  const points = crashPoints(traced.steps, tellings, { count: plan.points, random })
  const { found, wrong } = await loseAt(points, traced, { check, random })
  const losses = SURVIVALS.map((survival) => `${wrong[survival]} (${survival})`)
  say(`something was wrong after ${losses.join(', ')} of ${points.length} losses of power`)
  if (check.whyCorrupt !== null) say(check.whyCorrupt)
  const counts = {
    writes: traced.steps.filter(({ call }) => call === 'write').length,
    syncs: traced.steps.filter(({ call }) => call === 'sync').length,
    points: points.length,
    modes: SURVIVALS.length,
    events: shown.events.length,
    sends: shown.sends.length,
    sessions: shown.sessions.length,
    files: shown.files.length,
    ...found,
  }
  return mustBeZero(counts, 'corrupt', 'lost', 'altered', 'gaps', 'lost_files', 'new_epochs')
}

/** Loses the power at each of these moments in each way; `wrong` counts the losses of each way that did any harm. */
async function loseAt(
  points: number[],
  { root, steps, left }: Traced,
  { check, random }: { check: SurvivorCheck; random: Seeded },
): Promise<{ found: Findings; wrong: Record<Survival, number> }> {
  const found = { corrupt: 0, lost: 0, altered: 0, gaps: 0, lost_files: 0, new_epochs: 0 }
  const wrong = { synced: 0, written: 0, torn: 0 }
  const disk = new Disk(root)
  let next = 0
  const goTo = (point: number) => {
    for (const step of steps.slice(next, point)) disk.apply(step)
    next = point
  }
  for (const point of points) {
    goTo(point)
    const at = steps[point]?.at ?? Number.POSITIVE_INFINITY
    for (const survival of SURVIVALS) {
      if (add(found, await check.check(disk.survivors(survival, random), at))) wrong[survival] += 1
    }
  }
  goTo(steps.length)
  assertAlike(disk.survivors('written', random), left)
  return { found, wrong }
}

/** Whether there was anything to add. */
function add(sum: Findings, one: Findings): boolean {
  sum.corrupt += one.corrupt
  sum.lost += one.lost
  sum.altered += one.altered
  sum.gaps += one.gaps
  sum.lost_files += one.lost_files
  sum.new_epochs += one.new_epochs
  return Object.values(one).some((count) => count > 0)
}

/** The whole trace makes the files that are there, and no others: no call was overlooked. */
function assertAlike(replayed: Map<string, Buffer>, left: Map<string, Buffer>): void {
  const names = [...left.keys(), ...replayed.keys()].filter((name) => !name.endsWith('-shm'))
  for (const name of names) {
    if (!replayed.get(name)?.equals(left.get(name) ?? Buffer.alloc(0)))
      throw new Error(`the trace does not make ${name}`)
  }
}

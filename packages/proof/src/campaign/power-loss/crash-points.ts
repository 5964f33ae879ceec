// Chooses the moments of power loss.
import type { Seeded } from '../../seeded.ts'
import type { Step } from './trace.ts'

/**
 * So many different moments, in order: before step n, or after the last. A third right after a client was told something
 * (the steps' `at` in `told`), a third between two syncs and so likelier in short commits than in long silence, a third
 * anywhere.
 * @throws RangeError when there are not so many
 */
export function crashPoints(
  steps: readonly Step[],
  told: ReadonlySet<number>,
  { count, random }: { count: number; random: Seeded },
): number[] {
  const indices = (holds: (step: Step) => boolean) => steps.flatMap((step, index) => (holds(step) ? [index] : []))
  const tellings = indices(({ at }) => told.has(at))
  const syncs = indices(({ call }) => call === 'sync')
  const kinds = [
    () => random.pick(tellings) + 1,
    () => {
      const end = random.int(0, syncs.length - 1)
      return random.int((syncs[end - 1] ?? -1) + 1, syncs[end] ?? 0)
    },
    () => random.int(0, steps.length),
  ]
  if (count > steps.length) throw new RangeError(`${steps.length} steps have no ${count} moments`)
  const points = new Set<number>()
  while (points.size < count) points.add(random.pick(kinds)())
  return [...points].sort((a, b) => a - b)
}

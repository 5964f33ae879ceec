// Schedules dependent items: earliest days, slack, critical path. Pure.

export interface Task {
  id: string
  /** Whole days. */
  days: number
  depends_on: readonly string[]
}

export interface Timing {
  start: number
  end: number
  /** Days by which it may slip without moving the end of all. */
  slack: number
}

export interface Schedule {
  timings: ReadonlyMap<string, Timing>
  length: number
  /** One longest chain, first to last. */
  path: string[]
}

/**
 * Everything begins as early as it can.
 * @throws RangeError when an item waits for itself, or for one that does not exist
 */
export function schedule(tasks: readonly Task[]): Schedule {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const order = inOrder(tasks, byId)
  const ends = new Map<string, number>()
  for (const { id, days, depends_on } of order) {
    ends.set(id, Math.max(0, ...depends_on.map((other) => ends.get(other) ?? 0)) + days)
  }
  const length = Math.max(0, ...ends.values())
  const latest = new Map(order.map(({ id }) => [id, length]))
  for (const { id, days, depends_on } of order.toReversed()) {
    const begin = (latest.get(id) ?? length) - days
    for (const other of depends_on) latest.set(other, Math.min(latest.get(other) ?? length, begin))
  }
  const timings = new Map(
    order.map(({ id, days }): [string, Timing] => {
      const end = ends.get(id) ?? 0
      return [id, { start: end - days, end, slack: (latest.get(id) ?? length) - end }]
    }),
  )
  return { timings, length, path: longestChain(order, timings, length) }
}

function inOrder(tasks: readonly Task[], byId: ReadonlyMap<string, Task>): Task[] {
  const order: Task[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (task: Task) => {
    if (state.get(task.id) === 'done') return
    if (state.get(task.id) === 'open') throw new RangeError(`${task.id} waits for itself`)
    state.set(task.id, 'open')
    for (const id of task.depends_on) {
      const other = byId.get(id)
      if (!other) throw new RangeError(`${task.id} waits for ${id}, which does not exist`)
      visit(other)
    }
    state.set(task.id, 'done')
    order.push(task)
  }
  for (const task of tasks) visit(task)
  return order
}

function longestChain(order: readonly Task[], timings: ReadonlyMap<string, Timing>, length: number): string[] {
  const byId = new Map(order.map((task) => [task.id, task]))
  const path: string[] = []
  let at = order.find(({ id }) => timings.get(id)?.end === length)
  while (at) {
    path.unshift(at.id)
    const { start } = timings.get(at.id) ?? { start: 0 }
    const before: string | undefined = at.depends_on.find((id) => timings.get(id)?.end === start)
    at = before === undefined ? undefined : byId.get(before)
  }
  return path
}

// Runs tasks with bounded concurrency: each lane takes the next task.

/** Begins them in their order; resolves when all have ended. */
export async function inLanes<T>(lanes: number, tasks: readonly T[], run: (task: T) => Promise<void>): Promise<void> {
  const left = tasks.values()
  const lane = async () => {
    for (const task of left) await run(task)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

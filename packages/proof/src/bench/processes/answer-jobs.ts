// Message loop of a benchmark process: one request in, one result out.

type Job = (input: unknown) => Promise<unknown>

/** From now on every message is answered by the job that it names. */
export function answerJobs(jobs: Record<string, Job>): void {
  process.on('message', ({ id, job, input }: { id: number; job: string; input: unknown }) => {
    const run = jobs[job]
    if (!run) return void process.send?.({ id, error: `there is no job ${job}` })
    run(input).then(
      (value) => process.send?.({ id, value }),
      (error: unknown) => process.send?.({ id, error: error instanceof Error ? (error.stack ?? '') : String(error) }),
    )
  })
  // The caller is gone.
  process.on('disconnect', () => process.exit(0))
}

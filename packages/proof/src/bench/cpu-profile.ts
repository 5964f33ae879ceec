// Reads CPU profiles: where the servers of a workload spent their time, by function.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const node = z.object({
  id: z.number(),
  callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
})
const profile = z.object({ nodes: z.array(node), samples: z.array(z.number()), timeDeltas: z.array(z.number()) })

export interface HotFunction {
  name: string
  /** Milliseconds in the function itself. */
  ms: number
}

/** Where profiles go, when they were asked for. */
export const profiles = (): string | undefined => process.env.BENCH_PROFILES

/** What node is told so that a process leaves a profile behind when it ends; nothing when none was asked for. */
export function profileArgs(name: string): string[] {
  const directory = profiles()
  if (!directory) return []
  return ['--cpu-prof', `--cpu-prof-dir=${path.join(directory, name)}`, '--cpu-prof-interval=200']
}

/** Each thread's busiest functions, by their own time; waiting is none. */
export function hottest(directory: string, most: number): Map<string, { busyMs: number; functions: HotFunction[] }> {
  const threads = new Map<string, { busyMs: number; functions: HotFunction[] }>()
  for (const name of readdirSync(directory)) {
    for (const file of readdirSync(path.join(directory, name)).filter((one) => one.endsWith('.cpuprofile'))) {
      const read = profile.parse(JSON.parse(readFileSync(path.join(directory, name, file), 'utf8')))
      const times = timesIn(read)
      const functions = [...times].map(([at, ms]) => ({ name: at, ms })).sort((a, b) => b.ms - a.ms)
      const busyMs = functions.reduce((sum, { ms }) => sum + ms, 0)
      const thread = /\.(\d+)\.\d+\.cpuprofile$/.exec(file)?.[1] ?? file
      threads.set(`${name}, thread ${thread}`, { busyMs, functions: functions.slice(0, most) })
    }
  }
  return threads
}

function timesIn({ nodes, samples, timeDeltas }: z.output<typeof profile>): Map<string, number> {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const times = new Map<string, number>()
  for (const [at, sample] of samples.entries()) {
    const name = names.get(sample) ?? ''
    if (name === '(idle)' || name === '(program)' || name === '(root)') continue
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[at] ?? 0) / 1000)
  }
  return times
}

const nameOf = ({ functionName, url, lineNumber }: z.output<typeof node>['callFrame']): string =>
  url === '' ? functionName : `${functionName || '(anonymous)'} ${path.basename(url)}:${lineNumber + 1}`

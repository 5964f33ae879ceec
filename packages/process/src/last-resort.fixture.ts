// A process for last-resort.test.ts: it breaks in the way that it is told to, and would go on if it were let.
import { runUntilAsked } from './lifecycle.ts'
import { openLog } from './log.ts'

const WAYS: Record<string, () => void> = {
  thrown: () => {
    throw new Error('planted token=canary')
  },
  rejected: () => void Promise.reject(new Error('planted token=canary')),
  asked: () => process.kill(process.pid, 'SIGTERM'),
  'asked, and closing fails': () => process.kill(process.pid, 'SIGTERM'),
  'asked, and closing never ends': () => process.kill(process.pid, 'SIGTERM'),
}

const way = process.argv[2] ?? ''
const work = setInterval(() => {}, 1_000)

runUntilAsked(openLog('experience', 'info'), 50, async () => {
  if (way === 'asked, and closing fails') throw new Error('planted token=canary')
  if (way === 'asked, and closing never ends') await new Promise(() => {})
  clearInterval(work)
})
setImmediate(WAYS[way] ?? (() => process.exit(7)))

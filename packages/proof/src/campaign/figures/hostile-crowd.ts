// Fault scenario: a crowd with hostile messages and files, and one person who asks short questions meanwhile.
import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { Product } from '../../product/product.test-support.ts'
import { judgeAnswers, SLOWER, type Verdict } from '../fair-answers.ts'
import { type Figure, type FigureContext, type Measured, mustBeZero } from '../figure.ts'
import type { CrowdReport } from '../hostile-crowd-process.ts'
import { HttpPerson } from '../http-person.ts'
import { slowness } from '../pace.ts'

const CROWD = new URL('../hostile-crowd-process.ts', import.meta.url)
/** Of forty: those between two questions upload the next file. */
const MOSTLY = 32
/** Of one session, which may not send so much at once. */
const SOME = 8
/** The first processes for tools start two seconds after Runtime. */
const WARM_MS = 3_000
const PROBE_MS = 200
/** A person thinks between two questions; without it the limit on sends refuses the next one. */
const THINKS_MS = 500
/** As much of a wrong answer is said. */
const SAID_CHARS = 400

export const hostileCrowd: Figure = {
  name: 'hostile-crowd',
  promise: `[T1, T2, T3] 20 hostile messages and 20 hostile files in flight: the median of another person's answers within ${SLOWER} × the quiet time or two seconds on a machine at rest, and none far beyond`,
  alone: true,
  run: (context) => measure(context, { quiet: context.size(3, 10), crowded: context.size(5, 60) }),
  control: {
    bad: 'a crowd that is one session with the person, so that no turn is fair',
    run: (context) => measure(context, { quiet: 1, crowded: 1, sameSession: true }),
  },
}

interface Rounds {
  quiet: number
  crowded: number
  sameSession?: boolean
}

async function measure({ say }: FigureContext, rounds: Rounds): Promise<Measured> {
  const restore = beforeOtherWork()
  await using product = await Product.open({ ownLimits: true, env: { NODE_ENV: 'production' } })
  try {
    const person = await HttpPerson.guest(product.url)
    await delay(WARM_MS) // what the first question of a new product costs is not what is tried
    const asked = new Asked(person, say)
    await asked.round()
    const quiet = await asked.rounds(rounds.quiet)
    const slower = await slowness()
    const probes = watchReadiness(product.url, say)
    const crowd = await gather(product.url, rounds.sameSession ? person.token : '')
    const crowded = await asked.rounds(rounds.crowded)
    const { report } = crowd
    crowd.end()
    const guide = judgeAnswers(quiet.guide, crowded.guide, slower)
    const table = judgeAnswers(quiet.table, crowded.table, slower)
    say(`guide quiet ${quiet.guide.join(', ')} ms, in the crowd ${inWords(guide)}`)
    say(`table quiet ${quiet.table.join(', ')} ms, in the crowd ${inWords(table)}`)
    const counts = {
      answers: crowded.guide.length + crowded.table.length,
      slowness: Math.round(slower * 100) / 100,
      in_flight: report().inFlight,
      hostile_messages: report().messages,
      hostile_files: report().files,
      guide_p50_ms: guide.p50.ms,
      guide_worst_ms: guide.worst.ms,
      table_p50_ms: table.p50.ms,
      table_worst_ms: table.worst.ms,
      late: guide.late + table.late,
      not_ready: probes.end(),
    }
    return mustBeZero(counts, 'late', 'not_ready')
  } finally {
    restore()
  }
}

interface Times {
  guide: number[]
  table: number[]
}

/** One person's short questions: words to the guide, and a small table that is new each time. */
class Asked {
  readonly #person: HttpPerson
  readonly #say: FigureContext['say']
  #tables = 0

  constructor(person: HttpPerson, say: FigureContext['say']) {
    this.#person = person
    this.#say = say
  }

  async rounds(count: number): Promise<Times> {
    const times: Times = { guide: [], table: [] }
    for (let at = 0; at < count; at += 1) {
      const { guide, table } = await this.round()
      times.guide.push(guide)
      times.table.push(table)
    }
    return times
  }

  async round(): Promise<{ guide: number; table: number }> {
    const guide = await timeOf('guide', this.#say, () => this.#person.answerOf('guide', 'What can you do?'))
    const rows = `customer,amount\nAda,${++this.#tables}\nBob,20\nCy,30\n`
    const file = await this.#person.upload('sales.csv', rows)
    const question = 'What is the total amount by customer?'
    return { guide, table: await timeOf('Bob', this.#say, () => this.#person.answerOf('insights', question, [file])) }
  }
}

/** In milliseconds; without end when there is no whole answer with this word in it. */
async function timeOf(
  word: string,
  say: FigureContext['say'],
  ask: () => Promise<{ isWhole: boolean; text: string }>,
): Promise<number> {
  await delay(THINKS_MS)
  const began = performance.now()
  const { isWhole, text } = await ask()
  const ms = Math.round(performance.now() - began)
  if (isWhole && text.toLowerCase().includes(word.toLowerCase())) return ms
  say(`after ${ms} ms, ${isWhole ? 'an answer' : 'a refusal'} without “${word}”: ${text.slice(0, SAID_CHARS)}`)
  return Number.POSITIVE_INFINITY
}

/** Resolves when most of the crowd has a question in flight. `token`: whose session all of them use. */
async function gather(url: string, token: string): Promise<{ report(): CrowdReport; end(): void }> {
  const crowd = fork(CROWD, [url, token])
  let report: CrowdReport = { inFlight: 0, messages: 0, files: 0 }
  await new Promise<void>((resolve, reject) => {
    crowd.once('exit', () => reject(new Error('the crowd went away')))
    crowd.on('message', (message) => {
      report = message as CrowdReport
      if (report.inFlight >= (token === '' ? MOSTLY : SOME)) resolve()
    })
  })
  return { report: () => report, end: () => void crowd.kill('SIGKILL') }
}

/** Asks `/readyz` again and again; its end is how often the answer was not 200. */
function watchReadiness(url: string, say: FigureContext['say']): { end(): number } {
  let notReady = 0
  const probe = async () => {
    const response = await fetch(`${url}/readyz`).catch(() => null)
    const text = await response?.text()
    if (response?.status === 200) return
    notReady += 1
    say(`/readyz: ${text}`)
  }
  const timer = setInterval(() => void probe(), PROBE_MS)
  return {
    end() {
      clearInterval(timer)
      return notReady
    },
  }
}

/**
 * Other sessions of the machine get less of the processor meanwhile, where that is allowed: what they take is not what is
 * tried. Returns what puts it back.
 */
function beforeOtherWork(): () => void {
  const set = (nice: number) => {
    try {
      writeFileSync('/proc/self/autogroup', `${nice}`)
    } catch {
      // Not Linux, or no privilege: the machine is shared evenly.
    }
  }
  set(-15)
  return () => set(0)
}

const inWords = ({ p50, worst }: Verdict): string =>
  `p50 ${p50.ms} (at most ${Math.round(p50.most)}), worst ${worst.ms} (at most ${Math.round(worst.most)}) ms`

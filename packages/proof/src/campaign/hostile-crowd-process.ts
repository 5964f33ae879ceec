// The crowd of the scenario `hostile-crowd`, in a process of its own: twenty guests with hostile messages and twenty with
// hostile files, each with one question in flight at any time. Arguments: the address, and a token when all are one person.
import { setTimeout as delay } from 'node:timers/promises'
import { HOSTILE_KINDS, hostileFile, hostileMessages } from './hostile-shapes.ts'
import { HttpPerson } from './http-person.ts'

export interface CrowdReport {
  /** Questions without an answer yet, now. */
  inFlight: number
  messages: number
  files: number
}

/** Who is refused asks again after this time. */
const REFUSED_MS = 1_000
const REPORT_MS = 200

const [url = '', token = ''] = process.argv.slice(2)
const report: CrowdReport = { inFlight: 0, messages: 0, files: 0 }
const member = async () => (token === '' ? HttpPerson.guest(url) : new HttpPerson(url, token))

async function inFlight(count: 'messages' | 'files', ask: () => Promise<{ isWhole: boolean }>): Promise<void> {
  report.inFlight += 1
  const { isWhole } = await ask().finally(() => {
    report.inFlight -= 1
  })
  report[count] += 1
  if (!isWhole) await delay(REFUSED_MS)
}

async function sayAgain({ pillar, text }: ReturnType<typeof hostileMessages>[number]): Promise<void> {
  const person = await member()
  for (let turn = 0; ; turn += 1) await inFlight('messages', () => person.answerOf(pillar, `${text}${turn}`))
}

/** Each time other bytes of the same kind, so that no file is known already. */
async function sendAgain(kind: number): Promise<void> {
  const person = await member()
  for (let turn = 0; ; turn += 1) {
    const { name, mime, bytes, pillar, question } = hostileFile(kind, `k${kind}t${turn}`)
    const file = await person.upload(name, bytes, mime).catch(() => null)
    if (file === null) await delay(REFUSED_MS)
    else await inFlight('files', () => person.answerOf(pillar, question, [file]))
  }
}

process.on('disconnect', () => process.exit(0))
setInterval(() => process.send?.(report), REPORT_MS)
await Promise.all([
  ...hostileMessages().map(sayAgain),
  ...Array.from({ length: HOSTILE_KINDS }, (_, kind) => sendAgain(kind)),
])

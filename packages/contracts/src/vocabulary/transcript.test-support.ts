// Random conversation histories that the log could hold by the rules of the protocol. Writes events and folds none, so
// that it can judge the fold.
import fc from 'fast-check'
import { UNKNOWN_USAGE } from '../wire/agent-events.ts'
import { type ConversationEvent, conversationEvent, type EventOf } from '../wire/events.ts'
import type { Transcript } from './transcript.ts'

const CONVERSATION = 'c1'

/** A conversation before its first event. */
export const emptyTranscript = (): Transcript => ({
  conversation_id: CONVERSATION,
  title: '',
  messages: [],
  last_event_id: 0,
  running: null,
})

/** What may happen next; what is not possible at that moment does not happen. */
type Step =
  | { do: 'send'; text: string; interrupt: boolean; via: boolean }
  | { do: 'withdraw'; which: number }
  | { do: 'claim' | 'start' | 'recover' | 'ask_end' | 'supersede' | 'complete' | 'cancel' | 'handoff' | 'delete' }
  | { do: 'token' | 'fail' | 'rename' | 'ui'; text: string }
  | { do: 'progress'; progress: number; file: number | null }
  | { do: 'tool'; call: number; status: 'started' | 'finished' | 'failed' }
  | { do: 'artifact'; key: number }
  | { do: 'approve'; which: number }

interface Work {
  invocation_id: string
  message_id: string
  agent_id: string
  attempt: number
  pieces: string[]
  started: boolean
  cancelling: boolean
}

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }) },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 80, unit: 'binary' }) },
  { weight: 1, arbitrary: fc.constantFrom(' ', '\n', '0', 'null', '👩‍👩‍👧', '\u0000', '\ud83d') },
)
const named = <T extends string>(...names: T[]) => fc.constantFrom(...names)

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('send' as const), text, interrupt: fc.boolean(), via: fc.boolean() }),
  },
  { weight: 5, arbitrary: named('claim', 'start', 'start').map((does): Step => ({ do: does })) },
  { weight: 10, arbitrary: text.map((t): Step => ({ do: 'token', text: t })) },
  {
    weight: 5,
    arbitrary: named('supersede', 'complete', 'ask_end', 'cancel').map((does): Step => ({ do: does })),
  },
  { weight: 2, arbitrary: named('recover', 'handoff').map((does): Step => ({ do: does })) },
  {
    weight: 3,
    arbitrary: fc.tuple(named('fail', 'rename', 'ui'), text).map(([does, t]): Step => ({ do: does, text: t })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('progress' as const),
      progress: fc.double({ min: 0, max: 1, noNaN: true }),
      file: fc.option(fc.nat(2)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('tool' as const),
      call: fc.nat(2),
      status: named('started', 'finished', 'failed'),
    }),
  },
  { weight: 2, arbitrary: fc.nat(2).map((key): Step => ({ do: 'artifact', key })) },
  { weight: 1, arbitrary: fc.nat(3).map((which): Step => ({ do: 'withdraw', which })) },
  { weight: 2, arbitrary: fc.nat(3).map((which): Step => ({ do: 'approve', which })) },
)

/** Histories that the log of one conversation could hold: from nothing, in order, at every stage of life. */
export const legalHistory = (maxSteps = 60): fc.Arbitrary<ConversationEvent[]> =>
  fc.tuple(fc.array(step, { maxLength: maxSteps, size: 'max' }), fc.integer({ min: 0, max: 9 })).map(([steps, end]) => {
    const history = new History()
    for (const each of steps) history.take(each)
    if (end === 0) history.take({ do: 'delete' })
    return history.events
  })

class History {
  readonly events: ConversationEvent[] = []
  /** Who made which artifact: it can be approved long after its answer has ended. */
  readonly #artifacts: { of: Work; artifact_id: string }[] = []
  #queue: Work[] = []
  #atWork: Work | null = null
  #made = 0

  take(step: Step): void {
    if (step.do === 'send') this.#send(step)
    else if (step.do === 'rename') this.#say({ type: 'conversation.renamed', payload: { title: step.text } })
    else if (step.do === 'delete') this.#say({ type: 'conversation.deleted', payload: {} })
    else if (step.do === 'approve') this.#approve(step.which)
    else if (step.do === 'withdraw') this.#withdraw(step.which)
    else if (step.do === 'claim') this.#atWork ??= this.#queue.shift() ?? null
    else if (this.#atWork) this.#work(this.#atWork, step)
  }

  #say(fact: { type: ConversationEvent['type']; payload: object; message_id?: string }, of?: Work): void {
    const whose = of && {
      invocation_id: of.invocation_id,
      message_id: of.message_id,
      agent_id: of.agent_id,
      attempt: of.attempt,
    }
    const event_id = this.events.length + 1
    const timestamp = new Date(event_id * 1_000).toISOString()
    this.events.push(conversationEvent.parse({ event_id, conversation_id: CONVERSATION, timestamp, ...whose, ...fact }))
  }

  #send({ text: said, interrupt, via }: Extract<Step, { do: 'send' }>): void {
    this.#made += 1
    const work: Work = {
      invocation_id: `i${this.#made}`,
      message_id: `a${this.#made}`,
      agent_id: via ? 'liaison.content' : 'guide.global',
      attempt: 1,
      pieces: [],
      started: false,
      cancelling: false,
    }
    const payload: EventOf<'user.message'>['payload'] = {
      text: said,
      files: via ? [{ file_uuid: 'f1', name: 'a.csv', mime: 'text/csv', size: 1 }] : [],
      surface: via ? null : 'home',
      via: via ? { agent_id: 'guide.global', conversation_id: 'c0' } : null,
    }
    this.#say({ type: 'user.message', message_id: `m${this.#made}`, payload })
    const routing = { agent_id: work.agent_id, source: 'path', reason: 'r', confidence: 1, candidates: [] }
    this.#say({ type: 'agent.routed', payload: routing }, work)
    if (this.#atWork && interrupt) this.#askEnd(this.#atWork)
    if (this.#atWork === null && this.#queue.length === 0) this.#atWork = work
    else {
      this.#queue.push(work)
      this.#say({ type: 'agent.queued', payload: { position: this.#queue.length } }, work)
    }
  }

  #approve(which: number): void {
    const made = this.#artifacts.at(-1 - which)
    const payload = { artifact_id: made?.artifact_id, version: 1, status: which === 0 ? 'review' : 'approved' }
    if (made) this.#say({ type: 'agent.artifact_status', payload }, made.of)
  }

  #withdraw(which: number): void {
    const [work] = this.#queue.splice(which, 1)
    if (work) this.#end(work, 'agent.cancelled')
  }

  #askEnd(work: Work): void {
    if (work.cancelling) return
    work.cancelling = true
    this.#say({ type: 'agent.cancelling', payload: {} }, work)
  }

  #end(work: Work, type: 'agent.completed' | 'agent.cancelled' | 'agent.failed', why: object = {}): void {
    this.#say({ type, payload: { text: work.pieces.join(''), usage: UNKNOWN_USAGE, ...why } }, work)
    if (work === this.#atWork) this.#atWork = null
  }

  #work(work: Work, step: Step): void {
    if (step.do === 'recover') this.#say({ type: 'agent.recovering', payload: { reason: 'interrupted' } }, work)
    else if (step.do === 'ask_end') this.#askEnd(work)
    else if (step.do === 'cancel' && work.cancelling) this.#end(work, 'agent.cancelled')
    else if (step.do === 'fail') {
      this.#end(work, 'agent.failed', { code: 'AGENT_FAILED', message: step.text, retryable: true })
    } else if (!work.started) {
      if (step.do !== 'start') return
      work.started = true
      this.#say({ type: 'agent.started', payload: { recovery: 'restart' } }, work)
    } else this.#speak(work, step)
  }

  /** What an agent that has begun can say. */
  #speak(work: Work, step: Step): void {
    switch (step.do) {
      case 'token':
        this.#say({ type: 'agent.token', payload: { text: step.text, index: work.pieces.length } }, work)
        work.pieces.push(step.text)
        return
      case 'progress': {
        const file = { file_uuid: `f${step.file}`, name: 'a.csv', status: 'processing' }
        const payload = { progress: step.progress, label: 'reading', ...(step.file === null ? {} : { file }) }
        this.#say({ type: 'agent.progress', payload }, work)
        return
      }
      case 'tool': {
        const payload = { call_id: `t${step.call}`, tool: 'read', version: '1', status: step.status, summary: 's' }
        this.#say({ type: 'agent.tool', payload }, work)
        return
      }
      case 'artifact': {
        const header = { artifact_id: `x${step.key}`, version: 1, kind: 'table', key: `k${step.key}` }
        const payload = { ...header, title: 't', summary: 's', provenance: null, data: { rows: [] } }
        this.#say({ type: 'agent.artifact', payload }, work)
        this.#artifacts.push({ of: work, artifact_id: header.artifact_id })
        return
      }
      case 'ui':
        this.#say({ type: 'agent.ui', payload: { message: { text: step.text } } }, work)
        return
      case 'handoff': {
        const where = { to_agent: 'liaison.content', pillar: 'content', conversation_id: 'c2', invocation_id: 'i0' }
        this.#say({ type: 'agent.handoff', payload: { ...where, reason: 'r', confidence: 1 } }, work)
        return
      }
      case 'supersede':
        // A cancelled answer is not begun again.
        if (work.cancelling) return
        this.#say({ type: 'agent.superseded', payload: { attempt: work.attempt, reason: 'interrupted' } }, work)
        Object.assign(work, { attempt: work.attempt + 1, pieces: [], started: false })
        return
      case 'complete':
        this.#end(work, 'agent.completed')
    }
  }
}

// Agent driven by a language model: it plans, calls the rules' own tools, and its numbers are checked against their
// results. If no model answers before the first token, the rules answer and report that.
import { Refusal } from '@biplane/contracts/refusal'
import { pillarOfAgent } from '@biplane/contracts/vocabulary/pillars'
import { WholeCharacters, wellFormed } from '@biplane/contracts/vocabulary/whole-characters'
import type { Invocation, Usage } from '@biplane/contracts/wire/agent-events'
import { intentOf } from '../agents/hand-over.ts'
import type { ModelTool } from '../agents/model-tool.ts'
import { readSmallTalk } from '../agents/small-talk.ts'
import { type Agent, type AgentContext, type AgentSays, defineAgent, speak } from '../engine/define-agent.ts'
import { type Called, CalledTools } from './called-tools.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import { type Model, ModelFailure, type StepPart, type Turn } from './model.ts'
import { policyFor, turnsOf } from './model-prompt.ts'
import type { ModelSettings } from './model-settings.ts'
import { toolsOf } from './model-tools.ts'
import { NumeralCheck, UNBACKED_NOTE } from './numeral-check.ts'
import { Spending } from './spending.ts'
import type { SharedTokenBudget } from './token-budget.ts'

export interface ModelDeps {
  model: Model
  breaker: CircuitBreaker
  /** Of all answers together, and of each payer. */
  day: SharedTokenBudget
  budget: Pick<ModelSettings, 'mostSteps' | 'mostTokens' | 'mostMs'>
  /** Waits, or throws the signal's reason. */
  pause(ms: number, signal: AbortSignal): Promise<void>
}

type Input = Invocation['input']

const RETRIES = 2
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000
const MOST_CALLS_AT_ONCE = 8
/** Of what a provider says at once, so many characters are checked in one turn of the loop. */
const PIECE_CHARS = 4_000
/** Below it, the words do not say clearly enough that somebody else should answer. */
const SURE = 0.75

/** The liaison with a model in front of its rules. What a model says it may not say again: it restarts. [L8] */
export function withModel(rules: Agent, deps: ModelDeps): Agent {
  const pillar = pillarOfAgent(rules.id)
  if (pillar === null) return rules
  return defineAgent({
    ...rules,
    recovery: 'restart',
    async *run(input, context) {
      if (readSmallTalk(input.text) !== null || isForSomebodyElse(input, pillar))
        return yield* rules.run(input, context)
      const answer = new ModelAnswer(deps, { rules, input, context, policy: policyFor(pillar), tools: toolsOf(pillar) })
      const why = whyNotNow(deps, payerOf(context.invocation)) ?? (yield* answer.give())
      if (why === null) return answer.spending.view()
      yield* speak(`${why}, so I answer by rules.\n\n`, context)
      const usage = yield* rules.run(input, context)
      return answer.with(usage)
    },
  })
}

/** The breaker is asked last: it counts who asks. */
function whyNotNow({ day, breaker }: ModelDeps, payer: string): string | null {
  const spent = day.admits(payer)
  if (spent === 'all spent') return 'The language model has used up its tokens of this day'
  if (spent === 'share spent') return 'You have used up your share of the language model for now'
  return breaker.admits() ? null : 'The language model is left alone after failures'
}

/** Who does not say whose budget it takes shares that of its session. */
const payerOf = ({ budget_key, session_id, invocation_id }: Invocation): string =>
  budget_key ?? session_id ?? invocation_id

function isForSomebodyElse(input: Input, pillar: string): boolean {
  const intent = intentOf(input.text, 0)
  return intent.kind === 'clear' && intent.best.pillar !== pillar && intent.confidence >= SURE
}

/** Others have a turn between two of them. */
function* cut(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += PIECE_CHARS) yield text.slice(at, at + PIECE_CHARS)
}

interface Asked {
  rules: Agent
  input: Input
  context: AgentContext
  policy: string
  tools: readonly ModelTool[]
}

class ModelAnswer {
  readonly spending: Spending
  readonly #deps: ModelDeps
  readonly #context: AgentContext
  readonly #signal: AbortSignal
  readonly #tooLong: AbortSignal
  readonly #policy: string
  readonly #tools: CalledTools
  readonly #turns: Turn[]
  readonly #check = new NumeralCheck()
  readonly #payer: string
  #spoken = false
  #calls = 0

  constructor(deps: ModelDeps, { rules, input, context, policy, tools }: Asked) {
    this.#deps = deps
    this.#context = context
    this.#payer = payerOf(context.invocation)
    this.#policy = policy
    this.#tooLong = AbortSignal.timeout(deps.budget.mostMs)
    this.#signal = AbortSignal.any([context.signal, this.#tooLong])
    this.spending = new Spending(deps.model.name, (usage) => context.spent(usage))
    const files = new Map((input.files ?? []).map((file, i) => [`file-${i + 1}`, file]))
    this.#turns = turnsOf(input, files)
    this.#tools = new CalledTools({
      rules,
      input,
      context: { ...context, signal: this.#signal },
      tools,
      files,
      check: this.#check,
      spending: this.spending,
    })
  }

  /** What the rules cost beside what was spent in vain. */
  with(usage: Usage | undefined): Usage {
    const own = this.spending.view()
    return { ...own, tool_calls: (own.tool_calls ?? 0) + (usage?.tool_calls ?? 0) }
  }

  /** Why there is no answer, when nothing was said yet; `null` when it was given. @throws AGENT_FAILED, CANCELLED */
  async *give(): AsyncGenerator<AgentSays, string | null> {
    try {
      for (let step = 1; ; step += 1) {
        const calls = yield* this.#step()
        if (calls.length === 0) break
        if (step >= this.#deps.budget.mostSteps) {
          yield* this.#note('I stopped here: this answer has used up its steps.')
          break
        }
        yield* this.#runTools(calls)
      }
      yield* this.#say(this.#check.end())
      if (this.#check.marked > 0) yield* this.#note(UNBACKED_NOTE)
      this.#deps.breaker.succeeded()
      if (this.#spoken) return null
      return 'The language model said nothing'
    } catch (error) {
      return yield* this.#broken(error)
    }
  }

  async *#broken(error: unknown): AsyncGenerator<AgentSays, string | null> {
    if (this.#context.signal.aborted) {
      this.#deps.breaker.abandoned()
      throw this.#context.signal.reason
    }
    if (this.#tooLong.aborted) {
      yield* this.#say(this.#check.end())
      this.#deps.breaker.failed()
      if (!this.#spoken) return 'The language model took too long'
      throw new Refusal('AGENT_FAILED', 'The language model took too long.', { cause: error })
    }
    if (!(error instanceof ModelFailure)) {
      this.#deps.breaker.abandoned()
      throw error
    }
    this.#deps.breaker.failed()
    if (!this.#spoken) return error.message.replace(/\.$/, '')
    yield* this.#say(this.#check.end())
    throw new Refusal('AGENT_FAILED', error.message, { cause: error })
  }

  /** One request, repeated only while nothing of its answer has come. */
  async *#step(): AsyncGenerator<AgentSays, Called[]> {
    for (let attempt = 0; ; attempt += 1) {
      const whole = new WholeCharacters()
      const heard = { text: '', calls: [] as Called[], anything: false }
      const request = this.#request()
      this.spending.begin()
      let ended = false
      try {
        for await (const part of this.#deps.model.step(request)) {
          heard.anything = true
          if (part.kind === 'end') {
            ended = true
            this.spending.end(part.usage)
            this.#deps.day.spend(this.#payer, (part.usage?.input ?? 0) + (part.usage?.output ?? request.mostTokens))
            yield* this.#endOf(part)
          } else if (part.kind === 'text') {
            heard.text += part.text
            for (const piece of cut(part.text)) yield* this.#say(this.#check.push(whole.push(piece)))
          } else if (heard.calls.length < MOST_CALLS_AT_ONCE) {
            heard.calls.push({ ...part, id: `call-${++this.#calls}` })
          }
        }
        yield* this.#say(this.#check.push(whole.end()))
        this.#turns.push({ role: 'assistant', text: wellFormed(heard.text), calls: heard.calls })
        return heard.calls
      } catch (error) {
        const failure = error instanceof ModelFailure ? error : null
        if (!failure?.retryable || heard.anything || this.#spoken || attempt >= RETRIES) throw error
        const pause = failure.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** attempt
        if (pause > LONGEST_PAUSE_MS) throw error
        await this.#deps.pause(pause, this.#signal)
      } finally {
        if (!ended) this.spending.end(null)
        // What broke off, and did not say what it took, may have taken all that it might.
        if (!ended && heard.anything) this.#deps.day.spend(this.#payer, request.mostTokens)
      }
    }
  }

  #request() {
    const left = Math.max(16, this.#deps.budget.mostTokens - this.spending.output)
    return {
      system: this.#policy,
      turns: this.#turns,
      tools: this.#tools.offered,
      mostTokens: left,
      signal: this.#signal,
    }
  }

  async *#endOf({ reason }: Extract<StepPart, { kind: 'end' }>): AsyncGenerator<AgentSays> {
    if (reason === 'length') yield* this.#note('I stopped here: this answer has used up its words.')
    if (reason === 'filtered') {
      throw new ModelFailure('The provider of the language model held its answer back.', { retryable: false })
    }
  }

  async *#runTools(calls: readonly Called[]): AsyncGenerator<AgentSays> {
    const results: { id: string; tool: string; output: string }[] = []
    for (const call of calls) {
      results.push({ id: call.id, tool: call.tool, output: yield* this.#tools.run(call) })
    }
    this.#turns.push({ role: 'tool', results })
  }

  async *#say(text: string): AsyncGenerator<AgentSays> {
    if (text === '') return
    this.#spoken = true
    yield { type: 'agent.token', payload: { text } }
  }

  /** A sentence that the product adds, on a line of its own. */
  async *#note(text: string): AsyncGenerator<AgentSays> {
    yield* this.#say(this.#check.end())
    yield* this.#say(`${this.#spoken ? '\n\n' : ''}_${text}_`)
  }
}

// Translates a turn into the chunks of OpenAI's chat completions. This API has no cursor, so a lost stream is not resumed
// here, and no way to take text back: an attempt that is given up after it said something ends the stream with an error.
import type { AnswerEnd } from '@biplane/contracts/codecs/standard-events'
import type { Usage } from '@biplane/contracts/wire/agent-events'
import type { TurnEncoder } from '../../../chat/turn/encode-turn.ts'
import type { TurnFact } from '../../../chat/turn/turn-fact.ts'
import { bodyOf, errorCodeOf, type OpenAiError } from './openai-errors.ts'
import { secondsOf, usageOf } from './response-object.ts'

export interface CompletionUsage {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
}

export interface CompletionChunk {
  id: string
  object: 'chat.completion.chunk'
  created: number
  model: string
  choices: { index: 0; delta: { role?: 'assistant'; content?: string }; finish_reason: 'stop' | null; logprobs: null }[]
  usage?: CompletionUsage | null
}

export const DONE = '[DONE]'

export type CompletionPiece = CompletionChunk | OpenAiError | typeof DONE

/** The answers of several agents are joined by a blank line. */
export const BETWEEN_HOPS = '\n\n'

export class CompletionEncoder implements TurnEncoder<CompletionPiece> {
  readonly #id: string
  readonly #withUsage: boolean
  readonly #usages: Usage[] = []
  #model = ''
  #created = 0
  #said = ''
  #separate = false
  #isOver = false

  constructor(id: string, withUsage: boolean) {
    this.#id = id
    this.#withUsage = withUsage
  }

  encode({ event, hop, step }: TurnFact): CompletionPiece[] {
    if (this.#isOver) return []
    switch (event.type) {
      case 'agent.routed':
        if (hop > 0) return []
        this.#model = event.agent_id
        this.#created = secondsOf(event.timestamp)
        return [this.#chunk({ role: 'assistant', content: '' })]
      case 'agent.token':
        return [this.#text(event.payload.text)]
      case 'agent.superseded':
        return this.#said === '' ? [] : this.#over(bodyOf('This answer began anew.', 'server_error', '', 'superseded'))
      case 'agent.completed':
      case 'agent.failed':
      case 'agent.cancelled':
        return this.#ended(event, step === 'handoff')
      default:
        return []
    }
  }

  #text(text: string): CompletionChunk {
    const content = this.#separate ? BETWEEN_HOPS + text : text
    this.#separate = false
    this.#said += text
    return this.#chunk({ content })
  }

  #ended(event: AnswerEnd, handsOver: boolean): CompletionPiece[] {
    this.#usages.push(event.payload.usage)
    if (handsOver) {
      this.#separate = this.#separate || this.#said !== ''
      this.#said = ''
      return []
    }
    if (event.type === 'agent.failed') {
      const { message, code } = event.payload
      return this.#over(bodyOf(message, 'server_error', '', errorCodeOf(code)))
    }
    this.#isOver = true
    const pieces: CompletionPiece[] = [this.#chunk({}, 'stop')]
    if (this.#withUsage) pieces.push({ ...this.#chunk({}), choices: [], usage: completionUsage(this.#usages) })
    return [...pieces, DONE]
  }

  #over(error: OpenAiError): CompletionPiece[] {
    this.#isOver = true
    return [error]
  }

  #chunk(delta: CompletionChunk['choices'][number]['delta'], finish_reason: 'stop' | null = null): CompletionChunk {
    return {
      id: this.#id,
      object: 'chat.completion.chunk',
      created: this.#created,
      model: this.#model,
      choices: [{ index: 0, delta, finish_reason, logprobs: null }],
      ...(this.#withUsage ? { usage: null } : {}),
    }
  }
}

export function completionUsage(usages: readonly Usage[]): CompletionUsage | null {
  const usage = usageOf(usages)
  if (!usage) return null
  const { input_tokens, output_tokens, total_tokens } = usage
  return { prompt_tokens: input_tokens, completion_tokens: output_tokens, total_tokens }
}

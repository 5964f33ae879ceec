// Translates a turn into the JSON-RPC messages of one tool call: progress with each piece, then the result. Pure: a replay
// gives the same messages, which is what makes a resumed stream exact. [MC2]
import { foldAnswer, isOfAnswer, openAnswer } from '@biplane/contracts/vocabulary/transcript'
import type { MessageView } from '@biplane/contracts/wire/events'
import type { TurnEncoder } from '../../../chat/turn/encode-turn.ts'
import type { TurnEvent, TurnFact } from '../../../chat/turn/turn-fact.ts'
import type { McpCall } from './mcp-call.ts'
import { type AskedTurn, askResult, HOP_BREAK } from './mcp-result.ts'

export type JsonRpcMessage = { jsonrpc: '2.0' } & Record<string, unknown>

/** Marks the end of a superseded attempt's text, which cannot be taken back from a client. */
export const BEGINS_AGAIN = '\n\n[The answer begins again.]\n\n'

export function mcpEncoder(call: McpCall, asked: AskedTurn): TurnEncoder<JsonRpcMessage> {
  const encoder = new McpEncoder(call, asked)
  return { encode: (fact) => encoder.encode(fact) }
}

class McpEncoder {
  readonly #call: McpCall
  readonly #asked: AskedTurn
  readonly #answers: MessageView[] = []
  #answer: MessageView | null = null
  /** Rises with each notification, over hops and attempts too. */
  #progress = 0
  /** Whether a piece of this hop was shown, and whether one of this attempt was. */
  #shown = { hop: false, attempt: false }

  constructor(call: McpCall, asked: AskedTurn) {
    this.#call = call
    this.#asked = asked
  }

  encode({ event, step }: TurnFact): JsonRpcMessage[] {
    const made = this.#tell(event)
    this.#fold(event)
    if (step === 'handoff' || step === 'end') {
      if (this.#answer) this.#answers.push(this.#answer)
      this.#answer = null
      this.#shown = { hop: false, attempt: false }
    }
    return step === 'end' ? [...made, this.#result()] : made
  }

  #fold(event: TurnEvent): void {
    if (event.type === 'agent.routed') this.#answer = openAnswer(event)
    else if (this.#answer && isOfAnswer(event)) this.#answer = foldAnswer(this.#answer, event)
  }

  #tell(event: TurnEvent): JsonRpcMessage[] {
    if (event.type === 'agent.superseded') {
      const shown = this.#shown.attempt
      this.#shown.attempt = false
      return shown ? this.#notify(BEGINS_AGAIN) : []
    }
    if (event.type !== 'agent.token' || event.payload.text === '') return []
    const opens = !this.#shown.hop && this.#answers.some(({ content }) => content !== '')
    this.#shown = { hop: true, attempt: true }
    return this.#notify(opens ? `${HOP_BREAK}${event.payload.text}` : event.payload.text)
  }

  #notify(message: string): JsonRpcMessage[] {
    const { progressToken } = this.#call
    if (progressToken === null) return []
    this.#progress += 1
    const params = { progressToken, progress: this.#progress, message }
    return [{ jsonrpc: '2.0', method: 'notifications/progress', params }]
  }

  #result(): JsonRpcMessage {
    const { requestId: id, era } = this.#call
    return { jsonrpc: '2.0', id, result: askResult(this.#asked, this.#answers, era) }
  }
}

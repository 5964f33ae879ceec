// Translates a turn into the events of OpenAI's Responses API. Only event types that its SDK knows are sent: it throws on
// any other. An attempt that is given up ends as an incomplete item; the final output holds the surviving ones alone [L8].
import type { AnswerEnd } from '@biplane/contracts/codecs/standard-events'
import { isAnswerEnd } from '@biplane/contracts/codecs/standard-events'
import type { Usage } from '@biplane/contracts/wire/agent-events'
import type { EventOf } from '@biplane/contracts/wire/events'
import type { TurnEncoder } from '../../../chat/turn/encode-turn.ts'
import type { TurnFact } from '../../../chat/turn/turn-fact.ts'
import { sequenceOf } from '../../../chat/turn/turn-place.ts'
import { errorCodeOf } from './openai-errors.ts'
import { itemIdOf } from './openai-ids.ts'
import {
  newResponse,
  type OutputItem,
  type OutputText,
  type ResponseObject,
  secondsOf,
  usageOf,
} from './response-object.ts'

export interface ResponseEvent {
  type: string
  sequence_number: number
  [field: string]: unknown
}

type Unnumbered = { type: string; [field: string]: unknown }

interface OpenItem {
  id: string
  index: number
  content: OutputText
}

export class ResponseEncoder implements TurnEncoder<ResponseEvent> {
  #response: ResponseObject
  readonly #usages: Usage[] = []
  #open: OpenItem | null = null
  #items = 0
  #started = false

  /** `id` is the response's, `conversationId` that of the question. */
  constructor(id: string, conversationId: string) {
    this.#response = newResponse({ id, conversationId, created_at: 0, model: '' })
  }

  /** The response as it is after the facts so far. */
  get response(): ResponseObject {
    return this.#response
  }

  encode(fact: TurnFact): ResponseEvent[] {
    const { hop, first, event } = fact
    return this.#events(fact).map((made, part) => ({
      ...made,
      sequence_number: sequenceOf({ hop, eventId: event.event_id, part }, first),
    }))
  }

  #events(fact: TurnFact): Unnumbered[] {
    const { event, hop } = fact
    switch (event.type) {
      case 'agent.routed':
        return hop === 0 ? this.#created(event) : []
      case 'agent.queued':
        return hop === 0 ? [this.#whole('response.queued', { status: 'queued' })] : []
      case 'agent.started':
        if (this.#started) return []
        this.#started = true
        return [this.#whole('response.in_progress', { status: 'in_progress' })]
      case 'agent.token':
        return [...this.#opened(event), this.#delta(event.payload.text)]
      case 'agent.artifact':
        return [...this.#opened(event), this.#annotation(event)]
      case 'agent.superseded':
        return this.#closed('incomplete')
      case 'agent.completed':
      case 'agent.failed':
      case 'agent.cancelled':
        return this.#ended(event, fact.step === 'handoff')
      default:
        return []
    }
  }

  #created({ agent_id, timestamp }: EventOf<'agent.routed'>): Unnumbered[] {
    this.#response = { ...this.#response, model: agent_id, created_at: secondsOf(timestamp) }
    return [this.#whole('response.created', {})]
  }

  #whole(type: string, change: Partial<ResponseObject>): Unnumbered {
    this.#response = { ...this.#response, ...change }
    return { type, response: this.#response }
  }

  #opened({ message_id, attempt }: { message_id: string; attempt: number }): Unnumbered[] {
    if (this.#open) return []
    const id = itemIdOf(message_id, attempt)
    const index = this.#items
    this.#items += 1
    const content: OutputText = { type: 'output_text', text: '', annotations: [], logprobs: [] }
    this.#open = { id, index, content }
    const item: OutputItem = { id, type: 'message', role: 'assistant', status: 'in_progress', content: [] }
    const at = { item_id: id, output_index: index, content_index: 0 }
    return [
      { type: 'response.output_item.added', output_index: index, item },
      { type: 'response.content_part.added', ...at, part: { ...content, annotations: [] } },
    ]
  }

  #delta(delta: string): Unnumbered {
    const { id, index, content } = this.#item()
    content.text += delta
    const at = { item_id: id, output_index: index, content_index: 0 }
    return { type: 'response.output_text.delta', ...at, delta, logprobs: [] }
  }

  #annotation({ payload }: EventOf<'agent.artifact'>): Unnumbered {
    const { id, index, content } = this.#item()
    const at = content.text.length
    const url = `/api/artifacts/${encodeURIComponent(payload.artifact_id)}/versions/${payload.version}`
    const annotation = { type: 'url_citation' as const, url, title: payload.title, start_index: at, end_index: at }
    content.annotations.push(annotation)
    return {
      type: 'response.output_text.annotation.added',
      item_id: id,
      output_index: index,
      content_index: 0,
      annotation_index: content.annotations.length - 1,
      annotation,
    }
  }

  #item(): OpenItem {
    if (!this.#open) throw new Error('no item is open')
    return this.#open
  }

  /** Ends the open item, if any; only one that is not given up counts among the output. */
  #closed(status: 'completed' | 'incomplete', keep = false): Unnumbered[] {
    if (!this.#open) return []
    const { id, index, content } = this.#open
    this.#open = null
    const item: OutputItem = { id, type: 'message', role: 'assistant', status, content: [content] }
    if (keep) this.#response = { ...this.#response, output: [...this.#response.output, item] }
    const at = { item_id: id, output_index: index, content_index: 0 }
    return [
      { type: 'response.output_text.done', ...at, text: content.text, logprobs: [] },
      { type: 'response.content_part.done', ...at, part: content },
      { type: 'response.output_item.done', output_index: index, item },
    ]
  }

  #ended(event: AnswerEnd, handsOver: boolean): Unnumbered[] {
    this.#usages.push(event.payload.usage)
    const isWhole = event.type === 'agent.completed'
    // A response without an item has no text for its reader.
    const empty = isWhole && !handsOver && this.#response.output.length === 0 ? this.#opened(event) : []
    const closed = this.#closed(isWhole ? 'completed' : 'incomplete', true)
    return handsOver ? closed : [...empty, ...closed, this.#last(event)]
  }

  #last(event: AnswerEnd): Unnumbered {
    const usage = usageOf(this.#usages)
    switch (event.type) {
      case 'agent.completed':
        return this.#whole('response.completed', { status: 'completed', usage })
      case 'agent.cancelled':
        return this.#whole('response.incomplete', {
          status: 'cancelled',
          incomplete_details: { reason: 'cancelled' },
          usage,
        })
      case 'agent.failed': {
        const { code, message } = event.payload
        return this.#whole('response.failed', { status: 'failed', error: { code: errorCodeOf(code), message }, usage })
      }
    }
  }
}

export const isLast = ({ event, step }: TurnFact): boolean => step === 'end' && isAnswerEnd(event)

// Connects to a provider through the AI SDK, loaded only when a model is configured. One request per step, no retries,
// no tools; maps every failure to `ModelFailure`.
import type { Fetch } from '../remote/guarded-fetch.ts'
import { type Model, ModelFailure, type StepPart, type StepRequest, type Turn } from './model.ts'
import type { ModelSettings } from './model-settings.ts'
import type { StepUsage } from './spending.ts'

/** Providers know letters, digits, `_` and `-` in the name of a tool. */
const outward = (name: string) => name.replaceAll('.', '__')
const inward = (name: string) => name.replaceAll('__', '.')

export async function openModel(settings: ModelSettings, fetch: Fetch): Promise<Model> {
  const [sdk, model] = await Promise.all([import('ai'), openProvider(settings, fetch)])
  // The library writes its warnings to the console; what fails here is said by `ModelFailure`.
  Reflect.set(globalThis, 'AI_SDK_LOG_WARNINGS', false)
  return {
    name: settings.name,
    async *step({ system, turns, tools, mostTokens, signal }: StepRequest): AsyncGenerator<StepPart> {
      const quiet = new AbortController()
      const idle = idleTimer(settings.idleMs, () => quiet.abort())
      try {
        const { fullStream } = sdk.streamText({
          model,
          system,
          messages: turns.map((turn) => messageOf(turn)),
          tools: Object.fromEntries(
            tools.map(({ name, description, schema }) => [
              outward(name),
              sdk.tool({ description, inputSchema: sdk.jsonSchema(schema) }),
            ]),
          ),
          maxOutputTokens: mostTokens,
          maxRetries: 0,
          abortSignal: AbortSignal.any([signal, quiet.signal]),
          onError: () => {},
        })
        let ended = false
        for await (const part of fullStream) {
          idle.restart()
          if (part.type === 'abort') break
          if (part.type === 'error') throw failureOf(part.error, sdk.APICallError.isInstance)
          if (part.type === 'text-delta' && part.text !== '') yield { kind: 'text', text: part.text }
          if (part.type === 'tool-call') {
            const wrong = part.invalid ? 'These arguments are no JSON object, or there is no such tool.' : null
            yield { kind: 'call', tool: inward(part.toolName), input: part.input, wrong }
          }
          if (part.type === 'finish-step') {
            ended = true
            yield { kind: 'end', reason: reasonOf(part.finishReason), usage: usageOf(part.usage) }
          }
        }
        signal.throwIfAborted()
        if (quiet.signal.aborted) throw new ModelFailure('The language model fell silent.', { retryable: true })
        if (!ended) throw new ModelFailure('The language model broke off.', { retryable: true })
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof ModelFailure) throw error
        if (quiet.signal.aborted) throw new ModelFailure('The language model fell silent.', { retryable: true })
        throw failureOf(error, sdk.APICallError.isInstance)
      } finally {
        idle.stop()
        // Whoever stops reading stops the request.
        quiet.abort()
      }
    },
  }
}

async function openProvider(settings: ModelSettings, fetch: Fetch) {
  const { baseUrl, name, apiKey } = settings
  if (settings.provider === 'anthropic') {
    const { createAnthropic } = await import('@ai-sdk/anthropic')
    return createAnthropic({ baseURL: baseUrl, apiKey: apiKey ?? '', fetch })(name)
  }
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  const provider = createOpenAICompatible({
    name: 'configured',
    baseURL: baseUrl,
    includeUsage: true,
    fetch,
    ...(apiKey === undefined ? {} : { apiKey }),
  })
  return provider(name)
}

function messageOf(turn: Turn) {
  switch (turn.role) {
    case 'user':
      return { role: 'user' as const, content: turn.text }
    case 'assistant':
      return {
        role: 'assistant' as const,
        content: [
          ...(turn.text === '' ? [] : [{ type: 'text' as const, text: turn.text }]),
          ...turn.calls.map(({ id, tool, input }) => ({
            type: 'tool-call' as const,
            toolCallId: id,
            toolName: outward(tool),
            input,
          })),
        ],
      }
    case 'tool':
      return {
        role: 'tool' as const,
        content: turn.results.map(({ id, tool, output }) => ({
          type: 'tool-result' as const,
          toolCallId: id,
          toolName: outward(tool),
          output: { type: 'text' as const, value: output },
        })),
      }
  }
}

type EndReason = Extract<StepPart, { kind: 'end' }>['reason']

function reasonOf(reason: string): EndReason {
  if (reason === 'tool-calls') return 'calls'
  if (reason === 'length') return 'length'
  if (reason === 'content-filter') return 'filtered'
  if (reason === 'stop') return 'stop'
  throw new ModelFailure('The language model broke off.', { retryable: true })
}

interface StepTokens {
  inputTokens: number | undefined
  outputTokens: number | undefined
}

const usageOf = ({ inputTokens, outputTokens }: StepTokens): StepUsage => ({
  input: inputTokens ?? null,
  output: outputTokens ?? null,
})

interface ApiError extends Error {
  statusCode?: number | undefined
  responseHeaders?: Record<string, string> | undefined
}

/** What a provider says in a failure may hold anything, so only its status is told. */
function failureOf(error: unknown, isApiError: (error: unknown) => error is ApiError): ModelFailure {
  if (error instanceof ModelFailure) return error
  const status = isApiError(error) ? error.statusCode : undefined
  if (status === undefined) {
    return new ModelFailure('The language model cannot be reached, or broke off.', { retryable: true, cause: error })
  }
  const headers = isApiError(error) ? error.responseHeaders : undefined
  return new ModelFailure(`The language model answered with ${status}.`, {
    retryable: status === 408 || status === 429 || status >= 500 || status === 200,
    retryAfterMs: retryAfter(headers),
    cause: error,
  })
}

function retryAfter(headers: Record<string, string> | undefined): number | undefined {
  const seconds = Number(headers?.['retry-after'] ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined
}

/** Calls `silent` when nothing has come for so long. */
function idleTimer(ms: number, silent: () => void) {
  let timer = setTimeout(silent, ms)
  return {
    restart() {
      clearTimeout(timer)
      timer = setTimeout(silent, ms)
    },
    stop: () => clearTimeout(timer),
  }
}

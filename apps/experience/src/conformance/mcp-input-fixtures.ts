// Tools and a prompt of the MCP suite that ask the client for input before they answer. (revision 2026-07-28)
import { randomBytes } from 'node:crypto'
import {
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  type InputRequest,
  inputRequired,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { McpPart } from '../edge/transports/mcp/mcp-request.ts'

const described = { description: 'Of the suite.' }
const text = (said: string) => ({ content: [{ type: 'text' as const, text: said }] })

/** As long as the process: no state outlives it. */
const states = createRequestStateCodec<{ round: number }>({ key: randomBytes(32) })

/** Refuses a state that this process did not make, before any handler sees it. */
export const requestState = { verify: states.verify }

const ask = (message: string, field: string, type: z.ZodType = z.string()): InputRequest =>
  inputRequired.elicit({ message, requestedSchema: z.object({ [field]: type }) })
const sample = (question: string, maxTokens = 100): InputRequest =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: question } }],
    maxTokens,
  })

const NAME = { user_name: ask('What is your name?', 'name') }
const named = z.looseObject({ content: z.looseObject({ name: z.string() }) })
const sampled = z.looseObject({ content: z.unknown() })
const roots = z.looseObject({ roots: z.array(z.looseObject({ uri: z.string() })) })

const capabilitiesIn = z.looseObject({
  [CLIENT_CAPABILITIES_META_KEY]: z.looseObject({
    elicitation: z.looseObject({}).optional(),
    sampling: z.looseObject({}).optional(),
  }),
})

const given = ({ mcpReq }: ServerContext, key: string): unknown => mcpReq.inputResponses?.[key]

const stated = z.object({ round: z.number() })
const roundOf = ({ mcpReq }: ServerContext): number => stated.safeParse(mcpReq.requestState()).data?.round ?? 0

const basicInputs: McpPart = (server) => {
  server.registerTool('test_input_required_result_elicitation', described, (ctx) => {
    const answer = named.safeParse(given(ctx, 'user_name'))
    return answer.success ? text(`Hello, ${answer.data.content.name}!`) : inputRequired({ inputRequests: NAME })
  })
  server.registerTool('test_input_required_result_sampling', described, (ctx) => {
    const answer = sampled.safeParse(given(ctx, 'capital_question'))
    return answer.success
      ? text(JSON.stringify(answer.data.content))
      : inputRequired({ inputRequests: { capital_question: sample('What is the capital of France?') } })
  })
  server.registerTool('test_input_required_result_list_roots', described, (ctx) => {
    const answer = roots.safeParse(given(ctx, 'client_roots'))
    return answer.success
      ? text(answer.data.roots.map(({ uri }) => uri).join(', '))
      : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } })
  })
  server.registerTool('test_input_required_result_capabilities', described, (ctx) => {
    const declared = capabilitiesIn.safeParse(ctx.mcpReq.envelope).data?.[CLIENT_CAPABILITIES_META_KEY] ?? {}
    const inputRequests = {
      ...(declared.elicitation && NAME),
      ...(declared.sampling && { greeting: sample('Generate a greeting') }),
    }
    return Object.keys(inputRequests).length > 0 ? inputRequired({ inputRequests }) : text('Nothing to ask with.')
  })
  server.registerPrompt('test_input_required_result_prompt', described, (ctx) => {
    const answer = given(ctx, 'user_context')
    return answer === undefined
      ? inputRequired({ inputRequests: { user_context: ask('What context should the prompt use?', 'context') } })
      : { messages: [{ role: 'user', content: { type: 'text', text: JSON.stringify(answer) } }] }
  })
}

const statefulInputs: McpPart = (server) => {
  const CONFIRM = { confirm: ask('Please confirm', 'ok', z.boolean()) }
  for (const name of ['test_input_required_result_request_state', 'test_input_required_result_tampered_state']) {
    server.registerTool(name, described, async (ctx) => {
      const round = roundOf(ctx)
      if (round === 1 && given(ctx, 'confirm') !== undefined) return text('state-ok')
      return inputRequired({ inputRequests: CONFIRM, requestState: await states.mint({ round: 1 }) })
    })
  }
  server.registerTool('test_input_required_result_multiple_inputs', described, async (ctx) => {
    const keys = ['user_name', 'greeting', 'client_roots']
    if (roundOf(ctx) === 1 && keys.every((key) => given(ctx, key) !== undefined)) return text('All given.')
    const inputRequests = {
      ...NAME,
      greeting: sample('Generate a greeting', 50),
      client_roots: inputRequired.listRoots(),
    }
    return inputRequired({ inputRequests, requestState: await states.mint({ round: 1 }) })
  })
  server.registerTool('test_input_required_result_multi_round', described, async (ctx) => {
    const round = roundOf(ctx)
    if (round === 2 && given(ctx, 'step2') !== undefined) return text('Both steps are done.')
    const next = round >= 1 && given(ctx, 'step1') !== undefined ? 2 : 1
    const step =
      next === 2
        ? { step2: ask('Step 2: What is your favorite color?', 'color') }
        : { step1: ask('Step 1: What is your name?', 'name') }
    return inputRequired({ inputRequests: step, requestState: await states.mint({ round: next }) })
  })
}

export const inputFixtures: McpPart = (server, request) => {
  basicInputs(server, request)
  statefulInputs(server, request)
}

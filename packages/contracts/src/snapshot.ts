// Builds the whole contract as one plain value: every procedure, shape and table. It is committed beside the code, so
// that a review sees each change of the contract.
import { z } from 'zod'
import { experienceRouter } from './experience-router.ts'
import { runtimeRouter } from './runtime-router.ts'
import { INVOCATION_STATES, type InvocationMove, moveInvocation } from './vocabulary/invocation-states.ts'
import { LIMITS } from './vocabulary/limits.ts'
import type { PillarManifest } from './vocabulary/pillars/define-pillar.ts'
import { AGENT_TYPES, BUILT_IN_AGENTS, PILLAR_NAMES, PILLARS, SURFACES } from './vocabulary/pillars.ts'
import { CLOSE, REFUSALS } from './vocabulary/refusal-codes.ts'
import * as agentEvents from './wire/agent-events.ts'
import * as artifacts from './wire/artifacts.ts'
import * as commands from './wire/commands.ts'
import * as envelopeFrames from './wire/envelope-frames.ts'
import * as events from './wire/events.ts'
import * as http from './wire/http.ts'
import * as ids from './wire/ids.ts'
import * as restoredMessages from './wire/restored-message.ts'
import * as runtimeAgentFrames from './wire/runtime-agent-frames.ts'
import * as schedules from './wire/schedules.ts'
import * as standardMessage from './wire/standard-message.ts'
import * as threads from './wire/threads.ts'

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/** Section → entry → what it is. Keys are sorted, so that the text of equal contracts is equal. */
export type ContractSnapshot = Record<string, Record<string, Json>>

/** The contract as the code has it now. */
export function contractSnapshot(): ContractSnapshot {
  return sections({
    'experience procedures': proceduresOf(experienceRouter),
    'runtime procedures': proceduresOf(runtimeRouter),
    shapes: z.toJSONSchema(SHAPES, { ...AS_SENT, uri: shapeUri }).schemas,
    refusals: REFUSALS,
    'close codes': CLOSE,
    limits: LIMITS,
    pillars: Object.fromEntries(PILLAR_NAMES.map((name) => [name, namesOf(PILLARS[name])])),
    names: { agentTypes: AGENT_TYPES, agents: BUILT_IN_AGENTS, surfaces: SURFACES },
    'invocation moves': movesOfInvocations(),
  })
}

/** As it stands in the file. */
export const snapshotText = (snapshot: ContractSnapshot): string => `${JSON.stringify(snapshot, null, 2)}\n`

interface AnyRouter {
  _def: { procedures: Record<string, unknown> }
}

/** What tRPC keeps of a procedure, as far as it is part of the contract. */
const builtProcedure = z.object({
  _def: z.object({
    type: z.enum(['query', 'mutation', 'subscription']),
    inputs: z.array(z.instanceof(z.ZodType)),
  }),
})

function proceduresOf(router: AnyRouter): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(router._def.procedures).map(([path, procedure]) => {
      // A procedure is a function with `_def` on it.
      const { _def } = builtProcedure.parse({ _def: Reflect.get(Object(procedure), '_def') })
      return [path, { kind: _def.type, input: _def.inputs.map(schemaOf) }]
    }),
  )
}

/** Every shape that the contract exports, so that others name it instead of repeating it. */
const SHAPES = registryOf({
  ...ids,
  ...artifacts,
  ...agentEvents,
  ...events,
  ...commands,
  ...restoredMessages,
  ...schedules,
  ...standardMessage,
  ...runtimeAgentFrames,
  ...envelopeFrames,
  ...threads,
  ...http,
})

function registryOf(exported: Record<string, unknown>) {
  const registry = z.registry<{ id: string }>()
  for (const [id, shape] of Object.entries(exported)) if (shape instanceof z.ZodType) registry.add(shape, { id })
  return registry
}

const AS_SENT = { io: 'input', unrepresentable: 'any' } as const
const shapeUri = (id: string) => `shapes/${id}`

function schemaOf(schema: z.ZodType): object {
  const named = SHAPES.get(schema)
  return named ? { $ref: shapeUri(named.id) } : z.toJSONSchema(schema, AS_SENT)
}

const MOVES: InvocationMove[] = ['start', 'retry', 'request_cancel', 'complete', 'fail', 'cancel']

const movesOfInvocations = (): Record<string, unknown> =>
  Object.fromEntries(
    INVOCATION_STATES.map((from) => [
      from,
      Object.fromEntries(MOVES.map((move) => [move, moveInvocation(from, move)])),
    ]),
  )

/** Plain JSON with sorted keys, independent of their order in the code. */
function sections(value: Record<string, Record<string, unknown>>): ContractSnapshot {
  const plain = z.record(z.string(), z.record(z.string(), z.json())).parse(JSON.parse(JSON.stringify(value)))
  return Object.fromEntries(byName(plain).map(([name, entries]) => [name, sortedEntries(entries)]))
}

const sortedEntries = (entries: Record<string, Json>): Record<string, Json> =>
  Object.fromEntries(byName(entries).map(([name, value]) => [name, sorted(value)]))

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  return typeof value === 'object' && value !== null ? sortedEntries(value) : value
}

const byName = <T>(record: Record<string, T>): [string, T][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))

/** What of a pillar is on the wire; words for routing may change freely. */
const namesOf = ({ label, orchestratorKey, orchestrator, liaison, agentType, aliases }: PillarManifest) => ({
  label,
  orchestratorKey,
  orchestrator,
  liaison,
  agentType,
  aliases,
})

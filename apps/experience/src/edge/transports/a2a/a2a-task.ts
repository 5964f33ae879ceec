// A task of A2A 1.0 and the updates that make it. Folding all updates up to a place gives the task as it stands there, so
// a snapshot and what follows it always agree. [AT2]
import { z } from 'zod'

const metadata = z.record(z.string(), z.unknown()).optional()

const part = z.object({
  text: z.string().optional(),
  data: z.unknown().optional(),
  filename: z.string().optional(),
  mediaType: z.string().optional(),
})
const message = z.object({
  messageId: z.string(),
  contextId: z.string().optional(),
  taskId: z.string().optional(),
  role: z.enum(['ROLE_USER', 'ROLE_AGENT']),
  parts: z.array(part),
  metadata,
})
const status = z.object({
  state: z.enum([
    'TASK_STATE_SUBMITTED',
    'TASK_STATE_WORKING',
    'TASK_STATE_COMPLETED',
    'TASK_STATE_FAILED',
    'TASK_STATE_CANCELED',
    'TASK_STATE_INPUT_REQUIRED',
  ]),
  message: message.optional(),
  timestamp: z.string(),
})
const artifact = z.object({
  artifactId: z.string(),
  name: z.string().optional(),
  description: z.string().optional(),
  parts: z.array(part),
  metadata,
})
export const task = z.object({
  id: z.string(),
  contextId: z.string(),
  status,
  artifacts: z.array(artifact),
  history: z.array(message),
  metadata,
})

export type A2aPart = z.infer<typeof part>
export type A2aMessage = z.infer<typeof message>
export type A2aStatus = z.infer<typeof status>
export type A2aArtifact = z.infer<typeof artifact>
export type A2aTask = z.infer<typeof task>
export type A2aState = A2aStatus['state']

export interface StatusUpdate {
  taskId: string
  contextId: string
  status: A2aStatus
  metadata?: Record<string, unknown>
}

export interface ArtifactUpdate {
  taskId: string
  contextId: string
  artifact: A2aArtifact
  /** Absent: the artifact takes the place of the one with its id. */
  append?: true
  lastChunk?: true
  metadata?: Record<string, unknown>
}

/** A change of a task. */
export type A2aUpdate = { said: A2aMessage } | { statusUpdate: StatusUpdate } | { artifactUpdate: ArtifactUpdate }

/** A task of which nothing is known but who asked what. */
export const newTask = (id: string, contextId: string, timestamp: string): A2aTask => ({
  id,
  contextId,
  status: { state: 'TASK_STATE_SUBMITTED', timestamp },
  artifacts: [],
  history: [],
})

/** Changes the task in place: a long answer is folded piece by piece. */
export function applyUpdate(target: A2aTask, update: A2aUpdate): void {
  if ('said' in update) target.history.push(update.said)
  else if ('statusUpdate' in update) target.status = update.statusUpdate.status
  else applyArtifact(target.artifacts, update.artifactUpdate)
}

function applyArtifact(artifacts: A2aArtifact[], { artifact: made, append }: ArtifactUpdate): void {
  const at = artifacts.findIndex(({ artifactId }) => artifactId === made.artifactId)
  const known = artifacts[at]
  if (!known) artifacts.push({ ...made, parts: made.parts.map((one) => ({ ...one })) })
  else if (!append) artifacts[at] = { ...made, parts: made.parts.map((one) => ({ ...one })) }
  else for (const one of made.parts) appendPart(known.parts, one)
}

/** Pieces of a text become one part, as a person would read them. */
function appendPart(parts: A2aPart[], { ...one }: A2aPart): void {
  const last = parts.at(-1)
  if (last?.text === undefined || one.text === undefined) parts.push(one)
  else last.text += one.text
}

/** Nothing more follows on a stream of the task: it has ended, or waits for the person. */
export const isSettled = (state: A2aState): boolean =>
  state !== 'TASK_STATE_SUBMITTED' && state !== 'TASK_STATE_WORKING'

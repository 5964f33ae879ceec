// Converts one message of a snapshot to the raw wires and back: the seven fields of the protocol, and everything else
// in `data`. Lossless. [D6.1, L14]
import type { MessageView } from '../wire/events.ts'
import type { RestoredExtras, RestoredMessage } from '../wire/restored-message.ts'

/** `queued` is `streaming` on these wires: only four words exist there. */
export function encodeMessage(message: MessageView, pillar?: string | null): RestoredMessage {
  const { message_id, role, content, status, agent_id, timestamp, event_id } = message
  const data = extrasOf(message)
  return {
    message_id,
    role,
    content,
    status: status === 'queued' ? 'streaming' : status,
    agent_id,
    timestamp,
    event_id,
    ...(pillar !== undefined && { orchestrator_context: { pillar } }),
    ...(Object.keys(data).length > 0 && { data }),
  }
}

export function decodeMessage({ data, orchestrator_context: _, ...seven }: RestoredMessage): MessageView {
  return {
    ...seven,
    status: data?.queued ? 'queued' : seven.status,
    invocation_id: data?.invocation_id ?? null,
    attempt: data?.attempt ?? FIRST_ATTEMPT,
    pieces: data?.pieces ?? 0,
    files: data?.files ?? [],
    via: data?.via ?? null,
    routing: data?.routing ?? null,
    handoff: data?.handoff ?? null,
    tools: data?.tools ?? [],
    artifacts: data?.artifacts ?? [],
    file_progress: data?.file_progress ?? [],
    ui: data?.ui ?? [],
    activity: data?.activity ?? null,
    error: data?.error ?? null,
    usage: data?.usage ?? null,
    ...(data?.replaces !== undefined && { replaces: data.replaces }),
    ...(data?.schedule && { schedule: data.schedule }),
    ...(data?.cause && { cause: data.cause }),
  }
}

const FIRST_ATTEMPT = 1

function extrasOf(message: MessageView): RestoredExtras {
  const { invocation_id, attempt, pieces, files, via, routing, handoff } = message
  const { tools, artifacts, file_progress, ui, activity, error, usage, replaces, schedule, cause } = message
  return {
    ...(message.status === 'queued' && { queued: true }),
    ...(invocation_id !== null && { invocation_id }),
    ...(attempt !== FIRST_ATTEMPT && { attempt }),
    ...(pieces !== 0 && { pieces }),
    ...(files.length > 0 && { files }),
    ...(via && { via }),
    ...(routing && { routing }),
    ...(handoff && { handoff }),
    ...(tools.length > 0 && { tools }),
    ...(artifacts.length > 0 && { artifacts }),
    ...(file_progress.length > 0 && { file_progress }),
    ...(ui.length > 0 && { ui }),
    ...(activity && { activity }),
    ...(error && { error }),
    ...(usage && { usage }),
    ...(replaces !== undefined && { replaces }),
    ...(schedule && { schedule }),
    ...(cause && { cause }),
  }
}

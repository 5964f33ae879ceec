// The primary client contract: every tRPC procedure, its input, and the port that answers it. Each handler is one line;
// the ports decide. [D2]
import { initTRPC, tracked } from '@trpc/server'
import type { z } from 'zod'
import { formatTrpcError, Refusal } from './refusal.ts'
import { mapped } from './vocabulary/iterables.ts'
import type { ArtifactView } from './wire/artifacts.ts'
import type * as c from './wire/commands.ts'
import * as wire from './wire/commands.ts'
import type { RoutingDecision, StreamItem } from './wire/events.ts'
import type { FileReading, ReadingCorrection } from './wire/file-reading.ts'
import type { ConversationId, ScheduleId, SessionId, ThreadId } from './wire/ids.ts'
import type * as sc from './wire/schedules.ts'
import * as schedules from './wire/schedules.ts'
import type * as th from './wire/threads.ts'
import * as threads from './wire/threads.ts'

/** Who speaks on this connection, as Experience knows it. Never from a client's words. */
export interface Caller {
  session_id: SessionId
  tenant: string
  principal: { kind: 'guest' | 'user'; id: string; roles: string[] }
  /** SHA-256 of the token that was shown, to end exactly that one. */
  credential: string
  /** Id of the API key that was shown; absent for a session token. [D1.14] */
  api_key?: string
}

type In<S extends z.ZodType> = z.output<S>

/** Which conversation: by its id, or the current one that this selector reaches. */
export type Target = { kind: 'guide' } | { kind: 'liaison'; pillar: string }

/** The other side of a live subscription, for back-pressure. [L13] */
export interface Reader {
  /** `null` while there is room; else a promise for it. Nothing more is read from the log for this reader meanwhile. */
  room(): Promise<void> | null
}

export interface ExperiencePorts {
  /** Counts one more call of this principal. @throws RATE_LIMITED */
  admit(caller: Caller, kind: 'change' | 'read'): Promise<void>
  sessions: {
    open(): Promise<c.OpenedSession>
    get(caller: Caller): Promise<c.SessionView>
    end(caller: Caller): Promise<void>
    /** Every session of the caller's principal, this one too. */
    endAll(caller: Caller): Promise<number>
  }
  /** For session tokens. @throws FORBIDDEN to an API key [D1.14] */
  apiKeys: {
    list(caller: Caller): Promise<c.ApiKeyView[]>
    /** @throws QUOTA_EXCEEDED */
    create(caller: Caller, input: In<typeof wire.apiKeyCreateInput>): Promise<c.CreatedApiKey>
    /** Ends the key and what it opened. @throws NOT_FOUND */
    revoke(caller: Caller, keyId: string): Promise<void>
  }
  account: {
    /** Deletes everything of the principal for good, in all of its sessions, and ends them. [L16] */
    delete(caller: Caller): Promise<c.DeletionReceipt>
  }
  chat: {
    /** @throws BUSY, CONFLICT, RATE_LIMITED, NOT_FOUND (a file), INVALID_PILLAR, AGENT_UNAVAILABLE, BAD_MESSAGE */
    send(caller: Caller, target: Target, input: c.SendInput): Promise<c.Accepted>
    /** Every later event once, in order, or a snapshot first where there is no usable cursor. [L3, L14] */
    events(
      caller: Caller,
      selector: EventSelector,
      signal: AbortSignal,
    ): AsyncIterable<{ id: string; item: StreamItem }>
    history(caller: Caller, target: Target, input: In<typeof wire.historyInput>): Promise<c.HistoryPage>
  }
  conversations: {
    /** The last active first. */
    list(caller: Caller, input: c.PageInput): Promise<c.ConversationListItem[]>
    create(caller: Caller, input: In<typeof wire.conversationCreateInput>): Promise<c.ConversationView>
    rename(caller: Caller, input: In<typeof wire.conversationRenameInput>): Promise<c.ConversationView>
    /** Makes it the one that its agent type's doors reach; the one before it stays. @throws NOT_FOUND */
    open(caller: Caller, id: ConversationId): Promise<c.ConversationView>
    /** Deletes it for good, with everything that it holds. @throws NOT_FOUND */
    delete(caller: Caller, id: ConversationId): Promise<c.DeletionReceipt>
    /** Messages that say these words, newest first, of the caller's own conversations. */
    search(caller: Caller, input: In<typeof wire.conversationSearchInput>): Promise<c.SearchHit[]>
    export(caller: Caller, input: In<typeof wire.conversationExportInput>): Promise<c.ConversationExport>
  }
  threads: {
    /** The last active first. */
    list(caller: Caller, input: In<typeof threads.threadListInput>): Promise<th.ThreadListItem[]>
    /** @throws QUOTA_EXCEEDED */
    create(caller: Caller, input: In<typeof threads.threadCreateInput>): Promise<th.ThreadView>
    /** With its conversations and its files. @throws NOT_FOUND */
    get(caller: Caller, id: ThreadId): Promise<th.ThreadDetail>
    /** Makes it the one that paths without a conversation reach. @throws NOT_FOUND */
    open(caller: Caller, id: ThreadId): Promise<th.ThreadView>
    /** @throws NOT_FOUND */
    change(caller: Caller, id: ThreadId, change: ThreadChange): Promise<th.ThreadView>
    /** Deletes it for good: conversations, results, and the files that no other thread has. @throws NOT_FOUND */
    delete(caller: Caller, id: ThreadId): Promise<c.DeletionReceipt>
    /** Brings a file of another thread into scope. @throws NOT_FOUND */
    addFile(caller: Caller, input: In<typeof threads.threadFileInput>): Promise<th.ThreadDetail>
    export(caller: Caller, input: In<typeof threads.threadExportInput>): Promise<c.ConversationExport>
    /** Messages with every one of these words, best first. */
    search(caller: Caller, input: In<typeof threads.threadSearchInput>): Promise<th.ThreadHit[]>
    /** @throws as `chat.send` */
    send(caller: Caller, input: In<typeof threads.threadSendInput>): Promise<c.Accepted>
    history(caller: Caller, input: In<typeof threads.threadHistoryInput>): Promise<th.ThreadHistoryPage>
    /** Every later event of every conversation, once; a whole picture first where there is no usable cursor. [H2] */
    events(caller: Caller, selector: ThreadSelector, signal: AbortSignal): AsyncIterable<TrackedThreadItem>
  }
  schedules: {
    /** @throws BAD_MESSAGE, NOT_FOUND (a thread), FORBIDDEN (an agent), QUOTA_EXCEEDED */
    create(caller: Caller, input: In<typeof schedules.scheduleCreateInput>): Promise<sc.ScheduleView>
    /** Newest first; `LIMIT_USER_SCHEDULES` bounds them. */
    list(caller: Caller, input: In<typeof schedules.scheduleListInput>): Promise<sc.ScheduleView[]>
    /** @throws NOT_FOUND */
    pause(caller: Caller, id: ScheduleId): Promise<sc.ScheduleView>
    /** Goes on with the next occurrence from now. @throws NOT_FOUND */
    resume(caller: Caller, id: ScheduleId): Promise<sc.ScheduleView>
    /** What it wrote stays. @throws NOT_FOUND */
    delete(caller: Caller, id: ScheduleId): Promise<void>
    /** The last ones, newest first. @throws NOT_FOUND */
    runs(caller: Caller, id: ScheduleId): Promise<sc.ScheduleRunView[]>
  }
  invocations: {
    get(caller: Caller, id: string): Promise<c.InvocationView>
    list(caller: Caller, input: In<typeof wire.invocationListInput>): Promise<c.InvocationListItem[]>
    /** [L4] */
    cancel(caller: Caller, input: In<typeof wire.cancelInput>): Promise<c.CancelOutcome>
  }
  files: {
    list(caller: Caller, input: c.PageInput): Promise<c.FileListItem[]>
    get(caller: Caller, id: string): Promise<c.FileView>
    /** Deletes it for good, with the results and answers that were made from it. @throws NOT_FOUND */
    delete(caller: Caller, id: string): Promise<c.DeletionReceipt>
    /** How it is read as a table. @throws NOT_FOUND, UNSUPPORTED_FILE, TOO_LARGE, RUNTIME_UNAVAILABLE */
    reading(caller: Caller, id: string): Promise<FileReading>
    /** Keeps what a person corrected, and says how the file is read then. @throws as `reading` */
    setReading(caller: Caller, id: string, correction: ReadingCorrection): Promise<FileReading>
  }
  artifacts: {
    list(caller: Caller, input: In<typeof wire.artifactListInput>): Promise<c.ArtifactListItem[]>
    get(caller: Caller, input: In<typeof wire.artifactGetInput>): Promise<ArtifactView>
    /** Asks for approval of one version. @throws CONFLICT when it is approved already */
    review(caller: Caller, input: In<typeof wire.artifactApproveInput>): Promise<ArtifactView>
    approve(caller: Caller, input: In<typeof wire.artifactApproveInput>): Promise<ArtifactView>
  }
  routing: {
    /** What would be routed where, and why; runs nothing. */
    preview(caller: Caller, input: In<typeof wire.routingPreviewInput>): Promise<RoutingDecision>
  }
  /** For operators. @throws FORBIDDEN to anybody else */
  platform: {
    connections(caller: Caller, input: c.PageInput): Promise<c.ConnectionView[]>
    invocations(caller: Caller, input: In<typeof wire.platformInvocationsInput>): Promise<c.PlatformInvocation[]>
    /** Every event of one invocation, in order. @throws NOT_FOUND */
    timeline(caller: Caller, id: string): Promise<c.TimelineEntry[]>
    health(caller: Caller): Promise<c.PlatformHealth>
    capabilities(caller: Caller): c.CapabilityTable
    audit(caller: Caller, input: In<typeof wire.auditInput>): Promise<c.AuditView[]>
    /** Every entry after one, oldest first, as long as the caller reads them. */
    auditExport(caller: Caller, after: number): AsyncIterable<c.AuditView>
    sessions(caller: Caller, input: In<typeof wire.platformSessionsInput>): Promise<c.PlatformSession[]>
    /** @throws NOT_FOUND */
    endSession(caller: Caller, id: string): Promise<void>
    /** Every session of one principal. @throws NOT_FOUND */
    endSessions(caller: Caller, principal: string): Promise<{ ended: number }>
  }
}

export interface EventSelector {
  target: Target
  conversation_id?: ConversationId | undefined
  thread_id?: ThreadId | undefined
  lastEventId?: string | null | undefined
  reader: Reader | null
}

export interface ThreadChange {
  title?: string | undefined
  pinned?: boolean | undefined
  archived?: boolean | undefined
}

export interface ThreadSelector {
  thread_id?: ThreadId | undefined
  lastEventId?: string | null | undefined
  reader: Reader | null
}

/** The id is the cursor after the item. */
export interface TrackedThreadItem {
  id: string
  item: th.ThreadItem
}

export interface ExperienceContext {
  /** `null` on a connection without a session; asked on every call, so that an ended session is ended at once. */
  caller(): Caller | null
  ports: ExperiencePorts
  reader: Reader | null
}

const t = initTRPC
  .context<ExperienceContext>()
  .create({ isDev: false, errorFormatter: ({ shape, error }) => formatTrpcError(shape, error) })

// The limit stands here and not in each procedure, so that a new procedure cannot lack it.
const procedure = t.procedure.use(async ({ ctx, next, type }) => {
  const caller = ctx.caller()
  if (!caller) throw new Refusal('UNAUTHENTICATED', 'This needs a session.')
  await ctx.ports.admit(caller, type === 'mutation' ? 'change' : 'read')
  return next({ ctx: { ...ctx.ports, caller, reader: ctx.reader } })
})

const GUIDE: Target = { kind: 'guide' }
const liaison = (pillar: string): Target => ({ kind: 'liaison', pillar })
const endless = new AbortController().signal
const trackedItems = (items: ReturnType<ExperiencePorts['chat']['events']>) =>
  mapped(items, ({ id, item }) => tracked(id, item))

export const experienceRouter = t.router({
  session: t.router({
    open: t.procedure.mutation(({ ctx }) => ctx.ports.sessions.open()),
    get: procedure.query(({ ctx }) => ctx.sessions.get(ctx.caller)),
    end: procedure.mutation(({ ctx }) => ctx.sessions.end(ctx.caller)),
    endAll: procedure.mutation(async ({ ctx }) => ({ ended: await ctx.sessions.endAll(ctx.caller) })),
  }),
  apiKey: t.router({
    list: procedure.query(({ ctx }) => ctx.apiKeys.list(ctx.caller)),
    create: procedure.input(wire.apiKeyCreateInput).mutation(({ ctx, input }) => ctx.apiKeys.create(ctx.caller, input)),
    revoke: procedure
      .input(wire.apiKeyIdInput)
      .mutation(({ ctx, input }) => ctx.apiKeys.revoke(ctx.caller, input.key_id)),
  }),
  account: t.router({
    delete: procedure.mutation(({ ctx }) => ctx.account.delete(ctx.caller)),
  }),
  guide: t.router({
    send: procedure.input(wire.sendInput).mutation(({ ctx, input }) => ctx.chat.send(ctx.caller, GUIDE, input)),
    onEvent: procedure
      .input(wire.onEventInput)
      .subscription(({ ctx, input, signal }) =>
        trackedItems(ctx.chat.events(ctx.caller, { target: GUIDE, ...input, reader: ctx.reader }, signal ?? endless)),
      ),
    history: procedure.input(wire.historyInput).query(({ ctx, input }) => ctx.chat.history(ctx.caller, GUIDE, input)),
  }),
  liaison: t.router({
    send: procedure
      .input(wire.liaisonSendInput)
      .mutation(({ ctx, input: { pillar, ...input } }) => ctx.chat.send(ctx.caller, liaison(pillar), input)),
    onEvent: procedure
      .input(wire.liaisonOnEventInput)
      .subscription(({ ctx, input: { pillar, ...rest }, signal }) =>
        trackedItems(
          ctx.chat.events(ctx.caller, { target: liaison(pillar), ...rest, reader: ctx.reader }, signal ?? endless),
        ),
      ),
    history: procedure
      .input(wire.liaisonHistoryInput)
      .query(({ ctx, input: { pillar, ...input } }) => ctx.chat.history(ctx.caller, liaison(pillar), input)),
  }),
  conversation: t.router({
    list: procedure.input(wire.pageInput).query(({ ctx, input }) => ctx.conversations.list(ctx.caller, input ?? {})),
    create: procedure
      .input(wire.conversationCreateInput)
      .mutation(({ ctx, input }) => ctx.conversations.create(ctx.caller, input)),
    rename: procedure
      .input(wire.conversationRenameInput)
      .mutation(({ ctx, input }) => ctx.conversations.rename(ctx.caller, input)),
    open: procedure
      .input(wire.conversationIdInput)
      .mutation(({ ctx, input }) => ctx.conversations.open(ctx.caller, input.conversation_id)),
    delete: procedure
      .input(wire.conversationIdInput)
      .mutation(({ ctx, input }) => ctx.conversations.delete(ctx.caller, input.conversation_id)),
    search: procedure
      .input(wire.conversationSearchInput)
      .query(({ ctx, input }) => ctx.conversations.search(ctx.caller, input)),
    export: procedure
      .input(wire.conversationExportInput)
      .query(({ ctx, input }) => ctx.conversations.export(ctx.caller, input)),
  }),
  thread: t.router({
    list: procedure.input(threads.threadListInput).query(({ ctx, input }) => ctx.threads.list(ctx.caller, input)),
    create: procedure
      .input(threads.threadCreateInput)
      .mutation(({ ctx, input }) => ctx.threads.create(ctx.caller, input)),
    get: procedure.input(threads.threadIdInput).query(({ ctx, input }) => ctx.threads.get(ctx.caller, input.thread_id)),
    open: procedure
      .input(threads.threadIdInput)
      .mutation(({ ctx, input }) => ctx.threads.open(ctx.caller, input.thread_id)),
    rename: procedure
      .input(threads.threadRenameInput)
      .mutation(({ ctx, input: { thread_id, title } }) => ctx.threads.change(ctx.caller, thread_id, { title })),
    pin: procedure
      .input(threads.threadPinInput)
      .mutation(({ ctx, input: { thread_id, pinned } }) => ctx.threads.change(ctx.caller, thread_id, { pinned })),
    archive: procedure
      .input(threads.threadArchiveInput)
      .mutation(({ ctx, input: { thread_id, archived } }) => ctx.threads.change(ctx.caller, thread_id, { archived })),
    delete: procedure
      .input(threads.threadIdInput)
      .mutation(({ ctx, input }) => ctx.threads.delete(ctx.caller, input.thread_id)),
    addFile: procedure
      .input(threads.threadFileInput)
      .mutation(({ ctx, input }) => ctx.threads.addFile(ctx.caller, input)),
    export: procedure.input(threads.threadExportInput).query(({ ctx, input }) => ctx.threads.export(ctx.caller, input)),
    search: procedure.input(threads.threadSearchInput).query(({ ctx, input }) => ctx.threads.search(ctx.caller, input)),
    send: procedure.input(threads.threadSendInput).mutation(({ ctx, input }) => ctx.threads.send(ctx.caller, input)),
    onEvent: procedure
      .input(threads.threadOnEventInput)
      .subscription(({ ctx, input, signal }) =>
        mapped(ctx.threads.events(ctx.caller, { ...input, reader: ctx.reader }, signal ?? endless), ({ id, item }) =>
          tracked(id, item),
        ),
      ),
    history: procedure
      .input(threads.threadHistoryInput)
      .query(({ ctx, input }) => ctx.threads.history(ctx.caller, input)),
  }),
  schedule: t.router({
    create: procedure
      .input(schedules.scheduleCreateInput)
      .mutation(({ ctx, input }) => ctx.schedules.create(ctx.caller, input)),
    list: procedure.input(schedules.scheduleListInput).query(({ ctx, input }) => ctx.schedules.list(ctx.caller, input)),
    pause: procedure
      .input(schedules.scheduleIdInput)
      .mutation(({ ctx, input }) => ctx.schedules.pause(ctx.caller, input.schedule_id)),
    resume: procedure
      .input(schedules.scheduleIdInput)
      .mutation(({ ctx, input }) => ctx.schedules.resume(ctx.caller, input.schedule_id)),
    delete: procedure
      .input(schedules.scheduleIdInput)
      .mutation(({ ctx, input }) => ctx.schedules.delete(ctx.caller, input.schedule_id)),
    runs: procedure
      .input(schedules.scheduleIdInput)
      .query(({ ctx, input }) => ctx.schedules.runs(ctx.caller, input.schedule_id)),
  }),
  invocation: t.router({
    get: procedure
      .input(wire.invocationIdInput)
      .query(({ ctx, input }) => ctx.invocations.get(ctx.caller, input.invocation_id)),
    cancel: procedure.input(wire.cancelInput).mutation(({ ctx, input }) => ctx.invocations.cancel(ctx.caller, input)),
    list: procedure.input(wire.invocationListInput).query(({ ctx, input }) => ctx.invocations.list(ctx.caller, input)),
  }),
  file: t.router({
    list: procedure.input(wire.pageInput).query(({ ctx, input }) => ctx.files.list(ctx.caller, input ?? {})),
    get: procedure.input(wire.fileIdInput).query(({ ctx, input }) => ctx.files.get(ctx.caller, input.file_uuid)),
    delete: procedure
      .input(wire.fileIdInput)
      .mutation(({ ctx, input }) => ctx.files.delete(ctx.caller, input.file_uuid)),
    reading: t.router({
      get: procedure.input(wire.fileIdInput).query(({ ctx, input }) => ctx.files.reading(ctx.caller, input.file_uuid)),
      set: procedure
        .input(wire.fileReadingInput)
        .mutation(({ ctx, input }) => ctx.files.setReading(ctx.caller, input.file_uuid, input.correction)),
    }),
  }),
  artifact: t.router({
    list: procedure.input(wire.artifactListInput).query(({ ctx, input }) => ctx.artifacts.list(ctx.caller, input)),
    get: procedure.input(wire.artifactGetInput).query(({ ctx, input }) => ctx.artifacts.get(ctx.caller, input)),
    review: procedure
      .input(wire.artifactApproveInput)
      .mutation(({ ctx, input }) => ctx.artifacts.review(ctx.caller, input)),
    approve: procedure
      .input(wire.artifactApproveInput)
      .mutation(({ ctx, input }) => ctx.artifacts.approve(ctx.caller, input)),
  }),
  routing: t.router({
    preview: procedure
      .input(wire.routingPreviewInput)
      .query(({ ctx, input }) => ctx.routing.preview(ctx.caller, input)),
  }),
  platform: t.router({
    connections: procedure
      .input(wire.pageInput)
      .query(({ ctx, input }) => ctx.platform.connections(ctx.caller, input ?? {})),
    invocations: procedure
      .input(wire.platformInvocationsInput)
      .query(({ ctx, input }) => ctx.platform.invocations(ctx.caller, input)),
    timeline: procedure
      .input(wire.invocationIdInput)
      .query(({ ctx, input }) => ctx.platform.timeline(ctx.caller, input.invocation_id)),
    health: procedure.query(({ ctx }) => ctx.platform.health(ctx.caller)),
    capabilities: procedure.query(({ ctx }) => ctx.platform.capabilities(ctx.caller)),
    audit: procedure.input(wire.auditInput).query(({ ctx, input }) => ctx.platform.audit(ctx.caller, input)),
    sessions: procedure
      .input(wire.platformSessionsInput)
      .query(({ ctx, input }) => ctx.platform.sessions(ctx.caller, input)),
    endSession: procedure
      .input(wire.platformSessionInput)
      .mutation(({ ctx, input }) => ctx.platform.endSession(ctx.caller, input.session_id)),
    endSessions: procedure
      .input(wire.platformPrincipalInput)
      .mutation(({ ctx, input }) => ctx.platform.endSessions(ctx.caller, input.principal)),
  }),
})

export type ExperienceRouter = typeof experienceRouter

// Reads schedules and their runs. Those for a caller name the session, so a foreign id finds nothing. [L10, J1]
import type { PrismaClient, ScheduleRun } from '@biplane/db/client'

/** Newest first. No page: `userSchedules` bounds them. */
const listSchedules = (prisma: PrismaClient, { sessionId, threadId }: { sessionId: string; threadId?: string }) =>
  prisma.schedule.findMany({
    where: { sessionId, ...(threadId !== undefined && { threadId }) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })

const findSchedule = (prisma: PrismaClient, { sessionId, id }: { sessionId: string; id: string }) =>
  prisma.schedule.findFirst({ where: { sessionId, id } })

/** Of all sessions: those that are due longest, first. */
const listDueSchedules = (prisma: PrismaClient, { before, take }: { before: string; take: number }) =>
  prisma.schedule.findMany({
    where: { status: 'active', wakeAt: { lte: before } },
    orderBy: [{ wakeAt: 'asc' }, { id: 'asc' }],
    take,
  })

/** A run, and the state of what was sent with it; `null` where nothing was, or it was deleted. */
export interface ListedRun {
  run: ScheduleRun
  invocation: { status: string; code: string | null; reason: string | null } | null
}

async function withInvocations(prisma: PrismaClient, runs: ScheduleRun[]): Promise<ListedRun[]> {
  const ids = runs.flatMap(({ invocationId }) => (invocationId === null ? [] : [invocationId]))
  const select = { id: true, status: true, code: true, reason: true }
  const found = ids.length === 0 ? [] : await prisma.invocation.findMany({ where: { id: { in: ids } }, select })
  const byId = new Map(found.map((invocation) => [invocation.id, invocation]))
  return runs.map((run) => ({ run, invocation: byId.get(run.invocationId ?? '') ?? null }))
}

/** Newest first. No page: `scheduleRunsKept` bounds them. */
const listScheduleRuns = async (
  prisma: PrismaClient,
  { sessionId, scheduleId }: { sessionId: string; scheduleId: string },
): Promise<ListedRun[]> =>
  withInvocations(
    prisma,
    await prisma.scheduleRun.findMany({ where: { sessionId, scheduleId }, orderBy: { dueAt: 'desc' } }),
  )

/** The last run of each schedule of a session. */
const listLastRuns = async (prisma: PrismaClient, { sessionId }: { sessionId: string }): Promise<ListedRun[]> =>
  withInvocations(
    prisma,
    await prisma.$queryRawUnsafe<ScheduleRun[]>(
      `SELECT r.* FROM Schedule AS s JOIN ScheduleRun AS r ON r.scheduleId = s.id AND r.occurrence = (
         SELECT occurrence FROM ScheduleRun WHERE scheduleId = s.id ORDER BY dueAt DESC LIMIT 1)
       WHERE s.sessionId = ?`,
      sessionId,
    ),
  )

export const SCHEDULE_QUERIES = { findSchedule, listDueSchedules, listLastRuns, listScheduleRuns, listSchedules }

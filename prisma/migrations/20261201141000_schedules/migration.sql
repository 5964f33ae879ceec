-- CreateTable
CREATE TABLE "Schedule" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "threadId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "agent" TEXT,
    "cron" TEXT,
    "once" TEXT,
    "timeZone" TEXT NOT NULL,
    "missed" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "pausedFor" TEXT,
    "nextAt" TEXT,
    "nextName" TEXT,
    "wakeAt" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "ScheduleRun" (
    "scheduleId" TEXT NOT NULL,
    "occurrence" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "dueAt" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "conversationId" TEXT,
    "messageId" TEXT,
    "invocationId" TEXT,
    "code" TEXT,
    "reason" TEXT,

    PRIMARY KEY ("scheduleId", "occurrence")
);

-- CreateIndex
CREATE INDEX "Schedule_sessionId_createdAt_idx" ON "Schedule"("sessionId", "createdAt");

-- CreateIndex
CREATE INDEX "Schedule_threadId_idx" ON "Schedule"("threadId");

-- CreateIndex
CREATE INDEX "Schedule_status_wakeAt_idx" ON "Schedule"("status", "wakeAt");

-- CreateIndex
CREATE INDEX "ScheduleRun_sessionId_idx" ON "ScheduleRun"("sessionId");



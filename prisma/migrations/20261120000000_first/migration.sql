-- CreateTable
CREATE TABLE "LogMeta" (
    "id" INTEGER NOT NULL PRIMARY KEY DEFAULT 1,
    "epoch" TEXT NOT NULL,
    "commits" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "tenant" TEXT NOT NULL,
    "principalKind" TEXT NOT NULL,
    "principalId" TEXT NOT NULL,
    "roles" TEXT NOT NULL,
    "heldBy" TEXT,
    "createdAt" TEXT NOT NULL,
    "lastUsedAt" TEXT NOT NULL,
    "expiresAt" TEXT NOT NULL,
    "revokedAt" TEXT
);

-- CreateTable
CREATE TABLE "SessionToken" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,
    "lastUsedAt" TEXT NOT NULL,
    "expiresAt" TEXT NOT NULL,
    "revokedAt" TEXT,
    CONSTRAINT "SessionToken_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Conversation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "agentType" TEXT NOT NULL,
    "pillar" TEXT,
    "title" TEXT NOT NULL,
    "current" BOOLEAN NOT NULL,
    "compactedTo" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL,
    "deletedAt" TEXT
);

-- CreateTable
CREATE TABLE "Message" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sessionId" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "agentId" TEXT,
    "invocationId" TEXT,
    "content" TEXT NOT NULL,
    "contentHash" TEXT,
    "view" TEXT,
    "createdAt" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Invocation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "agentId" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "answerMessageId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "owner" TEXT,
    "turn" INTEGER NOT NULL,
    "input" TEXT NOT NULL,
    "code" TEXT,
    "reason" TEXT,
    "usage" TEXT,
    "createdAt" TEXT NOT NULL,
    "startedAt" TEXT,
    "endedAt" TEXT
);

-- CreateTable. Without a rowid, so that one conversation's events lie together and are read in one sweep.
CREATE TABLE "Event" (
    "conversationId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "invocationId" TEXT,
    "messageId" TEXT,
    "agentId" TEXT,
    "attempt" INTEGER,
    "n" INTEGER,
    "payload" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,

    PRIMARY KEY ("conversationId", "seq")
) WITHOUT ROWID;

-- CreateTable
CREATE TABLE "File" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "storedAs" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,
    "deletedAt" TEXT
);

-- CreateTable
CREATE TABLE "Artifact" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "sessionId" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "invocationId" TEXT NOT NULL,
    "pillar" TEXT,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "provenance" TEXT,
    "data" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,

    PRIMARY KEY ("id", "version")
);

-- CreateTable
CREATE TABLE "ConnectionLink" (
    "connectionId" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "agentType" TEXT,
    "pillar" TEXT,
    "door" TEXT NOT NULL,
    "realm" TEXT NOT NULL,
    "linkedAt" TEXT NOT NULL,
    "unlinkedAt" TEXT
);

-- CreateTable
CREATE TABLE "Workflow" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "context" TEXT NOT NULL,
    "createdAt" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" TEXT NOT NULL,
    "tenant" TEXT,
    "sessionId" TEXT,
    "principal" TEXT,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "detail" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "Session_tenant_principalId_idx" ON "Session"("tenant", "principalId");

-- CreateIndex
CREATE INDEX "SessionToken_sessionId_idx" ON "SessionToken"("sessionId");

-- CreateIndex
CREATE INDEX "Conversation_sessionId_agentType_current_idx" ON "Conversation"("sessionId", "agentType", "current");

-- CreateIndex
CREATE UNIQUE INDEX "Message_sessionId_messageId_key" ON "Message"("sessionId", "messageId");

-- CreateIndex
CREATE UNIQUE INDEX "Message_conversationId_seq_key" ON "Message"("conversationId", "seq");

-- CreateIndex
CREATE INDEX "Invocation_conversationId_status_idx" ON "Invocation"("conversationId", "status");

-- CreateIndex
CREATE INDEX "Invocation_status_idx" ON "Invocation"("status");

-- CreateIndex
CREATE INDEX "Invocation_sessionId_createdAt_idx" ON "Invocation"("sessionId", "createdAt");

-- CreateIndex
CREATE INDEX "File_sessionId_createdAt_idx" ON "File"("sessionId", "createdAt");

-- CreateIndex
CREATE INDEX "Artifact_sessionId_createdAt_idx" ON "Artifact"("sessionId", "createdAt");

-- CreateIndex
CREATE INDEX "Artifact_conversationId_key_idx" ON "Artifact"("conversationId", "key");

-- CreateIndex
CREATE INDEX "ConnectionLink_sessionId_agentType_pillar_idx" ON "ConnectionLink"("sessionId", "agentType", "pillar");

-- CreateIndex
CREATE INDEX "Workflow_sessionId_status_idx" ON "Workflow"("sessionId", "status");

-- CreateIndex
CREATE INDEX "AuditEntry_sessionId_id_idx" ON "AuditEntry"("sessionId", "id");

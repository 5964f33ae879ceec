-- A thread is one task of one person: a guide conversation and the liaison conversations that it led to. [H1]
CREATE TABLE "Thread" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "current" BOOLEAN NOT NULL,
    "pinned" BOOLEAN NOT NULL DEFAULT false,
    "archivedAt" TEXT,
    "heldBy" TEXT,
    "made" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TEXT NOT NULL,
    "updatedAt" TEXT NOT NULL
);
CREATE INDEX "Thread_sessionId_current_idx" ON "Thread"("sessionId", "current");
CREATE INDEX "Thread_sessionId_updatedAt_idx" ON "Thread"("sessionId", "updatedAt");

CREATE TABLE "ThreadFile" (
    "threadId" TEXT NOT NULL,
    "fileId" TEXT NOT NULL,

    PRIMARY KEY ("threadId", "fileId")
);
CREATE INDEX "ThreadFile_fileId_idx" ON "ThreadFile"("fileId");

ALTER TABLE "Conversation" ADD COLUMN "threadId" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Conversation" ADD COLUMN "inThread" INTEGER NOT NULL DEFAULT 0;
CREATE INDEX "Conversation_threadId_agentType_idx" ON "Conversation"("threadId", "agentType");

-- A thread that this migration makes has the id of its first conversation. The current conversations of a session are one
-- thread, so that every path leads where it led before.
UPDATE "Conversation" SET "threadId" = (
  SELECT "c"."id" FROM "Conversation" AS "c"
  WHERE "c"."sessionId" = "Conversation"."sessionId" AND "c"."current" = 1 AND "c"."deletedAt" IS NULL
  ORDER BY "c"."agentType" <> 'guide', "c"."createdAt", "c"."id" LIMIT 1
) WHERE "current" = 1 AND "deletedAt" IS NULL;

-- Any other belongs to the conversation that first handed a question to it; a guide's belongs to nobody else's.
UPDATE "Conversation" SET "threadId" = coalesce((
  SELECT "r"."id" FROM "Event" AS "e"
  JOIN "Conversation" AS "r" ON "r"."id" = json_extract("e"."payload", '$.via.conversation_id')
  WHERE "e"."conversationId" = "Conversation"."id" AND "e"."type" = 'user.message'
    AND "r"."sessionId" = "Conversation"."sessionId"
  ORDER BY "e"."seq" LIMIT 1
), "id") WHERE "threadId" = '' AND "agentType" <> 'guide';
UPDATE "Conversation" SET "threadId" = "id" WHERE "threadId" = '';

-- A chain of handoffs has at most three hops.
UPDATE "Conversation" SET "threadId" =
  (SELECT "r"."threadId" FROM "Conversation" AS "r" WHERE "r"."id" = "Conversation"."threadId") WHERE "threadId" <> "id";
UPDATE "Conversation" SET "threadId" =
  (SELECT "r"."threadId" FROM "Conversation" AS "r" WHERE "r"."id" = "Conversation"."threadId") WHERE "threadId" <> "id";
UPDATE "Conversation" SET "threadId" = "id" WHERE NOT EXISTS (
  SELECT 1 FROM "Conversation" AS "r" WHERE "r"."id" = "Conversation"."threadId" AND "r"."threadId" = "r"."id");

INSERT INTO "Thread" ("id", "sessionId", "tenant", "title", "current", "heldBy", "made", "createdAt", "updatedAt")
SELECT "r"."id", "r"."sessionId", "r"."tenant",
  coalesce((SELECT "c"."title" FROM "Conversation" AS "c" WHERE "c"."threadId" = "r"."id" AND "c"."title" <> ''
    ORDER BY "c"."id" <> "r"."id", "c"."createdAt" LIMIT 1), ''),
  "r"."current" = 1 AND "r"."deletedAt" IS NULL,
  CASE WHEN "r"."current" = 1 AND "r"."deletedAt" IS NULL THEN "s"."heldBy" END,
  (SELECT count(*) FROM "Conversation" AS "c" WHERE "c"."threadId" = "r"."id"),
  "r"."createdAt",
  (SELECT max("c"."updatedAt") FROM "Conversation" AS "c" WHERE "c"."threadId" = "r"."id")
FROM "Conversation" AS "r" JOIN "Session" AS "s" ON "s"."id" = "r"."sessionId" WHERE "r"."threadId" = "r"."id";

WITH "numbered"("id", "n") AS (
  SELECT "id", row_number() OVER (PARTITION BY "threadId" ORDER BY "id" <> "threadId", "createdAt", "id") FROM "Conversation"
)
UPDATE "Conversation" SET "inThread" = (SELECT "n" FROM "numbered" WHERE "numbered"."id" = "Conversation"."id");

-- In every thread the newest of each kind is the one that a message to this kind goes to.
UPDATE "Conversation" SET "current" = 1 WHERE "deletedAt" IS NULL
  AND "threadId" NOT IN (SELECT "id" FROM "Thread" WHERE "current" = 1)
  AND "id" = (SELECT "c"."id" FROM "Conversation" AS "c"
    WHERE "c"."threadId" = "Conversation"."threadId" AND "c"."agentType" = "Conversation"."agentType"
      AND "c"."deletedAt" IS NULL
    ORDER BY "c"."updatedAt" DESC, "c"."id" DESC LIMIT 1);

-- The files of the session were in scope everywhere; they stay so in the current thread, and where they were attached.
INSERT OR IGNORE INTO "ThreadFile" ("threadId", "fileId")
SELECT "t"."id", "f"."id" FROM "Thread" AS "t" JOIN "File" AS "f" ON "f"."sessionId" = "t"."sessionId"
WHERE "t"."current" = 1 AND "f"."deletedAt" IS NULL;
INSERT OR IGNORE INTO "ThreadFile" ("threadId", "fileId")
SELECT "c"."threadId", "f"."id" FROM "Conversation" AS "c"
JOIN "Event" AS "e" ON "e"."conversationId" = "c"."id" AND "e"."type" = 'user.message'
JOIN json_each("e"."payload", '$.files') AS "j"
JOIN "File" AS "f" ON "f"."id" = json_extract("j"."value", '$.file_uuid') AND "f"."sessionId" = "c"."sessionId"
WHERE "f"."deletedAt" IS NULL;

ALTER TABLE "Session" DROP COLUMN "heldBy";

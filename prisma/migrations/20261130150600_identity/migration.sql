-- AlterTable
ALTER TABLE "SessionToken" ADD COLUMN "endsBy" TEXT;

-- AlterTable
ALTER TABLE "Invocation" ADD COLUMN "tenant" TEXT NOT NULL DEFAULT 'local';
UPDATE "Invocation" SET "tenant" = coalesce(
    (SELECT "tenant" FROM "Conversation" WHERE "Conversation"."id" = "Invocation"."conversationId"), 'local');

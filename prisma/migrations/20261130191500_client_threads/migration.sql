-- AlterTable
ALTER TABLE "Conversation" ADD COLUMN "thread" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "Conversation_sessionId_agentType_thread_key" ON "Conversation"("sessionId", "agentType", "thread");

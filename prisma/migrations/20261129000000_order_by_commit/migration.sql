-- AlterTable
ALTER TABLE "Invocation" ADD COLUMN "askedIn" INTEGER;
ALTER TABLE "Invocation" ADD COLUMN "begunIn" INTEGER;
ALTER TABLE "Invocation" ADD COLUMN "endedIn" INTEGER;

-- AlterTable
ALTER TABLE "Artifact" ADD COLUMN "madeIn" INTEGER;

-- DropIndex
DROP INDEX "Invocation_sessionId_createdAt_idx";

-- DropIndex
DROP INDEX "Artifact_sessionId_createdAt_idx";

-- CreateIndex
CREATE INDEX "Invocation_sessionId_askedIn_idx" ON "Invocation"("sessionId", "askedIn");

-- CreateIndex
CREATE INDEX "Artifact_sessionId_madeIn_idx" ON "Artifact"("sessionId", "madeIn");

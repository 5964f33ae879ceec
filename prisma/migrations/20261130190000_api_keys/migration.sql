-- AlterTable
ALTER TABLE "SessionToken" ADD COLUMN "keyId" TEXT;
ALTER TABLE "SessionToken" ADD COLUMN "name" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "SessionToken_keyId_key" ON "SessionToken"("keyId");

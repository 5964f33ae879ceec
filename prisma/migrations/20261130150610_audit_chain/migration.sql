-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN "class" TEXT;
ALTER TABLE "AuditEntry" ADD COLUMN "n" INTEGER;
ALTER TABLE "AuditEntry" ADD COLUMN "hash" TEXT;

-- CreateTable
CREATE TABLE "AuditChain" (
    "class" TEXT NOT NULL PRIMARY KEY,
    "firstN" INTEGER NOT NULL,
    "before" TEXT NOT NULL,
    "lastN" INTEGER NOT NULL,
    "lastHash" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "AuditEntry_class_n_idx" ON "AuditEntry"("class", "n");

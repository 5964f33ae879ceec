-- AlterTable
ALTER TABLE "LogMeta" ADD COLUMN "owner" TEXT;
ALTER TABLE "LogMeta" ADD COLUMN "restored" BOOLEAN NOT NULL DEFAULT false;

-- Whether an older log was ever restored is not recorded: treat it as restored, so that no bare number goes on wrongly.
UPDATE "LogMeta" SET "restored" = true;

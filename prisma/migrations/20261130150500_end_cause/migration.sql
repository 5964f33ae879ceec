-- AlterTable
ALTER TABLE "Invocation" ADD COLUMN "cause" TEXT;

-- AlterTable
ALTER TABLE "File" ADD COLUMN "reading" TEXT;

-- How far the slices of a deletion have come, where the rows that are left do not say it.
ALTER TABLE "ErasedRest" ADD COLUMN "place" TEXT;

ALTER TABLE "Session" ADD COLUMN "origin" TEXT;
ALTER TABLE "Session" ADD COLUMN "bytes" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Message" ADD COLUMN "bytes" INTEGER NOT NULL DEFAULT 0;
CREATE TABLE "StorageUse" (
    "scope" TEXT NOT NULL PRIMARY KEY,
    "bytes" INTEGER NOT NULL
);
UPDATE "Message" SET "bytes" = octet_length("content");

-- What a session keeps: its messages, its files, its results. Triggers, so that whatever deletes a row frees its bytes.
CREATE TRIGGER "Message_kept" AFTER INSERT ON "Message" WHEN NEW."bytes" > 0 BEGIN
    UPDATE "Session" SET "bytes" = "bytes" + NEW."bytes" WHERE "id" = NEW."sessionId";
END;
CREATE TRIGGER "Message_grown" AFTER UPDATE OF "bytes" ON "Message" BEGIN
    UPDATE "Session" SET "bytes" = "bytes" + NEW."bytes" - OLD."bytes" WHERE "id" = NEW."sessionId";
END;
CREATE TRIGGER "Message_freed" AFTER DELETE ON "Message" WHEN OLD."bytes" > 0 BEGIN
    UPDATE "Session" SET "bytes" = "bytes" - OLD."bytes" WHERE "id" = OLD."sessionId";
END;
CREATE TRIGGER "File_kept" AFTER INSERT ON "File" WHEN NEW."deletedAt" IS NULL BEGIN
    UPDATE "Session" SET "bytes" = "bytes" + NEW."size" WHERE "id" = NEW."sessionId";
END;
CREATE TRIGGER "File_given_up" AFTER UPDATE OF "deletedAt" ON "File"
WHEN OLD."deletedAt" IS NULL AND NEW."deletedAt" IS NOT NULL BEGIN
    UPDATE "Session" SET "bytes" = "bytes" - OLD."size" WHERE "id" = OLD."sessionId";
END;
CREATE TRIGGER "File_freed" AFTER DELETE ON "File" WHEN OLD."deletedAt" IS NULL BEGIN
    UPDATE "Session" SET "bytes" = "bytes" - OLD."size" WHERE "id" = OLD."sessionId";
END;
CREATE TRIGGER "Artifact_kept" AFTER INSERT ON "Artifact" BEGIN
    UPDATE "Session" SET "bytes" = "bytes" + octet_length(NEW."data") WHERE "id" = NEW."sessionId";
END;
CREATE TRIGGER "Artifact_freed" AFTER DELETE ON "Artifact" BEGIN
    UPDATE "Session" SET "bytes" = "bytes" - octet_length(OLD."data") WHERE "id" = OLD."sessionId";
END;

-- The same by principal, by the address that a guest came from, and by the tenant of a user.
CREATE TRIGGER "Session_bytes" AFTER UPDATE OF "bytes" ON "Session" WHEN NEW."bytes" <> OLD."bytes" BEGIN
    INSERT INTO "StorageUse" ("scope", "bytes")
    VALUES ('principal ' || NEW."tenant" || ' ' || NEW."principalId", NEW."bytes" - OLD."bytes")
    ON CONFLICT ("scope") DO UPDATE SET "bytes" = "bytes" + excluded."bytes";
    INSERT INTO "StorageUse" ("scope", "bytes")
    VALUES (CASE NEW."principalKind" WHEN 'guest' THEN coalesce('address ' || NEW."origin", 'session ' || NEW."id")
        ELSE 'tenant ' || NEW."tenant" END, NEW."bytes" - OLD."bytes")
    ON CONFLICT ("scope") DO UPDATE SET "bytes" = "bytes" + excluded."bytes";
END;
CREATE TRIGGER "Session_freed" AFTER DELETE ON "Session" BEGIN
    UPDATE "StorageUse" SET "bytes" = "bytes" - OLD."bytes" WHERE "scope" IN (
        'principal ' || OLD."tenant" || ' ' || OLD."principalId",
        CASE OLD."principalKind" WHEN 'guest' THEN coalesce('address ' || OLD."origin", 'session ' || OLD."id")
            ELSE 'tenant ' || OLD."tenant" END);
    DELETE FROM "StorageUse" WHERE "scope" = 'principal ' || OLD."tenant" || ' ' || OLD."principalId" AND "bytes" <= 0;
END;

UPDATE "Session" SET "bytes" =
    (SELECT coalesce(sum("bytes"), 0) FROM "Message" WHERE "sessionId" = "Session"."id")
  + (SELECT coalesce(sum("size"), 0) FROM "File" WHERE "sessionId" = "Session"."id" AND "deletedAt" IS NULL)
  + (SELECT coalesce(sum(octet_length("data")), 0) FROM "Artifact" WHERE "sessionId" = "Session"."id");

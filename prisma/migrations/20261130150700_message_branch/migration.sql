-- Where the history of an edited message ends: before the message whose place it takes. [E5]
ALTER TABLE "Message" ADD COLUMN "branchedAt" INTEGER;

UPDATE "Message" SET "branchedAt" = (
  SELECT "r"."seq" FROM "Message" AS "r"
  WHERE "r"."sessionId" = "Message"."sessionId" AND "r"."messageId" = json_extract("Message"."view", '$.replaces')
) WHERE "role" = 'user' AND "view" IS NOT NULL AND json_extract("view", '$.replaces') IS NOT NULL;

-- An edit of an edit goes back to where the first one began.
WITH RECURSIVE "walk"("id", "conversationId", "at") AS (
  SELECT "id", "conversationId", "branchedAt" FROM "Message" WHERE "branchedAt" IS NOT NULL
  UNION ALL
  SELECT "walk"."id", "walk"."conversationId", "r"."branchedAt" FROM "walk"
  JOIN "Message" AS "r" ON "r"."conversationId" = "walk"."conversationId" AND "r"."seq" = "walk"."at"
  WHERE "r"."branchedAt" IS NOT NULL
)
UPDATE "Message" SET "branchedAt" = (SELECT min("at") FROM "walk" WHERE "walk"."id" = "Message"."id")
WHERE "branchedAt" IS NOT NULL;

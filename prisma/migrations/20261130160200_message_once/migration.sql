-- A person's message is kept once, in the event that says it.
UPDATE "Invocation" SET "input" = json_remove("input", '$.text')
WHERE json_extract("input", '$.text') IS NOT NULL AND EXISTS (
    SELECT 1 FROM "Message" AS m JOIN "Event" AS e ON e."conversationId" = m."conversationId" AND e."seq" = m."seq"
    WHERE m."sessionId" = "Invocation"."sessionId" AND m."messageId" = "Invocation"."messageId"
      AND e."type" = 'user.message');
UPDATE "Message" SET "content" = '', "view" = NULL
WHERE "role" = 'user' AND EXISTS (
    SELECT 1 FROM "Event" AS e WHERE e."conversationId" = "Message"."conversationId" AND e."seq" = "Message"."seq"
      AND e."type" = 'user.message');

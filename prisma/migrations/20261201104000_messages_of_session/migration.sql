-- A search reads the messages of a session page by page, newest first. [L10]
CREATE INDEX "Message_sessionId_idx" ON "Message"("sessionId");

-- CreateTable
CREATE TABLE "ErasedRest" (
    "owner" TEXT NOT NULL,
    "id" TEXT NOT NULL,

    PRIMARY KEY ("owner", "id")
);

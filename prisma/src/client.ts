// Owns the typed client. It speaks over the shared connection, so there is one client and one writer for a file.
import { PrismaClient } from './generated/client.ts'
import type { SharedSqlite } from './sqlite-adapter.ts'

export type { Prisma, PrismaClient } from './generated/client.ts'

export const openClient = (sqlite: SharedSqlite): PrismaClient => new PrismaClient({ adapter: sqlite })

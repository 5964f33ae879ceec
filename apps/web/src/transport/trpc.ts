// The typed tRPC client. The router is imported as a type, never as a value. [P3]
import type { ExperienceRouter } from '@biplane/contracts/experience-router'
import { createTRPCReact } from '@trpc/react-query'

export const trpc = createTRPCReact<ExperienceRouter>()

/** Calls without React: what the rooms below the page are handed. */
export type ExperienceClient = ReturnType<typeof trpc.createClient>

// What chat, transports and metrics may ask of the store: reads. Their writes go through the services that the platform
// gateway grants.
import type { LogReader } from './log-reader.ts'
import type { QueryInput, QueryName, QueryOutput } from './queries.ts'

type Reads = 'find' | 'get' | 'list' | 'count' | 'search' | 'is'
/** Queries whose name says that they only read. */
export type ReadName = Extract<
  QueryName,
  `${Reads}${string}` | 'auditAfter' | 'invocationOfMessage' | 'lastMessageAsked'
>

export interface StoreReads {
  readonly epoch: string
  readonly reader: LogReader
  /** Requests that wait for the writer thread. */
  readonly waiting: number
  query<N extends ReadName>(name: N, input: QueryInput<N>): Promise<QueryOutput<N>>
  /** Whether a group can be committed at this moment. */
  writable(): Promise<boolean>
}

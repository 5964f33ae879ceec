// Guests of a workload, and the responses of the load process.
import { z } from 'zod'
import type { BenchProcess } from '../bench-process.ts'

const people = z.array(z.object({ token: z.string(), conversationId: z.string() }))
export type Person = z.output<typeof people>[number]

/** Guests with a conversation each. */
export const guestsOf = async (load: BenchProcess, url: string, count: number): Promise<Person[]> =>
  people.parse(await load.ask('guests', { url, count }))

/** A reader of a baseline, which has no accounts. */
export const NOBODY: Person = { token: '', conversationId: '' }
export const nobodies = (count: number): Person[] => Array<Person>(count).fill(NOBODY)

const address = z.object({ url: z.string() })

export const addressOf = async (server: BenchProcess): Promise<string> => address.parse(await server.ask('address')).url

export async function send(url: string, { token }: Person, message: string): Promise<void> {
  const response = await fetch(`${url}/api/chat/guide`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message }),
  })
  if (response.status !== 202) throw new Error(`a send was answered with ${response.status}: ${await response.text()}`)
}

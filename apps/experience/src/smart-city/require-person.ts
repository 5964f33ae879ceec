// Refuses API keys where a whole principal is concerned, or a credential is made. [D1.14]
import type { Caller } from '@biplane/contracts/experience-router'
import { Refusal } from '@biplane/contracts/refusal'

/** @throws FORBIDDEN to an API key */
export function requirePerson({ api_key }: Caller): void {
  if (api_key !== undefined) throw new Refusal('FORBIDDEN', 'An API key cannot do this: use a session token.')
}

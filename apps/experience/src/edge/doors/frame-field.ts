// Finds the id in a rejected frame, so that the error can name it. Validates nothing.
import { LIMITS } from '@biplane/contracts/vocabulary/limits'

/** The text at this place, where there is one that may be an id. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  let found = value
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined
    found = Reflect.get(found, key)
  }
  if (typeof found !== 'string' || found === '' || found.length > LIMITS.messageIdChars) return undefined
  return found.isWellFormed() ? found : undefined
}

// Reads environment variables with one schema. An invalid value stops the start and names the variable, never its
// value.
import { z } from 'zod'

/** Stops the start. The message is for the person who set the variable. */
export class BadConfiguration extends Error {
  constructor(problems: string[]) {
    super(`the configuration is not usable:\n${problems.map((p) => `  ${p}`).join('\n')}`)
    this.name = 'BadConfiguration'
  }
}

/**
 * Parses the named variables. An empty one counts as absent. No value is ever repeated in the message: it may be a secret.
 * @throws BadConfiguration
 */
export function readEnvironment<S extends z.ZodObject>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new BadConfiguration(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
}

/** A TCP port; 0 lets the system choose one. */
export const port = (preset: number) => z.coerce.number().int().min(0).max(65_535).default(preset)

export const flag = (preset: boolean) =>
  z
    .enum(['true', 'false', '1', '0'], 'is true or false')
    .transform((text) => text === 'true' || text === '1')
    .default(preset)

/** A flag whose absence means something of its own. */
export const optionalFlag = () =>
  z
    .enum(['true', 'false', '1', '0'], 'is true or false')
    .transform((text) => text === 'true' || text === '1')
    .optional()

/** Comma-separated; spaces around the entries are dropped. */
export const list = () =>
  z.string().transform((text) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  )

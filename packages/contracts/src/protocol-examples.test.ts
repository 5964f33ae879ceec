// Parses every example of PROTOCOL.md with the schema that its code fence names.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import * as agentEvents from './wire/agent-events.ts'
import * as commands from './wire/commands.ts'
import * as envelope from './wire/envelope-frames.ts'
import * as events from './wire/events.ts'
import * as fileReading from './wire/file-reading.ts'
import * as http from './wire/http.ts'
import * as processArtifacts from './wire/process-artifacts.ts'
import * as runtimeAgent from './wire/runtime-agent-frames.ts'
import * as schedules from './wire/schedules.ts'
import * as standard from './wire/standard-message.ts'
import * as threads from './wire/threads.ts'

const PROTOCOL = readFileSync(path.join(import.meta.dirname, '../PROTOCOL.md'), 'utf8')
const MODULES = [
  agentEvents,
  commands,
  envelope,
  events,
  fileReading,
  http,
  processArtifacts,
  runtimeAgent,
  schedules,
  standard,
  threads,
]
const SCHEMAS = new Map(MODULES.flatMap((module) => Object.entries(module)))

/** Every ```json block: the name behind it (empty for a body that has no schema) and its text. */
const examples = PROTOCOL.split('\n```json')
  .slice(1)
  .map((rest) => {
    const [name = '', ...lines] = rest.split('\n')
    return { name: name.trim(), text: lines.join('\n').split('\n```')[0] ?? '' }
  })

/** `### D1 …` of the transports, and every other section that has rules. */
const groups = PROTOCOL.split(/\n#{2,3} /)
  .slice(1)
  .map((section) => ({ title: section.split('\n')[0] ?? '', section }))
  .filter(({ title, section }) => section.includes('\n- **[') && title !== 'Laws' && title !== 'Refusals')

describe('examples of PROTOCOL.md', () => {
  test.each(examples)('$name: parses', ({ name, text }) => {
    const value: unknown = JSON.parse(text)
    if (name === '') return
    const schema = SCHEMAS.get(name)
    expect(schema, name).toBeInstanceOf(z.ZodType)
    if (schema instanceof z.ZodType) expect(schema.safeParse(value).error).toBeUndefined()
  })

  test.each(groups)('$title has one', ({ section }) => {
    expect(section).toContain('```json')
  })
})

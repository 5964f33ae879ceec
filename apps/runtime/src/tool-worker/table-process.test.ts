import { existsSync } from 'node:fs'
import { Refusal } from '@biplane/contracts/refusal'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readFileTool } from '../tables/read-file-tool.ts'
import { madeFile } from '../tools/made-file.test-support.ts'
import type { CallNote, ToolWorkerOptions, ToolWorkers } from './tool-workers.ts'
import { openToolWorkers } from './worker-scheduler.ts'

const opened: ToolWorkers[] = []

const processes = (options: ToolWorkerOptions = {}): ToolWorkers => {
  const toolWorkers = openToolWorkers({ workers: 1, ...options })
  opened.push(toolWorkers)
  return toolWorkers
}

afterEach(async () => {
  for (const toolWorkers of opened.splice(0)) await toolWorkers.close()
})

const never = () => new AbortController().signal

const onWorkers = (name: string, text: string) => {
  const { bytes, ...facts } = madeFile(name, text)
  const file = {
    facts,
    reads: 0,
    read: async () => {
      file.reads++
      return bytes
    },
  }
  return file
}

const refusalOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Refusal)) throw new Error(`not refused: ${String(error)}`)
  return error.refusal
}

const FIXTURE = new URL('./endless-query.fixture.mjs', import.meta.url)
const countCalls = { name: 'calls', version: '1', args: z.string(), result: z.number(), run: async () => 0 }

describe('the process of the table engine', () => {
  test('reads a file that is fetched once', async () => {
    const notes: CallNote[] = []
    const toolWorkers = processes({ note: (note) => notes.push(note) })
    const file = onWorkers('tickets.csv', 'ticket_id,minutes\nT1,5\nT2,7\n')
    const { reading } = await toolWorkers.run(readFileTool, {}, { file, signal: never() })
    const again = await toolWorkers.run(readFileTool, {}, { file, signal: never() })
    expect(reading).toMatchObject({ rows: 2, row_noun: { one: 'ticket', many: 'tickets' } })
    expect(again.reading).toEqual(reading)
    expect(file.reads).toBe(1)
    expect(new Set(notes.map((note) => note.process)).size).toBe(1)
  })

  test('reads the same bytes again as a person corrected it', async () => {
    const toolWorkers = processes()
    const file = onWorkers('a.csv', 'day,n\n03/04/2026,1\n05/04/2026,2\n')
    const signal = never()
    const corrected = {
      ...file,
      facts: { ...file.facts, reading: { columns: [{ name: 'day', date_format: 'M/D/YYYY' }] } },
    }
    const first = await toolWorkers.run(readFileTool, {}, { file, signal })
    const second = await toolWorkers.run(readFileTool, {}, { file: corrected, signal })
    expect(first.reading.columns[0]).toMatchObject({ min: '2026-04-03', date_format: { confidence: 'ambiguous' } })
    expect(second.reading.columns[0]).toMatchObject({ min: '2026-03-04', date_format: { confidence: 'corrected' } })
  })

  test('is killed at the deadline in the middle of a query, and opened again', async () => {
    const toolWorkers = processes({ entry: FIXTURE, callMs: 1_500, processorMs: () => null, graceMs: 10 })
    const [file, other] = [onWorkers('a.csv', 'a\n1\n'), onWorkers('b.csv', 'b\n1\n')]
    expect(await refusalOf(toolWorkers.run(countCalls, 'stick', { file, signal: never() }))).toBe('AGENT_FAILED')
    expect(await toolWorkers.run(countCalls, 'go', { file: other, signal: never() })).toBe(1)
  })

  test('refuses its call when it dies, and is opened again', async () => {
    const toolWorkers = processes({ entry: FIXTURE })
    const [file, other] = [onWorkers('a.csv', 'a\n1\n'), onWorkers('b.csv', 'b\n1\n')]
    expect(await refusalOf(toolWorkers.run(countCalls, 'die', { file, signal: never() }))).toBe('AGENT_FAILED')
    expect(await toolWorkers.run(countCalls, 'go', { file: other, signal: never() })).toBe(1)
  })

  test('leaves no file behind when it is closed', async () => {
    const toolWorkers = processes()
    let saved = ''
    const file = onWorkers('a.csv', 'a\n1\n')
    const spy = {
      facts: file.facts,
      read: file.read,
      save: async (path: string) => {
        saved = path
        const { writeFile } = await import('node:fs/promises')
        await writeFile(path, await file.read())
      },
    }
    await toolWorkers.run(readFileTool, {}, { file: spy, signal: never() })
    expect(existsSync(saved.replace(/files.*$/, ''))).toBe(true)
    await toolWorkers.close()
    expect(existsSync(saved.replace(/files.*$/, ''))).toBe(false)
  })
})

import { PILLAR_NAMES } from '@biplane/contracts/vocabulary/pillars'
import { invocationFile } from '@biplane/contracts/wire/agent-events'
import { expect, test } from 'vitest'
import { INTRODUCTIONS } from '../pillars/introductions.ts'
import { TOOLS } from '../pillars/tools.ts'
import { madeFile } from '../tools/made-file.test-support.ts'
import { MODEL_TOOLS, toolsOf } from './model-tools.ts'

const { bytes: _, ...facts } = madeFile('a.csv', 'a\n1\n', 'text/csv')
const files = new Map([['file-1', invocationFile.parse({ ...facts, url: 'http://127.0.0.1/file' })]])

test('every tool that a model may call is one that the worker runs, offered once, with a name that providers take', () => {
  const names = MODEL_TOOLS.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) {
    expect(TOOLS.has(name), name).toBe(true)
    expect(name.replaceAll('.', '__')).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
    expect(name).not.toContain('__')
  }
})

test('every schema is a closed object of a file by its handle and the arguments of the tool', () => {
  for (const tool of MODEL_TOOLS) {
    const { schema, description } = tool.offer(files)
    expect(schema, tool.name).toMatchObject({
      type: 'object',
      required: ['file', 'args'],
      additionalProperties: false,
      properties: { file: { type: 'string', enum: ['file-1'] }, args: { type: 'object' } },
    })
    expect(description.length).toBeGreaterThan(20)
  }
})

test('[SECURITY 28] a pillar has its own tools, and a guide has none', () => {
  for (const pillar of PILLAR_NAMES) expect(toolsOf(pillar).length).toBeGreaterThan(1)
  expect(toolsOf('content').map(({ name }) => name)).not.toContain('insights.ask')
  expect(toolsOf(null)).toEqual([])
})

test('[SECURITY 28] lists every tool that a pillar asks for', () => {
  const listed = MODEL_TOOLS.map(({ name }) => name)
  for (const pillar of PILLAR_NAMES)
    expect(listed).toEqual(expect.arrayContaining([...INTRODUCTIONS[pillar].modelTools]))
})

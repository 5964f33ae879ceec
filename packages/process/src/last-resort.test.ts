import { spawn } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'

/** Five processes begin at once, on a machine that may be busy. */
const PATIENCE_MS = 60_000

/** A process of its own that breaks in this way: how it ended, and its log lines. */
function broken(way: string): Promise<{ code: number | null; lines: { level: string; msg: string }[]; text: string }> {
  const fixture = path.join(import.meta.dirname, 'last-resort.fixture.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', fixture, way], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += String(chunk)
  })
  return new Promise((resolve) =>
    child.once('close', (code) => {
      const lines = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
      resolve({ code, lines, text })
    }),
  )
}

test.concurrent.each([
  ['thrown', 1, ['nobody caught this']],
  ['rejected', 1, ['nobody awaited this']],
  ['asked', 0, []],
  ['asked, and closing fails', 1, ['closing failed']],
  ['asked, and closing never ends', 1, ['closing took too long']],
])(
  '[SECURITY 17] %s: the process ends with %i, and its log has the cause without its secrets',
  async (way, code, causes) => {
    const end = await broken(way)
    const errors = end.lines.filter(({ level }) => level === 'error')
    expect([end.code, errors.map(({ msg }) => msg)]).toEqual([code, causes])
    if (!way.endsWith('ends') && code === 1) expect(end.text).toContain('planted')
    expect(end.text).not.toContain('canary')
  },
  PATIENCE_MS,
)

// Detects the type of an attached file as the first visible step.
import type { InvocationFile } from '@biplane/contracts/wire/agent-events'
import { detectTool } from '../tools/detect.ts'
import { shownName } from '../tools/shown-text.ts'
import type { ToolRunner } from './tool-runner.ts'

/** @throws what the tool refuses: UNSUPPORTED_FILE, TOO_LARGE */
export function detectFile(file: InvocationFile, runner: ToolRunner) {
  const name = shownName(file.name)
  return runner.use({
    tool: detectTool,
    args: {},
    file,
    doing: `Finding out what ${name} is`,
    done: ({ label }) => `${name} is ${label}`,
  })
}

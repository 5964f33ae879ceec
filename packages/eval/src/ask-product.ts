// Puts questions to the insights liaison as a conversation does: with the file and what was said before, without a network.
import { ask, openAgentBench, type Said } from '@biplane/runtime/agents/agent-probe'
import { insightsLiaison } from '@biplane/runtime/agents/liaison-insights'
import { madeFile } from '@biplane/runtime/tools/made-file'

export interface AskedFile {
  name: string
  mime: string
  bytes: Uint8Array
}

export interface Product {
  ask(file: AskedFile, text: string, earlier: readonly string[]): Promise<Said>
  close(): Promise<void>
}

export function openProduct(): Product {
  const tools = openAgentBench()
  return {
    // What the assistant said between the questions is not sent along: follow-ups rest on the person's own words.
    ask: ({ name, bytes, mime }, text, earlier) =>
      ask(insightsLiaison, tools, {
        text,
        files: [madeFile(name, bytes, mime)],
        history: earlier.map((content) => ({ role: 'user', content })),
      }),
    close: () => tools.close(),
  }
}

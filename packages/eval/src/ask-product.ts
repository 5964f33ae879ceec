// Puts questions to the insights liaison as a conversation does: with the file and the conversation so far, without a network.
import { Refusal } from '@biplane/contracts/refusal'
import { ask, openAgentWorkers, type Said } from '@biplane/runtime/agents/agent-probe.test-support'
import { insightsLiaison } from '@biplane/runtime/pillars/insights/liaison-insights'
import { madeFile } from '@biplane/runtime/tools/made-file.test-support'

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
  const tools = openAgentWorkers()
  return {
    ask: async ({ name, bytes, mime }, text, earlier) => {
      try {
        // What the assistant said between the questions is not sent along: follow-ups rest on the person's own words.
        const history = earlier.map((content) => ({ role: 'user' as const, content }))
        return await ask(insightsLiaison, tools, { text, files: [madeFile(name, bytes, mime)], history })
      } catch (error) {
        // A failed run shows its reason and no answer.
        if (error instanceof Refusal) return { events: [], text: `Failed: ${error.message}` }
        throw error
      }
    },
    close: () => tools.close(),
  }
}

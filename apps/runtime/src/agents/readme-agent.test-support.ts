// The agent that docs/agents.md shows; a test compares the two and runs it. Not part of the product.
import { defineAgent, speak } from '../engine/define-agent.ts'

export const tally = defineAgent({
  id: 'guide.tally',
  title: 'Word counter',
  recovery: 'exact', // the same message always gives the same events
  skills: ['Counts the words of what you say.'],
  async *run(input, context) {
    const words = input.text.split(/\s+/).filter((word) => word !== '').length
    yield* speak(`That is ${words} words, with ${input.files?.length ?? 0} files.`, context)
    return { input_tokens: 0, output_tokens: 0, tool_calls: 0, model: null }
  },
})

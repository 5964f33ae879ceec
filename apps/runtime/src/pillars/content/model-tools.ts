// Tools of this pillar that a model may call.
import { modelTool } from '../../agents/model-tool.ts'
import { searchTool } from './search.ts'
import { personalDataTool } from './tools/personal-data-tool.ts'

export const modelTools = [
  modelTool(searchTool, {
    description: 'Finds the passages of a document that answer a question, with quotes and their lines.',
  }),
  modelTool(personalDataTool, {
    description:
      'Personal data in a file: e-mail addresses, phone numbers, IBANs, card numbers, with where they stand.',
  }),
]

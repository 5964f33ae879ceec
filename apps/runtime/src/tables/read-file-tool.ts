// The tool that says how a file is read as a table, for people who want to see it and correct it.
import { fileReading } from '@biplane/contracts/wire/file-reading'
import { z } from 'zod'
import { defineTableTool } from '../tools/define-tool.ts'

export const readFileTool = defineTableTool({
  name: 'tables.read',
  version: '1',
  args: z.strictObject({}),
  result: z.object({ reading: fileReading }),
  async run(_, file, __, tables) {
    const { reading } = await tables.open(file, file.reading)
    return { reading }
  },
})

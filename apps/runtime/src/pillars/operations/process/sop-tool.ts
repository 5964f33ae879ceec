// The tool that writes a workflow down as a procedure: from a diagram, or from words into their regular form.
import { isDeepStrictEqual } from 'node:util'
import { sopBody } from '@biplane/contracts/wire/process-artifacts'
import { z } from 'zod'
import { artifactKey, sopDraft } from '../../../tools/artifact-shapes.ts'
import { defineTool } from '../../../tools/define-tool.ts'
import { counted } from '../../../tools/shown-text.ts'
import { openProcess, processProvenance } from './process-file.ts'
import { readSop } from './read-sop.ts'
import { stepsOf } from './workflow-graph.ts'
import { writeSop } from './write-sop.ts'

const TOOL = { name: 'operations.sop', version: '1' }

export const sopTool = defineTool({
  ...TOOL,
  args: z.strictObject({
    /** Where the questions stand when the text comes from answers. */
    wizard: sopBody.shape.wizard.default(null),
  }),
  result: z.object({ artifact: sopDraft }),
  async run({ wizard }, file) {
    const { model, length, form } = await openProcess(file)
    const markdown = writeSop(model)
    return {
      artifact: {
        kind: 'sop' as const,
        key: artifactKey('sop', file.file_uuid),
        title: `Procedure: ${model.title}`.slice(0, 200),
        summary: `${counted(stepsOf(model).length, 'step')}${wizard ? ', still being written' : ''}`,
        provenance: processProvenance(TOOL, file, {
          rows: length,
          expression:
            form === 'diagram' ? 'every shape of the diagram, written down' : 'every step, written in its regular form',
          steps: [
            { label: 'Sections', expression: 'parts of the procedure', result: String(model.sections.length) },
            { label: 'Steps', expression: 'shapes or items', result: String(model.steps.length) },
          ],
        }),
        data: { markdown, model, same: isDeepStrictEqual(readSop(markdown)?.model, model), changes: [], wizard },
      },
    }
  },
})

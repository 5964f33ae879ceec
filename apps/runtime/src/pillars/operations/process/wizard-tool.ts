// Tool that applies one answer to an open question and returns the next draft.
import { sopBody } from '@biplane/contracts/wire/process-artifacts'
import { z } from 'zod'
import { artifactKey, sopDraft } from '../../../tools/artifact-shapes.ts'
import { defineTool } from '../../../tools/define-tool.ts'
import { counted } from '../../../tools/shown-text.ts'
import { processProvenance } from './process-file.ts'
import { readSop } from './read-sop.ts'
import { answer, FIRST, written } from './wizard.ts'
import { writeSop } from './write-sop.ts'

const TOOL = { name: 'operations.wizard', version: '1' }

export const wizardTool = defineTool({
  ...TOOL,
  args: z.strictObject({
    /** Where the questions stand; `null` to begin. The file is the answer in the person's words. */
    wizard: sopBody.shape.wizard,
  }),
  result: z.object({
    artifact: sopDraft,
    outcome: z.enum(['next', 'again', 'finished']),
    /** Why the answer could not be taken; empty when it was. */
    why: z.string(),
    state: sopBody.shape.wizard.unwrap(),
  }),
  async run({ wizard }, file) {
    const said = file.content.text()?.text ?? ''
    const answered = wizard ? answer(wizard, said) : ({ kind: 'next', wizard: FIRST } as const)
    const state = answered.wizard
    const markdown = written(state.answers)
    const model = readSop(markdown)?.model ?? {
      title: state.answers.title || 'New procedure',
      roles: [],
      sections: [],
      steps: [],
      total_time: null,
      notes: [],
    }
    const finished = answered.kind === 'finished'
    return {
      outcome: answered.kind,
      why: answered.kind === 'again' ? answered.why : '',
      state,
      artifact: {
        kind: 'sop' as const,
        key: artifactKey('sop', file.file_uuid),
        title: `Procedure: ${model.title}`.slice(0, 200),
        summary: `${counted(model.steps.length, 'step')}${finished ? '' : ', still being written'}`,
        provenance: processProvenance(TOOL, file, {
          rows: state.answers.steps.length,
          expression: 'your answers, one after the other',
          steps: Object.entries(state.answers).map(([name, value]) => ({
            label: name,
            expression: 'answered',
            result: Array.isArray(value)
              ? String(value.length)
              : value === ''
                ? 'skipped or open'
                : value.slice(0, 200),
          })),
        }),
        data: { markdown: finished ? writeSop(model) : markdown, model, changes: [], wizard: finished ? null : state },
      },
    }
  },
})

// Tool that proposes which steps people and machines do, and the resulting procedure.
import { z } from 'zod'
import { artifactKey, coexistenceDraft, sopDraft } from '../../../tools/artifact-shapes.ts'
import { defineTool } from '../../../tools/define-tool.ts'
import { counted } from '../../../tools/shown-text.ts'
import { scoreCoexistence } from './coexistence.ts'
import { futureState } from './future-state.ts'
import { openProcess, processProvenance } from './process-file.ts'
import { writeSop } from './write-sop.ts'

const TOOL = { name: 'operations.coexistence', version: '1' }

export const coexistenceTool = defineTool({
  ...TOOL,
  args: z.strictObject({}),
  result: z.object({ scores: coexistenceDraft, future: sopDraft }),
  async run(_args, file) {
    const { model, length } = await openProcess(file)
    const data = scoreCoexistence(model)
    const { human, assisted, automated } = data.counts
    const future = futureState(model, data)
    const provenance = processProvenance(TOOL, file, {
      rows: length,
      expression:
        'weighted mean of routine 30, data 25, risk 20, contact 15, exactness 10; automated from 70, assisted from 45',
      steps: data.steps.map(({ id, score, mode, parts, held }) => ({
        label: id,
        expression: parts.map((part) => `${part.name} ${part.score}×${part.weight}`).join(' + '),
        result: `${score}: ${mode}${held === null ? '' : ` (${held})`}`,
      })),
    })
    return {
      scores: {
        kind: 'coexistence' as const,
        key: artifactKey('coexistence', file.file_uuid),
        title: `People and machines: ${model.title}`.slice(0, 200),
        summary: `${automated} automated, ${assisted} assisted, ${human} human`,
        provenance,
        data,
      },
      future: {
        kind: 'sop' as const,
        key: artifactKey('future', file.file_uuid),
        title: `Future state: ${model.title}`.slice(0, 200),
        summary: counted(future.changes.length, 'changed step'),
        provenance,
        data: { markdown: writeSop(future.model), model: future.model, changes: future.changes, wizard: null },
      },
    }
  },
})

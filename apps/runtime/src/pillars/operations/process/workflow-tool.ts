// The tool that turns a procedure or a diagram into a workflow, draws it, and says what is wrong with it.
import { jsonBytes } from '@biplane/process/json-bytes'
import { z } from 'zod'
import { artifactKey, lintReportDraft, ROW_BYTES, workflowDraft } from '../../../tools/artifact-shapes.ts'
import { defineTool } from '../../../tools/define-tool.ts'
import { counted } from '../../../tools/shown-text.ts'
import { lint } from './lint.ts'
import { openProcess, processProvenance } from './process-file.ts'
import { graphOf, ownersOf, stepsOf } from './workflow-graph.ts'
import { toMermaid } from './workflow-mermaid.ts'
import { toBpmn } from './write-bpmn.ts'

const TOOL = { name: 'operations.workflow', version: '1' }

export const workflowTool = defineTool({
  ...TOOL,
  args: z.strictObject({}),
  result: z.object({ workflow: workflowDraft, lint: lintReportDraft, form: z.enum(['procedure', 'diagram']) }),
  async run(_args, file) {
    const { model, lines, length, form } = await openProcess(file)
    const found = lint(model, lines)
    const decisions = model.steps.filter(({ kind }) => kind === 'decision').length
    const owners = ownersOf(graphOf(model)).length
    const [bpmn, mermaid] = [await toBpmn(model), toMermaid(model)]
    const whole = { model, lines, bpmn, mermaid }
    const errors = found.findings.filter(({ severity }) => severity === 'error').length
    const provenance = processProvenance(TOOL, file, {
      rows: length,
      expression:
        form === 'diagram'
          ? 'shapes and flows of the BPMN process'
          : 'numbered items under headings; owner, ways and times from their words',
      steps: [
        { label: 'Sections', expression: 'headings with steps under them', result: String(model.sections.length) },
        { label: 'Steps', expression: 'items of their lists', result: String(stepsOf(model).length) },
        { label: 'Decisions', expression: 'steps that ask, or begin with “if”', result: String(decisions) },
        { label: 'Owners', expression: 'who does a step, by its words', result: String(owners) },
      ],
    })
    return {
      form,
      workflow: {
        kind: 'workflow' as const,
        key: artifactKey('workflow', file.file_uuid),
        title: `Workflow: ${model.title}`.slice(0, 200),
        summary: `${counted(stepsOf(model).length, 'step')}, ${counted(decisions, 'decision')}, ${counted(owners, 'owner')}`,
        provenance,
        // A drawing that does not fit is left out; the same graph is there as text.
        data: jsonBytes(whole) > ROW_BYTES ? { ...whole, bpmn: '' } : whole,
      },
      lint: {
        kind: 'lint_report' as const,
        key: artifactKey('lint', file.file_uuid),
        title: `Check of: ${model.title}`.slice(0, 200),
        summary: `${counted(found.findings.length, 'finding')}, ${counted(errors, 'error')}; ${counted(found.rules.length, 'rule')} checked`,
        provenance: processProvenance(TOOL, file, {
          rows: length,
          expression: `${found.rules.length} rules over ${counted(stepsOf(model).length, 'step')}`,
          steps: found.rules.map(({ rule, title, count }) => ({
            label: title,
            expression: rule,
            result: counted(count, 'finding'),
          })),
        }),
        data: found,
      },
    }
  },
})

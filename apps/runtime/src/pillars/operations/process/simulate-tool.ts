// Tool that simulates a procedure: durations and waiting times. The same seed gives the same result.
import { z } from 'zod'
import { artifactKey, simulationDraft } from '../../../tools/artifact-shapes.ts'
import { defineTool } from '../../../tools/define-tool.ts'
import { counted } from '../../../tools/shown-text.ts'
import { openProcess, processProvenance } from './process-file.ts'
import { simulate } from './simulate.ts'

const TOOL = { name: 'operations.simulate', version: '1' }

export const simulateTool = defineTool({
  ...TOOL,
  args: z.strictObject({
    cases: z.number().int().min(10).max(20_000).default(1_000),
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .default(1),
    /** Assumptions by name. */
    changes: z.record(z.string(), z.number()).default({}),
  }),
  result: z.object({ artifact: simulationDraft }),
  async run(ask, file) {
    const { model, length } = await openProcess(file)
    const data = simulate(model, ask)
    const { cycle, bottleneck } = data
    return {
      artifact: {
        kind: 'simulation' as const,
        key: artifactKey('simulation', file.file_uuid),
        title: `Simulation: ${model.title}`.slice(0, 200),
        summary: `Half of the cases take ${cycle.p50} h or less, nine of ten ${cycle.p90} h; ${bottleneck ? `${bottleneck.owner} is the bottleneck` : 'no bottleneck'}`,
        provenance: processProvenance(TOOL, file, {
          rows: length,
          expression: `discrete-event simulation of ${counted(ask.cases, 'case')}, seed ${ask.seed}`,
          steps: [
            ...data.assumptions.map(({ label, name, value, unit, source }) => ({
              label,
              expression: `${name} (${source})`,
              result: `${value} ${unit}`,
            })),
            { label: 'Cases that ended', expression: `of ${ask.cases}`, result: String(data.finished) },
            { label: 'Median', expression: 'p50 of end − arrival, working hours', result: String(cycle.p50) },
            { label: 'Nine of ten', expression: 'p90 of end − arrival, working hours', result: String(cycle.p90) },
          ],
        }),
        data,
      },
    }
  },
})

// Tool that reports where a file contains personal data. Its report never repeats the data.
import { z } from 'zod'
import { artifactKey, provenanceOf, qualityDraft, rowsInWords } from '../../../tools/artifact-shapes.ts'
import { defineTool } from '../../../tools/define-tool.ts'
import { counted, shownCell, shownName } from '../../../tools/shown-text.ts'
import { KIND_WORDS, PERSONAL_KINDS } from './personal-data.ts'
import { type PersonalFind, scanPersonalData } from './personal-scan.ts'

const TOOL = { name: 'content.personal_data', version: '1' }
const LINKED_ROWS = 100
const SHOWN_FINDS = 100

export const personalDataTool = defineTool({
  ...TOOL,
  args: z.strictObject({}),
  result: z.object({
    artifact: qualityDraft,
    finds: z.array(
      z.object({
        kind: z.enum(PERSONAL_KINDS),
        column: z.string().nullable(),
        count: z.number().int(),
        different: z.number().int(),
        /** 1-based rows or lines; at most the first 100. */
        places: z.array(z.number().int()),
      }),
    ),
    name_columns: z.array(z.string()),
    table: z.boolean(),
  }),
  async run(_args, file) {
    const { finds, nameColumns, looked, table } = await scanPersonalData(file)
    const shown = finds.slice(0, SHOWN_FINDS)
    const total = finds.reduce((sum, { count }) => sum + count, 0)
    const place = table ? 'row' : 'line'
    const summary =
      total + nameColumns.length === 0
        ? 'no personal data found'
        : [
            ...(total > 0 ? [counted(total, 'item')] : []),
            ...(nameColumns.length > 0 ? [`${counted(nameColumns.length, 'column')} of names`] : []),
          ].join(', ')
    return {
      artifact: {
        kind: 'quality_report' as const,
        key: artifactKey('personal-data', file.file_uuid),
        title: `Personal data in ${shownName(file.name)}`,
        summary,
        provenance: provenanceOf(TOOL, file, {
          rows: looked,
          expression: `every ${place}: e-mail, IBAN (mod 97), card (Luhn), telephone; names only by whole columns`,
          steps: shown.map((find) => ({
            label: KIND_WORDS[find.kind].many,
            expression: find.column === null ? `in every ${place}` : `in “${shownCell(find.column)}”`,
            result: `${find.count}, ${counted(find.different, 'different one')}, in ${rowsInWords(find.places).replace('row', place)}`,
          })),
        }),
        data: {
          rows: looked,
          findings: [
            ...shown.map((find) => findingOf(find, table)),
            ...nameColumns.slice(0, SHOWN_FINDS).map(namesFinding),
          ],
        },
      },
      finds: shown.map(({ kind, column, count, different, places }) => ({
        kind,
        column,
        count,
        different,
        places: places.slice(0, LINKED_ROWS),
      })),
      name_columns: nameColumns,
      table,
    }
  },
})

function findingOf({ kind, column, places, count, different, examples }: PersonalFind, table: boolean) {
  const where = column === null ? '' : ` in “${shownCell(column)}”`
  const lines = table ? '' : ` On ${rowsInWords(places).replace('row', 'line')}.`
  return {
    rule: `personal_${kind}`,
    severity: 'warning' as const,
    title: `${counted(count, KIND_WORDS[kind].one, KIND_WORDS[kind].many)}${where}`,
    detail: `${counted(different, 'different one')}, such as ${examples.join(', ')}.${lines}`.slice(0, 1_000),
    column: column === null ? null : shownCell(column),
    rows: table ? places.slice(0, LINKED_ROWS) : [],
    count,
  }
}

const namesFinding = (column: string) => ({
  rule: 'personal_names',
  severity: 'warning' as const,
  title: `“${shownCell(column)}” looks like names of people`,
  detail: 'Judged by the column as a whole: its header, and how its cells are written.',
  column: shownCell(column),
  rows: [],
  count: 1,
})

// Reads an answer about a table from the wire. A form that this page does not know is `null`.
import type { ColumnKind } from '@biplane/contracts/wire/file-reading'
import type { PlanChip, TableAnswerData } from '@biplane/contracts/wire/table-answer'
import { type Check, isBoolean, isText, listOf, oneOf, read, shape } from '../workspace/artifact-data.ts'
import { isTablePlan } from './plan-check.ts'

export type AnswerColumn = TableAnswerData['columns'][number]
export type Suggestion = TableAnswerData['suggestions'][number]

export const isColumnKind: Check<ColumnKind> = oneOf<ColumnKind>(
  ...(['text', 'integer', 'decimal', 'money', 'percent', 'date', 'datetime', 'duration', 'boolean'] as const),
)

const isSuggestion: Check<Suggestion> = shape<Suggestion>({ text: isText, plan: isTablePlan })

const isTableAnswer: Check<TableAnswerData> = shape<TableAnswerData>({
  state: oneOf<TableAnswerData['state']>('answered', 'ask'),
  plan: isTablePlan,
  chips: listOf(
    shape<PlanChip>({
      part: oneOf<PlanChip['part']>('measure', 'by', 'where', 'when', 'how'),
      text: isText,
      assumed: isBoolean,
      alternatives: listOf(isSuggestion),
    }),
  ),
  columns: listOf(
    shape<AnswerColumn>({
      name: isText,
      kind: isColumnKind,
      groups: isBoolean,
      measures: isBoolean,
      values: listOf(isText),
    }),
  ),
  suggestions: listOf(isSuggestion),
})

export const readTableAnswer = read(isTableAnswer)

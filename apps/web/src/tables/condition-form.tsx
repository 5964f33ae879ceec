// The form for one condition: a column of this file, how it is compared, and with what.
import type { PlanCondition, PlanOperator } from '@biplane/contracts/wire/table-plan'
import { type ReactNode, useId, useState } from 'react'
import { Button } from '../design/buttons.tsx'
import { FIELD } from '../design/menu.ts'
import { TABLE_STRINGS } from '../strings/table-strings.ts'
import type { AnswerColumn } from './answer-data.ts'

const words = TABLE_STRINGS.plan

type Draft = { column: string; op: PlanOperator; value: string; from: string; to: string }

const TEXT_OPERATORS: readonly PlanOperator[] = ['eq', 'ne', 'contains', 'not_contains', 'empty', 'not_empty']
const NUMBER_OPERATORS: readonly PlanOperator[] = ['gt', 'ge', 'lt', 'le', 'eq', 'ne', 'empty', 'not_empty']
const DATE_OPERATORS: readonly PlanOperator[] = ['during', 'not_during', 'empty', 'not_empty']
const YES_NO_OPERATORS: readonly PlanOperator[] = ['eq', 'empty', 'not_empty']

export const isDateKind = ({ kind }: Pick<AnswerColumn, 'kind'>): boolean => kind === 'date' || kind === 'datetime'
const isNumberKind = ({ kind }: Pick<AnswerColumn, 'kind'>): boolean =>
  kind === 'integer' || kind === 'decimal' || kind === 'money' || kind === 'percent' || kind === 'duration'

function operatorsOf(column: AnswerColumn): readonly PlanOperator[] {
  if (isDateKind(column)) return DATE_OPERATORS
  if (column.kind === 'boolean') return YES_NO_OPERATORS
  return isNumberKind(column) ? NUMBER_OPERATORS : TEXT_OPERATORS
}

const needsNothing = (op: PlanOperator): boolean => op === 'empty' || op === 'not_empty'
const isRange = (op: PlanOperator): boolean => op === 'during' || op === 'not_during'

/** Days that stand for “no beginning” and “no end”. */
const OPEN_FROM = '0001-01-01'
const OPEN_TO = '9999-12-31'

const dayOf = (day: string | undefined): string =>
  day === undefined || day === OPEN_FROM || day === OPEN_TO ? '' : day.slice(0, 10)

function draftOf(condition: PlanCondition | null, columns: readonly AnswerColumn[]): Draft | null {
  const named = condition?.operand.of === 'column' ? condition.operand.column : undefined
  const column = columns.find(({ name }) => name === named) ?? columns[0]
  if (!column) return null
  const [first = 'eq'] = operatorsOf(column)
  const op = condition?.op === 'in' ? 'eq' : condition?.op === 'not_in' ? 'ne' : (condition?.op ?? first)
  const [value] = condition?.values ?? []
  return {
    column: column.name,
    op: named === column.name && operatorsOf(column).includes(op) ? op : first,
    value: value === undefined ? '' : String(value),
    from: dayOf(condition?.range?.from),
    to: dayOf(condition?.range?.to),
  }
}

/** `null` while something is missing. */
export function conditionOf(draft: Draft, column: AnswerColumn): PlanCondition | null {
  const operand = { of: 'column', column: column.name } as const
  if (needsNothing(draft.op)) return { operand, op: draft.op }
  if (isRange(draft.op)) {
    if (draft.from === '' && draft.to === '') return null
    const range = { from: draft.from || OPEN_FROM, to: draft.to || OPEN_TO }
    return range.from > range.to ? null : { operand, op: draft.op, range }
  }
  if (draft.value.trim() === '') return null
  if (column.kind === 'boolean') return { operand, op: draft.op, values: [draft.value === 'true'] }
  if (!isNumberKind(column)) return { operand, op: draft.op, values: [draft.value.slice(0, 500)] }
  const number = Number(draft.value)
  return Number.isFinite(number) ? { operand, op: draft.op, values: [number] } : null
}

interface ConditionFormProps {
  columns: readonly AnswerColumn[]
  condition: PlanCondition | null
  apply: (condition: PlanCondition) => void
  children?: ReactNode
}

export function ConditionForm({ columns, condition, apply, children }: ConditionFormProps) {
  const [draft, setDraft] = useState(() => draftOf(condition, columns))
  const column = columns.find(({ name }) => name === draft?.column)
  if (!draft || !column) return null
  const ready = conditionOf(draft, column)
  const choose = (name: string) => {
    const next = columns.find((one) => one.name === name)
    if (next) setDraft({ column: name, op: operatorsOf(next)[0] ?? 'eq', value: '', from: '', to: '' })
  }
  return (
    <form
      className="grid gap-2.5"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) apply(ready)
      }}
    >
      <Labelled name={words.column}>
        {(id) => (
          <select id={id} className={FIELD} value={draft.column} onChange={(event) => choose(event.target.value)}>
            {columns.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled name={words.condition}>
        {(id) => (
          <select
            id={id}
            className={FIELD}
            value={draft.op}
            onChange={({ target }) => {
              const op = operatorsOf(column).find((one) => one === target.value)
              if (op) setDraft({ ...draft, op })
            }}
          >
            {operatorsOf(column).map((op) => (
              <option key={op} value={op}>
                {op === 'during' ? words.within : op === 'not_during' ? words.outside : words.operators[op]}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <ValueFields draft={draft} column={column} change={(part) => setDraft({ ...draft, ...part })} />
      <div className="mt-1 flex items-center justify-end gap-2">
        {children}
        <Button type="submit" tone="primary" disabled={!ready}>
          {words.apply}
        </Button>
      </div>
    </form>
  )
}

interface ValueFieldsProps {
  draft: Draft
  column: AnswerColumn
  change: (part: Partial<Draft>) => void
}

function ValueFields({ draft, column, change }: ValueFieldsProps) {
  const list = useId()
  if (needsNothing(draft.op)) return null
  if (isRange(draft.op)) {
    return (
      <div className="grid grid-cols-2 gap-2">
        {(['from', 'to'] as const).map((end) => (
          <Labelled key={end} name={words[end]}>
            {(id) => (
              <input
                id={id}
                type="date"
                className={FIELD}
                value={draft[end].slice(0, 10)}
                onChange={(event) => change({ [end]: event.target.value })}
              />
            )}
          </Labelled>
        ))}
      </div>
    )
  }
  const exact = draft.op === 'eq' || draft.op === 'ne'
  if (column.kind === 'boolean') {
    return (
      <Labelled name={words.value}>
        {(id) => (
          <select
            id={id}
            className={FIELD}
            value={draft.value}
            onChange={(event) => change({ value: event.target.value })}
          >
            <option value="" />
            <option value="true">{words.yesNo(true)}</option>
            <option value="false">{words.yesNo(false)}</option>
          </select>
        )}
      </Labelled>
    )
  }
  return (
    <Labelled name={words.value}>
      {(id) => (
        <>
          <input
            id={id}
            className={FIELD}
            type={isNumberKind(column) ? 'number' : 'text'}
            step="any"
            list={exact && column.values.length > 0 ? list : undefined}
            value={draft.value}
            autoComplete="off"
            onChange={(event) => change({ value: event.target.value })}
          />
          <datalist id={list}>
            {column.values.map((value) => (
              <option key={value} value={value} />
            ))}
          </datalist>
        </>
      )}
    </Labelled>
  )
}

export function Labelled({ name, children }: { name: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-0.5 block text-xs text-ink-3">
        {name}
      </label>
      {children(id)}
    </div>
  )
}

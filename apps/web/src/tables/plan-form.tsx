// The form for a question that was not fully understood: prefilled with what was, with this file's own columns to choose from.
import type { TableAnswerData } from '@biplane/contracts/wire/table-answer'
import type { PlanAggregate, TablePlan } from '@biplane/contracts/wire/table-plan'
import { useState } from 'react'
import { Button } from '../design/buttons.tsx'
import { FIELD } from '../design/menu.ts'
import { TABLE_STRINGS } from '../strings/table-strings.ts'
import { BUCKETS } from './chip-menu.tsx'
import { isDateKind, Labelled } from './condition-form.tsx'
import { removeFilter, removeGroup, setGroup, setLimit, setMeasure } from './plan-edit.ts'
import { useRunPlan } from './plan-run.tsx'
import { filterText } from './plan-text.ts'

const words = TABLE_STRINGS.plan

const AGGREGATES: readonly PlanAggregate[] = ['sum', 'average', 'median', 'min', 'max', 'count_distinct']
const LIMITS = [1, 3, 5, 10, 20]

export function PlanForm({ answer }: { answer: TableAnswerData }) {
  const run = useRunPlan()
  const [plan, setPlan] = useState(() => asGroups(answer.plan))
  if (run === null) return null
  return (
    <form
      aria-label={words.formTitle}
      className="rounded-xl border border-line bg-card p-3.5 text-[0.8125rem] shadow-card"
      onSubmit={(event) => {
        event.preventDefault()
        run(plan)
      }}
    >
      <p className="font-medium">{words.formTitle}</p>
      <p className="text-xs text-ink-3">{words.formHint}</p>
      <div className="mt-3 grid gap-2.5 side:grid-cols-2">
        <MeasureFields plan={plan} columns={answer.columns} change={setPlan} />
        <GroupFields plan={plan} columns={answer.columns} change={setPlan} />
        <LimitFields plan={plan} change={setPlan} />
      </div>
      {plan.where.length > 0 && (
        <ul aria-label={words.chipLabels.where} className="mt-3 flex flex-wrap gap-1.5">
          {plan.where.map((filter, at) => (
            <li key={filterText([filter])}>
              <button
                type="button"
                aria-label={`${words.remove}: ${filterText([filter])}`}
                onClick={() => setPlan(removeFilter(plan, at))}
                className="min-h-8 rounded-full border border-line px-3 text-start hover:border-line-strong pointer-coarse:min-h-10"
              >
                {filterText([filter])} <span aria-hidden="true">×</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="mt-3 flex justify-end">
        <Button type="submit" tone="primary">
          {words.show}
        </Button>
      </div>
    </form>
  )
}

/** Statistics of other shapes are asked in words; the form has what is counted or measured, and listed rows. */
const asGroups = (plan: TablePlan): TablePlan =>
  plan.shape === 'groups' && plan.measures.length === 0 ? { ...plan, measures: [{ aggregate: 'count' }] } : plan

interface FieldsProps {
  plan: TablePlan
  columns: TableAnswerData['columns']
  change: (plan: TablePlan) => void
}

function MeasureFields({ plan, columns, change }: FieldsProps) {
  const [measure] = plan.measures
  const column = measure?.operand?.of === 'column' ? measure.operand.column : ''
  const aggregate = measure?.aggregate ?? 'count'
  const measurable = columns.filter(({ measures, name }) => measures || name === column)
  const listed = plan.shape === 'rows' || plan.shape === 'values'
  const set = (next: PlanAggregate, name: string) =>
    change(
      setMeasure(
        plan,
        0,
        name === '' ? { aggregate: 'count' } : { aggregate: next, operand: { of: 'column', column: name } },
      ),
    )
  return (
    <>
      <Labelled name={words.chipLabels.measure}>
        {(id) => (
          <select
            id={id}
            className={FIELD}
            value={listed ? LISTED : column}
            onChange={({ target }) => set(aggregate === 'count' ? 'sum' : aggregate, target.value)}
          >
            {listed && <option value={LISTED}>{words.theRows}</option>}
            <option value="">{words.aggregateNames.count}</option>
            {measurable.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {column !== '' && (
        <Labelled name={words.calculate}>
          {(id) => (
            <select
              id={id}
              className={FIELD}
              value={aggregate}
              onChange={({ target }) => {
                const next = AGGREGATES.find((one) => one === target.value)
                if (next) set(next, column)
              }}
            >
              {AGGREGATES.map((one) => (
                <option key={one} value={one}>
                  {words.aggregateNames[one]}
                </option>
              ))}
            </select>
          )}
        </Labelled>
      )}
    </>
  )
}

/** No column can have this name. */
const LISTED = '\u0000rows'

function GroupFields({ plan, columns, change }: FieldsProps) {
  if (plan.shape !== 'groups') return null
  const [group] = plan.by
  const current = columns.find(({ name }) => name === group?.column)
  const choose = (name: string) => {
    const column = columns.find((one) => one.name === name)
    if (!column) return change(plan.by.length === 0 ? plan : removeGroup(plan, 0))
    change(setGroup(plan, 0, isDateKind(column) ? { column: name, bucket: 'month' } : { column: name }))
  }
  return (
    <>
      <Labelled name={words.chipLabels.by}>
        {(id) => (
          <select id={id} className={FIELD} value={group?.column ?? ''} onChange={({ target }) => choose(target.value)}>
            <option value="">{words.nothing}</option>
            {columns
              .filter(({ groups, name }) => groups || name === group?.column)
              .map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
          </select>
        )}
      </Labelled>
      {current && isDateKind(current) && (
        <Labelled name={words.period}>
          {(id) => (
            <select
              id={id}
              className={FIELD}
              value={group?.bucket ?? ''}
              onChange={({ target }) => {
                const bucket = BUCKETS.find((one) => one === target.value)
                change(setGroup(plan, 0, bucket ? { column: current.name, bucket } : { column: current.name }))
              }}
            >
              <option value="">{words.everyValue}</option>
              {BUCKETS.map((bucket) => (
                <option key={bucket} value={bucket}>
                  {words.buckets[bucket]}
                </option>
              ))}
            </select>
          )}
        </Labelled>
      )}
    </>
  )
}

function LimitFields({ plan, change }: Omit<FieldsProps, 'columns'>) {
  const ranks = plan.shape === 'groups' ? plan.by.length > 0 : true
  if (!ranks) return null
  const direction = plan.order[0]?.direction ?? 'descending'
  const value = plan.limit ? `${direction} ${plan.limit.count}` : ''
  const options = (['descending', 'ascending'] as const).flatMap((one) =>
    [...new Set([...LIMITS, ...(plan.limit ? [plan.limit.count] : [])])].map((count) => ({ direction: one, count })),
  )
  return (
    <Labelled name={words.chipLabels.how}>
      {(id) => (
        <select
          id={id}
          className={FIELD}
          value={value}
          onChange={({ target }) =>
            change(setLimit(plan, options.find((one) => `${one.direction} ${one.count}` === target.value) ?? null))
          }
        >
          <option value="">{words.everything}</option>
          {options.map(({ direction: one, count }) => (
            <option key={`${one} ${count}`} value={`${one} ${count}`}>
              {one === 'descending' ? words.highest : words.lowest} {count}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}

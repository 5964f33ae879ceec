// What can be chosen instead of one part of a plan: this file's own columns, what is calculated, how many lines.
import type { PlanAggregate, PlanBucket, TablePlan } from '@biplane/contracts/wire/table-plan'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { CheckIcon } from '../design/icons.tsx'
import { MENU_ITEM } from '../design/menu.ts'
import { TABLE_STRINGS } from '../strings/table-strings.ts'
import type { AnswerColumn } from './answer-data.ts'
import { isDateKind } from './condition-form.tsx'
import {
  type ChipTarget,
  removeTarget,
  setAggregate,
  setGroup,
  setLimit,
  setMeasureColumn,
  swapSides,
} from './plan-edit.ts'

const words = TABLE_STRINGS.plan

const AGGREGATES: readonly PlanAggregate[] = ['sum', 'average', 'median', 'min', 'max', 'count', 'count_distinct']
export const BUCKETS: readonly PlanBucket[] = ['day', 'week', 'month', 'quarter', 'year', 'weekday']
const COUNTS = [1, 3, 5, 10, 20, 50]

interface ChipMenuProps {
  plan: TablePlan
  target: ChipTarget
  columns: readonly AnswerColumn[]
  run: (plan: TablePlan) => void
}

export function ChipMenu(props: ChipMenuProps) {
  const removed = removeTarget(props.plan, props.target)
  return (
    <>
      <Choices {...props} />
      {removed && (
        <Section>
          <DropdownMenu.Item className={MENU_ITEM} onSelect={() => props.run(removed)}>
            {words.remove}
          </DropdownMenu.Item>
        </Section>
      )}
    </>
  )
}

function Choices({ plan, target, columns, run }: ChipMenuProps) {
  switch (target.kind) {
    case 'measure':
      return <MeasureChoices plan={plan} at={target.at} columns={columns} run={run} />
    case 'columns':
      return (
        <Section title={words.calculate}>
          {columns
            .filter(({ measures }) => measures)
            .map(({ name }) => (
              <Item key={name} current={false} choose={() => run(setMeasureColumn(plan, 0, name))}>
                {words.totalOf(name)}
              </Item>
            ))}
          <Item current={false} choose={() => run(setMeasureAsCount(plan))}>
            {words.aggregateNames.count}
          </Item>
        </Section>
      )
    case 'group':
      return <GroupChoices plan={plan} at={target.at} columns={columns} run={run} />
    case 'limit':
      return <LimitChoices plan={plan} run={run} />
    case 'comparison':
      return (
        <Section>
          <Item current={false} choose={() => run(swapSides(plan))}>
            {words.swap}
          </Item>
        </Section>
      )
    case 'filter':
    case 'having':
    case 'share':
      return null
  }
}

const setMeasureAsCount = (plan: TablePlan): TablePlan => ({
  ...plan,
  shape: 'groups',
  measures: [{ aggregate: 'count' }],
  columns: [],
  order: [],
  limit: null,
})

interface PartProps {
  plan: TablePlan
  at: number
  columns: readonly AnswerColumn[]
  run: (plan: TablePlan) => void
}

function MeasureChoices({ plan, at, columns, run }: PartProps) {
  const measure = plan.measures[at]
  const column = measure?.operand?.of === 'column' ? measure.operand.column : null
  const measurable = columns.filter(({ measures, name }) => measures || name === column)
  return (
    <>
      <Section title={words.calculate}>
        {AGGREGATES.filter((one) => one === 'count' || column !== null).map((aggregate) => (
          <Item
            key={aggregate}
            current={measure?.aggregate === aggregate && measure.rate_of === undefined}
            choose={() => run(setAggregate(plan, at, aggregate))}
          >
            {words.aggregateNames[aggregate]}
          </Item>
        ))}
      </Section>
      {measurable.length > 0 && (
        <Section title={words.column}>
          {measurable.map(({ name }) => (
            <Item key={name} current={name === column} choose={() => run(setMeasureColumn(plan, at, name))}>
              {name}
            </Item>
          ))}
        </Section>
      )}
    </>
  )
}

export function GroupChoices({ plan, at, columns, run }: PartProps) {
  const group = plan.by[at]
  const current = columns.find(({ name }) => name === group?.column)
  const choose = (column: AnswerColumn) =>
    run(setGroup(plan, at, isDateKind(column) ? { column: column.name, bucket: 'month' } : { column: column.name }))
  return (
    <>
      {current && isDateKind(current) && (
        <Section title={words.period}>
          {BUCKETS.map((bucket) => (
            <Item
              key={bucket}
              current={group?.bucket === bucket}
              choose={() => run(setGroup(plan, at, { column: current.name, bucket }))}
            >
              {words.buckets[bucket]}
            </Item>
          ))}
        </Section>
      )}
      <Section title={words.groupBy}>
        {columns
          .filter(({ groups, name }) => groups || name === group?.column)
          .map((column) => (
            <Item key={column.name} current={column.name === group?.column} choose={() => choose(column)}>
              {column.name}
            </Item>
          ))}
      </Section>
    </>
  )
}

export function LimitChoices({ plan, run }: Pick<PartProps, 'plan' | 'run'>) {
  const direction = plan.order[0]?.direction ?? 'descending'
  const count = plan.limit?.count ?? 10
  return (
    <>
      <Section title={words.order}>
        {(['descending', 'ascending'] as const).map((one) => (
          <Item
            key={one}
            current={plan.limit !== null && one === direction}
            choose={() => run(setLimit(plan, { count, direction: one }))}
          >
            {one === 'descending' ? words.highestFirst : words.lowestFirst}
          </Item>
        ))}
      </Section>
      <Section title={words.lines}>
        {COUNTS.map((one) => (
          <Item
            key={one}
            current={plan.limit?.count === one}
            choose={() => run(setLimit(plan, { count: one, direction }))}
          >
            {String(one)}
          </Item>
        ))}
      </Section>
    </>
  )
}

export function Section({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <DropdownMenu.Group className="border-b border-line py-1 last:border-0">
      {title !== undefined && (
        <DropdownMenu.Label className="px-2.5 pt-1 pb-0.5 text-xs text-ink-3">{title}</DropdownMenu.Label>
      )}
      {children}
    </DropdownMenu.Group>
  )
}

export function Item({ current, choose, children }: { current: boolean; choose: () => void; children: string }) {
  return (
    <DropdownMenu.CheckboxItem className={`${MENU_ITEM} pointer-coarse:min-h-11`} checked={current} onSelect={choose}>
      <span className="grid size-3.5 shrink-0 place-items-center text-accent">
        {current && <CheckIcon size={13} />}
      </span>
      <span className="min-w-0 grow wrap-anything">{children.charAt(0).toUpperCase() + children.slice(1)}</span>
    </DropdownMenu.CheckboxItem>
  )
}

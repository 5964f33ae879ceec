// One condition of a plan behind a button: changed, removed or added.
import type { TableAnswerData } from '@biplane/contracts/wire/table-answer'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { Popover } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { Button } from '../design/buttons.tsx'
import { TABLE_STRINGS } from '../strings/table-strings.ts'
import { ConditionForm } from './condition-form.tsx'
import { removeFilter, setFilter } from './plan-edit.ts'

const words = TABLE_STRINGS.plan

interface FilterPopoverProps {
  answer: TableAnswerData
  /** Beyond the last filter for a new one. */
  at: number
  run: (plan: TablePlan) => void
  label: string
  look: string
  children: ReactNode
}

export function FilterPopover({ answer, at, run, label, look, children }: FilterPopoverProps) {
  const [open, setOpen] = useState(false)
  const { plan, columns } = answer
  const change = (next: TablePlan) => {
    setOpen(false)
    run(next)
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger aria-label={label} className={look}>
        {children}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={12}
          className="z-50 w-72 max-w-[calc(100vw-1.5rem)] animate-arrive rounded-xl border border-line bg-card p-3.5 text-[0.8125rem] shadow-float outline-none"
        >
          <ConditionForm
            columns={columns}
            condition={editable(plan.where[at])}
            apply={(condition) => change(setFilter(plan, at, [condition]))}
          >
            {at < plan.where.length && (
              <Button tone="quiet" onClick={() => change(removeFilter(plan, at))}>
                {words.remove}
              </Button>
            )}
          </ConditionForm>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** The form shows one column compared with one value; what is more than that is replaced, not edited. */
function editable(filter: TablePlan['where'][number] | undefined) {
  const [condition, ...others] = filter ?? []
  if (!condition || others.length > 0 || condition.operand.of !== 'column') return null
  if (condition.other !== undefined || condition.figure !== undefined || (condition.values?.length ?? 0) > 1)
    return null
  return condition
}

// Adds a part to a plan: a grouping, a condition, shares, the highest or lowest lines.
import type { TableAnswerData } from '@biplane/contracts/wire/table-answer'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { DropdownMenu } from 'radix-ui'
import { MENU, MENU_ITEM } from '../design/menu.ts'
import { TABLE_STRINGS } from '../strings/table-strings.ts'
import { GroupChoices, LimitChoices } from './chip-menu.tsx'
import { FilterPopover } from './filter-popover.tsx'
import { setShare } from './plan-edit.ts'

const words = TABLE_STRINGS.plan
const MAX_GROUPS = 2
const TRIGGER =
  'min-h-8 rounded-full px-2.5 text-[0.8125rem] text-ink-2 hover:bg-hover hover:text-ink data-[state=open]:bg-hover pointer-coarse:min-h-10'
const SUB = `${MENU} max-h-[min(24rem,var(--radix-dropdown-menu-content-available-height))] overflow-y-auto`

export function AddPart({ answer, run }: { answer: TableAnswerData; run: (plan: TablePlan) => void }) {
  const { plan, columns } = answer
  const groups = plan.shape === 'groups'
  const grouped = groups && plan.by.length > 0
  return (
    <span className="flex items-center">
      <FilterPopover answer={answer} at={plan.where.length} run={run} label={words.addFilter} look={TRIGGER}>
        {words.addFilterShort}
      </FilterPopover>
      {groups && (
        <DropdownMenu.Root>
          <DropdownMenu.Trigger className={TRIGGER}>{words.add}</DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content align="start" sideOffset={6} collisionPadding={12} className={SUB}>
              {plan.by.length < MAX_GROUPS && (
                <GroupChoices plan={plan} at={plan.by.length} columns={columns} run={run} />
              )}
              {grouped && !plan.share && !plan.comparison && (
                <DropdownMenu.Item className={MENU_ITEM} onSelect={() => run(setShare(plan, true))}>
                  {words.addShare}
                </DropdownMenu.Item>
              )}
              {grouped && !plan.limit && <LimitChoices plan={plan} run={run} />}
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
      )}
    </span>
  )
}

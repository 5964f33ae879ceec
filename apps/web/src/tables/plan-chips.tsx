// Shows a plan as chips. A chip opens what could stand in its place; choosing runs the changed plan as a new turn.
import type { PlanChip, TableAnswerData } from '@biplane/contracts/wire/table-answer'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { DropdownMenu } from 'radix-ui'
import { ChevronDownIcon } from '../design/icons.tsx'
import { MENU } from '../design/menu.ts'
import { TABLE_STRINGS } from '../strings/table-strings.ts'
import { AddPart } from './add-part.tsx'
import { ChipMenu, Item, Section } from './chip-menu.tsx'
import { FilterPopover } from './filter-popover.tsx'
import { type ChipTarget, chipsWithTargets } from './plan-edit.ts'
import { useRunPlan } from './plan-run.tsx'

const words = TABLE_STRINGS.plan

export function PlanChips({ answer }: { answer: TableAnswerData }) {
  const run = useRunPlan()
  const { plan, chips } = answer
  return (
    <ul aria-label={words.label} className="flex flex-wrap items-center gap-1.5">
      {chipsWithTargets(plan, chips).map(({ chip, target }, at) => (
        <li key={`${at} ${chip.text}`} className="flex max-w-full flex-wrap items-center gap-1">
          {run === null || target === null ? (
            <span className={LOOK}>
              <ChipText chip={chip} />
            </span>
          ) : (
            <EditableChip answer={answer} chip={chip} target={target} run={run} />
          )}
          {run !== null && chip.assumed && <FirstAlternative chip={chip} run={run} />}
        </li>
      ))}
      {run !== null && (
        <li>
          <AddPart answer={answer} run={run} />
        </li>
      )}
    </ul>
  )
}

const LOOK =
  'flex min-h-8 max-w-full items-center gap-1.5 rounded-full border border-line bg-card px-3 py-1 text-start text-[0.8125rem] pointer-coarse:min-h-10'
const TRIGGER = `${LOOK} hover:border-line-strong data-[state=open]:border-accent`
const ASSUMED = 'border-warn/60 border-dashed bg-warn-soft'

function ChipText({ chip }: { chip: PlanChip }) {
  return (
    <>
      <span className="shrink-0 text-xs text-ink-3">{words.chipLabels[chip.part]}</span>
      <span className="min-w-0 truncate">{chip.text}</span>
      {chip.assumed && <span className="spoken">{words.assumed}</span>}
    </>
  )
}

interface EditableChipProps {
  answer: TableAnswerData
  chip: PlanChip
  target: ChipTarget
  run: (plan: TablePlan) => void
}

function EditableChip({ answer, chip, target, run }: EditableChipProps) {
  const look = `${TRIGGER} ${chip.assumed ? ASSUMED : ''}`
  const label = words.chip(words.chipLabels[chip.part], chip.text)
  const inside = (
    <>
      <ChipText chip={chip} />
      <ChevronDownIcon size={11} className="shrink-0 text-ink-3" />
    </>
  )
  if (target.kind === 'filter') {
    return (
      <FilterPopover answer={answer} at={target.at} run={run} label={label} look={look}>
        {inside}
      </FilterPopover>
    )
  }
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger aria-label={label} title={chip.assumed ? words.assumed : undefined} className={look}>
        {inside}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="start" sideOffset={6} collisionPadding={12} className={`${MENU} ${SCROLLS}`}>
          {chip.alternatives.length > 0 && (
            <Section title={words.also}>
              {chip.alternatives.map(({ text, plan }) => (
                <Item key={text} current={false} choose={() => run(plan)}>
                  {text}
                </Item>
              ))}
            </Section>
          )}
          <ChipMenu plan={answer.plan} target={target} columns={answer.columns} run={run} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

const SCROLLS = 'max-h-[min(24rem,var(--radix-dropdown-menu-content-available-height))] overflow-y-auto'

/** The next best column, one click away. */
function FirstAlternative({ chip, run }: { chip: PlanChip; run: (plan: TablePlan) => void }) {
  const [first] = chip.alternatives
  if (!first) return null
  return (
    <button
      type="button"
      aria-label={words.insteadLabel(first.text)}
      onClick={() => run(first.plan)}
      className="min-h-8 max-w-full truncate rounded-full px-2 text-[0.8125rem] text-accent underline underline-offset-3 hover:bg-hover pointer-coarse:min-h-10"
    >
      {words.instead(first.text)}
    </button>
  )
}

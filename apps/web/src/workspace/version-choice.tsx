// Selects an earlier version of a result.
import { DropdownMenu } from 'radix-ui'
import { CheckIcon, ChevronDownIcon } from '../design/icons.tsx'
import { MENU, MENU_ITEM } from '../design/menu.ts'
import { STRINGS } from '../strings.ts'

interface VersionChoiceProps {
  /** The newest that this answer made. */
  newest: number
  shown: number
  choose: (version: number) => void
}

export function VersionChoice({ newest, shown, choose }: VersionChoiceProps) {
  if (newest < 2) return null
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="inline-flex min-h-7 shrink-0 items-center gap-1 rounded-lg px-2 text-xs text-ink-3 hover:bg-hover hover:text-ink">
        {STRINGS.message.version(shown)} <ChevronDownIcon size={11} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} collisionPadding={8} className={MENU}>
          <DropdownMenu.RadioGroup value={String(shown)} onValueChange={(value) => choose(Number(value))}>
            {Array.from({ length: newest }, (_, at) => newest - at).map((version) => (
              <DropdownMenu.RadioItem key={version} value={String(version)} className={MENU_ITEM}>
                <span className="grow">{STRINGS.message.version(version)}</span>
                <DropdownMenu.ItemIndicator>
                  <CheckIcon size={14} className="text-accent" />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

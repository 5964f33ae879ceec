// Menu for sending while an answer runs: wait for it, or stop it. [L12]
import { DropdownMenu } from 'radix-ui'
import { IconButton } from '../design/buttons.tsx'
import { ChevronDownIcon } from '../design/icons.tsx'
import { MENU, MENU_ITEM } from '../design/menu.ts'
import { STRINGS } from '../strings.ts'

export function SendChoice({ queue, interrupt }: { queue: () => void; interrupt: () => void }) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label={STRINGS.composer.choices} size="small">
          <ChevronDownIcon size={13} />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content side="top" align="end" sideOffset={6} collisionPadding={8} className={MENU}>
          <DropdownMenu.Item className={MENU_ITEM} onSelect={queue}>
            {STRINGS.composer.queueChoice}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={MENU_ITEM} onSelect={interrupt}>
            {STRINGS.composer.interruptChoice}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

// Menu for the person and the page: session, shortcuts, inspector.
import { DropdownMenu } from 'radix-ui'
import { usePagePanels } from '../conversations/page-panels.tsx'
import { IconButton } from '../design/buttons.tsx'
import { InspectIcon, OutlineIcon, PersonIcon } from '../design/icons.tsx'
import { MENU, MENU_ITEM } from '../design/menu.ts'
import { STRINGS } from '../strings.ts'
import { INSPECTOR_PATH, useRouter } from './router.tsx'

const words = STRINGS.account

export function SessionMenu() {
  const { show } = usePagePanels()
  const { navigate } = useRouter()
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label={words.label}>
          <PersonIcon />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} collisionPadding={8} className={MENU}>
          <DropdownMenu.Item className={MENU_ITEM} onSelect={() => show('session')}>
            <PersonIcon className="text-ink-3" /> {words.label}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={MENU_ITEM} onSelect={() => show('shortcuts')}>
            <OutlineIcon className="text-ink-3" /> {words.shortcuts}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={MENU_ITEM} onSelect={() => navigate(INSPECTOR_PATH)}>
            <InspectIcon className="text-ink-3" /> {words.inspector}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

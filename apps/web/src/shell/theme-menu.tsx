// Menu with the choice of light, dark or system appearance.
import { DropdownMenu } from 'radix-ui'
import { IconButton } from '../design/buttons.tsx'
import { CheckIcon, MoonIcon, SunIcon, SystemIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'
import { setTheme, THEMES, useTheme } from './theme.ts'

const MARKS = { system: SystemIcon, light: SunIcon, dark: MoonIcon } as const

export function ThemeMenu() {
  const { theme, dark } = useTheme()
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label={STRINGS.theme.label}>{dark ? <MoonIcon /> : <SunIcon />}</IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 min-w-44 animate-arrive rounded-xl border border-line bg-card p-1 text-[0.8125rem] shadow-float"
        >
          <DropdownMenu.RadioGroup value={theme}>
            {THEMES.map((choice) => {
              const Mark = MARKS[choice]
              return (
                <DropdownMenu.RadioItem
                  key={choice}
                  value={choice}
                  onSelect={() => setTheme(choice)}
                  className="flex min-h-9 items-center gap-2.5 rounded-lg px-2.5 outline-none data-highlighted:bg-hover"
                >
                  <Mark className="text-ink-3" />
                  <span className="grow">{STRINGS.theme[choice]}</span>
                  <DropdownMenu.ItemIndicator>
                    <CheckIcon size={14} className="text-accent" />
                  </DropdownMenu.ItemIndicator>
                </DropdownMenu.RadioItem>
              )
            })}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

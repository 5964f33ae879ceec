// Stores the chosen appearance. `public/theme.js` applies it before the first paint; the colours are in `design/`.
import { useSyncExternalStore } from 'react'

export type Theme = 'system' | 'light' | 'dark'
export const THEMES: readonly Theme[] = ['system', 'light', 'dark']

const KEY = 'biplane.theme'
const CHANGED = 'biplane:theme'

const read = (): Theme => {
  const set = document.documentElement.dataset.theme
  return set === 'light' || set === 'dark' ? set : 'system'
}

function subscribe(listener: () => void): () => void {
  const foreign = (event: StorageEvent) => {
    if (event.key === KEY) apply(isTheme(event.newValue) ? event.newValue : 'system')
  }
  const media = matchMedia('(prefers-color-scheme: dark)')
  addEventListener(CHANGED, listener)
  addEventListener('storage', foreign)
  media.addEventListener('change', listener)
  return () => {
    removeEventListener(CHANGED, listener)
    removeEventListener('storage', foreign)
    media.removeEventListener('change', listener)
  }
}

const isTheme = (value: string | null): value is Theme => value === 'system' || value === 'light' || value === 'dark'

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  dispatchEvent(new Event(CHANGED))
}

export function setTheme(theme: Theme): void {
  apply(theme)
  try {
    if (theme === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
  } catch {
    // Storage is closed to this page: the choice lives as long as it does.
  }
}

/** The choice, and what it comes to now. */
export function useTheme(): { theme: Theme; dark: boolean } {
  const theme = useSyncExternalStore(subscribe, read)
  const systemDark = useSyncExternalStore(subscribe, () => matchMedia('(prefers-color-scheme: dark)').matches)
  return { theme, dark: theme === 'dark' || (theme === 'system' && systemDark) }
}

// Styles of menus and overlays.

export const MENU =
  'z-50 min-w-48 max-w-80 animate-arrive rounded-xl border border-line bg-card p-1 text-[0.8125rem] shadow-float'

export const MENU_ITEM =
  'flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 outline-none data-highlighted:bg-hover data-disabled:opacity-50'

export const OVERLAY = 'fixed inset-0 z-40 bg-ink/25 animate-arrive'

/** A sheet at the side of the page; on a phone it is the page. */
export const SHEET =
  'fixed inset-y-0 start-0 z-50 flex w-full max-w-[26rem] flex-col border-e border-line bg-page shadow-float animate-arrive outline-none'

export const DIALOG =
  'fixed top-1/2 left-1/2 z-50 max-h-[85dvh] w-[min(32rem,calc(100vw-1.5rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-2xl border border-line bg-card p-5 shadow-float outline-none'

export const FIELD =
  'min-h-9 w-full rounded-lg border border-line-strong/70 bg-card px-3 text-base placeholder:text-ink-3 focus-visible:border-accent side:text-[0.875rem]'

/** The panel itself has the focus first: on a button its tip would open, and take the first Escape for itself. */
export function focusOnSelf(event: Event): void {
  if (!(event.currentTarget instanceof HTMLElement)) return
  event.preventDefault()
  event.currentTarget.focus()
}

// Frame of every sheet: dimmed page, focus trap, title, close button.
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { STRINGS } from '../strings.ts'
import { IconButton } from './buttons.tsx'
import { CloseIcon } from './icons.tsx'
import { DIALOG, focusOnSelf, OVERLAY } from './menu.ts'

/** Open as long as it is shown; `children` begin with a `Dialog.Description`. */
export function SheetFrame({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className={OVERLAY} />
        <Dialog.Content className={DIALOG} onOpenAutoFocus={focusOnSelf}>
          <div className="flex items-start gap-3">
            <Dialog.Title className="grow font-display text-xl font-semibold">{title}</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label={STRINGS.conversations.close}>
                <CloseIcon />
              </IconButton>
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

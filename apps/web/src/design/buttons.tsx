// Buttons, and the tooltip that names an icon. A button without text always has an accessible name.
import { Tooltip } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'

type ButtonProps = ComponentProps<'button'> & { tone?: 'primary' | 'quiet' | 'line' }

const TONES = {
  primary: 'bg-accent text-on-accent hover:brightness-110 disabled:opacity-45',
  quiet: 'text-ink-2 hover:bg-hover hover:text-ink disabled:opacity-45',
  line: 'border border-line-strong/70 bg-card text-ink hover:bg-hover disabled:opacity-45',
} as const

/** Under a finger every button has room. */
const BOXES = {
  plain: 'size-8 pointer-coarse:size-10',
  small: 'size-7.5 pointer-coarse:size-9',
  tiny: 'size-6.5 pointer-coarse:size-8',
} as const

export function Button({ tone = 'line', className = '', ...props }: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex min-h-8 items-center justify-center gap-1.5 rounded-lg px-3 py-1 text-[0.8125rem] font-medium transition-colors ${TONES[tone]} ${className}`}
      {...props}
    />
  )
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & {
  /** What it does, in words: its name, and its tip. */
  label: string
  tone?: 'primary' | 'quiet' | 'line'
  size?: keyof typeof BOXES
  children: ReactNode
}

export function IconButton({
  label,
  tone = 'quiet',
  size = 'plain',
  className = '',
  children,
  ...props
}: IconButtonProps) {
  return (
    <Tip text={label}>
      <button
        type="button"
        aria-label={label}
        className={`inline-grid shrink-0 place-items-center rounded-lg transition-colors ${BOXES[size]} ${TONES[tone]} ${className}`}
        {...props}
      >
        {children}
      </button>
    </Tip>
  )
}

export function Tip({
  text,
  side = 'top',
  children,
}: {
  text: string
  side?: 'top' | 'bottom' | 'right'
  children: ReactNode
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-64 rounded-md bg-ink px-2 py-1 text-xs text-page shadow-float"
        >
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}

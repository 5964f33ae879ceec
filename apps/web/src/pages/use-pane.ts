// Hook for the pane of results: whether it is shown, how wide it is, and whether it fills the page. This browser remembers.
import { useCallback, useState } from 'react'

const KEY = 'biplane.pane'

/** Of the width that talk and results share. */
const LEAST = 0.3
const MOST = 0.7
const FIRST = 0.54

export interface Pane {
  open: boolean
  /** 0 to 1, of the width that talk and results share. */
  share: number
  full: boolean
  show(open: boolean): void
  resize(share: number): void
  fill(full: boolean): void
}

export const PANE_LIMITS = { least: LEAST, most: MOST } as const

export function usePane(): Pane {
  const [kept, setKept] = useState(recall)
  const [full, setFull] = useState(false)
  const keep = useCallback((change: Partial<Kept>) => {
    setKept((before) => {
      const next = { ...before, ...change }
      remember(next)
      return next
    })
  }, [])
  return {
    ...kept,
    full: full && kept.open,
    show: useCallback((open: boolean) => keep({ open }), [keep]),
    resize: useCallback((share: number) => keep({ share: Math.min(MOST, Math.max(LEAST, share)) }), [keep]),
    fill: setFull,
  }
}

interface Kept {
  open: boolean
  share: number
}

function recall(): Kept {
  try {
    const [open, share] = (localStorage.getItem(KEY) ?? '').split(' ')
    const number = Number(share)
    return { open: open !== 'closed', share: number >= LEAST && number <= MOST ? number : FIRST }
  } catch {
    return { open: true, share: FIRST }
  }
}

function remember({ open, share }: Kept): void {
  try {
    localStorage.setItem(KEY, `${open ? 'open' : 'closed'} ${share.toFixed(3)}`)
  } catch {
    // Without storage it is as at first.
  }
}

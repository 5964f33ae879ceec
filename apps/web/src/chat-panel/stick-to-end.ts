// Keeps a conversation scrolled to its end while the reader is there, and never moves it otherwise.
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'

/** Pixels from the end that still count as the end. */
const NEAR = 32

export interface StickToEnd {
  scroller: RefObject<HTMLDivElement | null>
  content: RefObject<HTMLDivElement | null>
  /** Is the reader at the end? */
  atEnd: boolean
  toEnd(): void
  /** Something else is to be seen: the end is not held any more. */
  release(): void
}

export function useStickToEnd(): StickToEnd {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const pinned = useRef(true)
  const [atEnd, setAtEnd] = useState(true)

  const toEnd = useCallback(() => {
    const box = scroller.current
    if (!box) return
    pinned.current = true
    setAtEnd(true)
    box.scrollTop = box.scrollHeight
  }, [])

  const release = useCallback(() => {
    pinned.current = false
  }, [])

  useEffect(() => {
    const box = scroller.current
    const inner = content.current
    if (!box || !inner) return
    let last = box.scrollTop
    const moved = () => {
      const distance = box.scrollHeight - box.clientHeight - box.scrollTop
      if (distance < 4) pinned.current = true
      else if (box.scrollTop < last - 1) pinned.current = false
      else if (distance < NEAR) pinned.current = true
      last = box.scrollTop
      setAtEnd(pinned.current || distance < NEAR)
    }
    // Keeps the end visible for any growth: words, a renderer that has loaded, a smaller window.
    const grown = new ResizeObserver(() => {
      if (pinned.current) box.scrollTop = box.scrollHeight
      last = box.scrollTop
    })
    grown.observe(inner)
    grown.observe(box)
    box.addEventListener('scroll', moved, { passive: true })
    return () => {
      grown.disconnect()
      box.removeEventListener('scroll', moved)
    }
  }, [])

  return { scroller, content, atEnd, toEnd, release }
}

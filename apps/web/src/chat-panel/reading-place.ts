// Keeps the reader's place in a thread. A question that was just sent stands at the top and stays there while its answer
// grows; a thread that is opened shows its last turn from its beginning; nothing moves a reader who has scrolled away.
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'

/** Pixels from the end that still count as the end. */
const NEAR = 32
/** Pixels above a question that stands at the top. */
const ABOVE = 12
/** Pixels by which a place may be off without anybody having scrolled. */
const SLACK = 2

type Held =
  /** The last turn, from its beginning where it is higher than the view. */
  | { kind: 'opened' }
  | { kind: 'turn'; key: string }
  | { kind: 'end' }
  /** The reader is somewhere else. */
  | { kind: 'free' }

export interface ReadingPlace {
  scroller: RefObject<HTMLDivElement | null>
  content: RefObject<HTMLDivElement | null>
  /** Is the reader at the end? */
  atEnd: boolean
  toEnd(): void
  /** To a turn, which stays at the top. */
  toTurn(key: string): void
  /** Something else is to be seen: no place is held any more. */
  release(): void
}

export function useReadingPlace(): ReadingPlace {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const held = useRef<Held>({ kind: 'opened' })
  const expected = useRef(0)
  const [atEnd, setAtEnd] = useState(true)

  const settle = useCallback(() => {
    const box = scroller.current
    if (!box) return
    const target = targetOf(box, held.current)
    // The browser's own way of keeping a place would move against this one.
    box.style.overflowAnchor = target === null ? 'auto' : 'none'
    if (target !== null) box.scrollTop = target
    expected.current = box.scrollTop
    setAtEnd(distanceOf(box) < NEAR)
  }, [])
  const hold = useCallback(
    (next: Held) => {
      held.current = next
      settle()
    },
    [settle],
  )

  useEffect(() => {
    const box = scroller.current
    const inner = content.current
    if (!box || !inner) return
    const moved = () => {
      const by = box.scrollTop - expected.current
      if (Math.abs(by) > SLACK) {
        held.current = by > 0 && distanceOf(box) < 4 ? { kind: 'end' } : { kind: 'free' }
        box.style.overflowAnchor = held.current.kind === 'free' ? 'auto' : 'none'
      }
      expected.current = box.scrollTop
      setAtEnd(distanceOf(box) < NEAR)
    }
    // For any growth: words, a renderer that has loaded, a smaller window.
    const grown = new ResizeObserver(settle)
    grown.observe(inner)
    grown.observe(box)
    box.addEventListener('scroll', moved, { passive: true })
    return () => {
      grown.disconnect()
      box.removeEventListener('scroll', moved)
    }
  }, [settle])

  return {
    scroller,
    content,
    atEnd,
    toEnd: useCallback(() => hold({ kind: 'end' }), [hold]),
    toTurn: useCallback((key) => hold({ kind: 'turn', key }), [hold]),
    release: useCallback(() => hold({ kind: 'free' }), [hold]),
  }
}

const distanceOf = (box: HTMLElement): number => box.scrollHeight - box.clientHeight - box.scrollTop

/** Where the box is to stand; `null` for wherever it is. */
function targetOf(box: HTMLElement, held: Held): number | null {
  switch (held.kind) {
    case 'free':
      return null
    case 'end':
      return box.scrollHeight
    case 'turn': {
      const turn = [...box.querySelectorAll<HTMLElement>('[data-turn]')].find((each) => each.dataset.turn === held.key)
      return turn ? topOf(box, turn) : null
    }
    case 'opened': {
      const last = [...box.querySelectorAll<HTMLElement>('[data-turn]')].at(-1)
      return last && last.offsetHeight > box.clientHeight ? topOf(box, last) : box.scrollHeight
    }
  }
}

const topOf = (box: HTMLElement, turn: HTMLElement): number =>
  box.scrollTop + turn.getBoundingClientRect().top - box.getBoundingClientRect().top - ABOVE

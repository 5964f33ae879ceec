// Hook that keeps the chosen version of each message until a new message is sent; then the newest is shown.
import { useCallback, useMemo, useState } from 'react'
import { type BranchChoices, type Branched, branchesOf, choicesShowing } from '../chat/branches.ts'
import type { Chat } from '../chat/use-chat.ts'

const NONE: BranchChoices = new Map()

export interface Branches {
  branched: Branched
  choose: (root: string, version: number) => void
  /** Shows the version that a message belongs to. */
  show: (message_id: string) => void
}

export function useBranches({ messages, pending }: Chat): Branches {
  const [choices, setChoices] = useState(NONE)
  const newest = `${messages.findLast((m) => m.role === 'user')?.message_id} ${pending.length}`
  const [seen, setSeen] = useState(newest)
  if (newest !== seen) {
    setSeen(newest)
    setChoices(NONE)
  }
  const branched = useMemo(() => branchesOf(messages, choices), [messages, choices])
  const choose = useCallback(
    (root: string, version: number) => setChoices((before) => new Map([...before, [root, version]])),
    [],
  )
  const show = useCallback(
    (message_id: string) => setChoices((before) => choicesShowing(messages, before, message_id)),
    [messages],
  )
  return { branched, choose, show }
}

// Selects which messages are shown where some replace earlier ones. The log keeps all: a branch is everything from one
// version of a message up to its next version. Pure. [E5]
import type { MessageView } from '@biplane/contracts/wire/events'
import type { ThreadMessage } from '@biplane/contracts/wire/threads'

/** The versions of one message, and which of them is shown. */
export interface Branching {
  /** The first version's id, which names them all. */
  root: string
  /** Ids of the versions, oldest first. */
  versions: readonly string[]
  /** 0-based. */
  shown: number
}

/** The version that a person chose to see, by root; without a choice the newest is shown. */
export type BranchChoices = ReadonlyMap<string, number>

export interface Branched<M extends MessageView = ThreadMessage> {
  messages: readonly M[]
  /** By the id of the version that is shown. */
  branchings: ReadonlyMap<string, Branching>
}

const NONE: ReadonlyMap<string, Branching> = new Map()

/** A version whose first one is not among these messages keeps its own place. */
export function branchesOf<M extends MessageView>(messages: readonly M[], choices: BranchChoices): Branched<M> {
  if (!messages.some(({ replaces }) => replaces !== undefined)) return { messages, branchings: NONE }
  const rootOf = new Map<string, string>()
  const places = new Map<string, number[]>()
  const placeOf = new Map(messages.map((message, at) => [message.message_id, at]))
  messages.forEach(({ message_id, replaces }, at) => {
    if (replaces === undefined || !placeOf.has(replaces)) return
    const root = rootOf.get(replaces) ?? replaces
    rootOf.set(message_id, root)
    places.set(root, [...(places.get(root) ?? [placeOf.get(root) ?? at]), at])
  })
  if (places.size === 0) return { messages, branchings: NONE }

  const hidden = new Set<number>()
  const branchings = new Map<string, Branching>()
  for (const [root, starts] of places) {
    const newest = starts.length - 1
    const shown = Math.min(Math.max(choices.get(root) ?? newest, 0), newest)
    const [begin = 0] = starts
    const from = starts[shown] ?? begin
    const to = starts[shown + 1] ?? messages.length
    for (let at = begin; at < messages.length; at += 1) if (at < from || at >= to) hidden.add(at)
    const versions = starts.flatMap((at) => messages[at]?.message_id ?? [])
    branchings.set(versions[shown] ?? root, { root, versions, shown })
  }
  return { messages: messages.filter((_, at) => !hidden.has(at)), branchings }
}

/** The choices under which a message is seen; the same ones where it is seen already or cannot be. */
export function choicesShowing(
  messages: readonly MessageView[],
  choices: BranchChoices,
  message_id: string,
): BranchChoices {
  const at = messages.findIndex((m) => m.message_id === message_id)
  let next = choices
  // Each turn fixes one fork; there are no more forks than messages.
  for (let turn = 0; turn < messages.length; turn += 1) {
    const { messages: seen } = branchesOf(messages, next)
    if (at < 0 || seen.some((m) => m.message_id === message_id)) return next
    const fixed = fixOne(messages, next, at)
    if (!fixed) return next
    next = fixed
  }
  return next
}

/** Chooses the version that a place belongs to, at the first fork that hides it. */
function fixOne(messages: readonly MessageView[], choices: BranchChoices, at: number): BranchChoices | null {
  const place = (id: string | undefined) => messages.findIndex((m) => m.message_id === id)
  for (const { root, versions, shown } of branchesOf(messages, choices).branchings.values()) {
    const starts = versions.map(place)
    const right = starts.findLastIndex((start) => start <= at)
    if (right >= 0 && right !== shown) return new Map([...choices, [root, right]])
  }
  return null
}

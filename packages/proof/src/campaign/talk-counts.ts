// Counts whether every answer of a conversation is there, whole, once, and ended.
import type { Person } from '../product/product.test-support.ts'
import type { ConversationReader } from './conversation-reader.ts'
import { sumOfLosses } from './sums.ts'

export interface TalkCounts extends Record<string, number> {
  answers: number
  events: number
  lost: number
  doubled: number
  reordered: number
  /** Answers with other words than an undisturbed one, or without its end. */
  wrong: number
  /** Messages more or fewer than were sent, answers that ended twice or went on after their end. */
  not_once: number
  /** Times that a reader was given the whole again, which said where it stopped. */
  restored: number
  /** Answers that the product itself does not call ended. */
  stuck: number
}

export const noCounts = (): TalkCounts => ({
  answers: 0,
  events: 0,
  lost: 0,
  doubled: 0,
  reordered: 0,
  wrong: 0,
  not_once: 0,
  restored: 0,
  stuck: 0,
})

/** Those that must be zero. */
export const PROMISED = ['lost', 'doubled', 'reordered', 'wrong', 'not_once', 'restored', 'stuck'] as const

export interface Talk {
  anna: Person
  reader: ConversationReader
  /** Messages that she sent; each was answered to its end. */
  sent: number
  /** What every answer says when nothing is done to it. */
  truth: string
}

/** Adds a conversation in which everything was answered. */
export async function countTalk(counts: TalkCounts, { anna, reader, sent, truth }: Talk): Promise<void> {
  const { lost, doubled, reordered } = sumOfLosses([reader.numbers])
  const answers = [...reader.answers.values()]
  counts.answers += answers.length
  counts.events += reader.numbers.length
  counts.lost += lost
  counts.doubled += doubled
  counts.reordered += reordered
  counts.wrong += answers.filter(({ text, end }) => text !== truth || end?.type !== 'agent.completed').length
  counts.not_once += answers.filter(({ ends, afterEnd }) => ends > 1 || afterEnd > 0).length
  counts.not_once += Math.abs(reader.messages - sent) + Math.abs(answers.length - sent)
  counts.restored += reader.restored
  counts.stuck += (await anna.trpc.invocation.list.query({})).filter(({ ended_at }) => ended_at === null).length
}

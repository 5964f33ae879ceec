// Scores which steps people, machines, or both should do: sub-scores from the words of each step, with reasons,
// and rules that hold a step back. A proposal to be judged by whoever knows the work; pure.
import type { CoexistenceData, WorkflowModel } from '@biplane/contracts/wire/process-artifacts'
import { vagueWordsIn } from './lint-words.ts'
import { type GraphNode, graphOf, isWork } from './workflow-graph.ts'

type Scored = CoexistenceData['steps'][number]
type Mode = Scored['mode']

/** From which score a step is proposed as automated, and as assisted. */
const AUTOMATED_FROM = 70
const ASSISTED_FROM = 45

interface Part {
  name: string
  weight: number
  high: RegExp
  low: RegExp
  /** When neither kind of word is there. */
  neither: number
  highReason: string
  lowReason: string
}

const HIGH = 90
const LOW = 20

const PARTS: Part[] = [
  {
    name: 'routine',
    weight: 30,
    neither: 60,
    highReason: 'follows a rule',
    lowReason: 'needs judgement',
    high: /\b(?:sends?|records?|notes?|books?|files?|opens?|closes?|copies|enters?|posts?|notif(?:y|ies)|informs?|tells?|compares?|calculates?|updates?|registers?|archives?|forwards?|finds?|releases? the payment)\b/i,
    low: /\b(?:approves?|decides?|judges?|negotiates?|assess(?:es)?|evaluates?|investigates?|interviews?|designs?|confirm|handled?|resolves?)\b/i,
  },
  {
    name: 'data',
    weight: 25,
    neither: 45,
    highReason: 'works on recorded data',
    lowReason: 'works on what is not recorded',
    high: /\b(?:ledger|records?|case|master data|system|invoice|number|amount|reference|account|order|form|database|queue|e-?mail|file|date|note|ticket)\b/i,
    low: /\b(?:telephone|phone|paper|letter|visit|in person|opinion|interview)\b/i,
  },
  {
    name: 'risk',
    weight: 20,
    neither: 85,
    highReason: 'a mistake costs little',
    lowReason: 'money, law or security is at stake',
    high: /\b(?:tells?|notes?|files?|archives?|copies|forwards?|queue)\b/i,
    low: /\b(?:payments?|pays|bank details|approves?|refund|contract|legal|security|freezes?|releases?|terminates?|dismiss)\b/i,
  },
  {
    name: 'contact',
    weight: 15,
    neither: 85,
    highReason: 'nobody has to be talked to',
    lowReason: 'is a conversation with a person',
    high: /\b(?:ledger|system|queue|database|books?)\b/i,
    low: /\b(?:calls?|meets?|negotiates?|interviews?|visits?|discuss(?:es)?|asks?|explains?)\b/i,
  },
]

const EXACTNESS_WEIGHT = 10

interface Hold {
  most: Mode
  reason: string
  applies(node: GraphNode): boolean
}

const HOLDS: Hold[] = [
  {
    most: 'human',
    reason: 'a conversation with a person stays with a person',
    applies: ({ text }) => /\b(?:calls?|meets?|negotiates?|interviews?|visits?)\b/i.test(text),
  },
  {
    most: 'human',
    reason: 'a person must answer for an approval',
    applies: ({ text }) => /\b(?:approves?|authori[sz]es?|signs?)\b/i.test(text),
  },
  {
    most: 'human',
    reason: 'what is not said exactly cannot be handed over',
    applies: ({ text }) => vagueWordsIn(text).length > 1,
  },
  { most: 'assisted', reason: 'nobody owns it yet who could take it back', applies: ({ owner }) => owner === null },
  {
    most: 'assisted',
    reason: 'money leaves the house: a person confirms',
    applies: ({ text }) =>
      /\b(?:pays|payment|transfers?)\b/i.test(text) && /\b(?:releases?|pays|transfers?|books?)\b/i.test(text),
  },
]

const MODES: Mode[] = ['human', 'assisted', 'automated']

export function scoreCoexistence(model: WorkflowModel): CoexistenceData {
  const steps = [...graphOf(model).values()].filter(({ kind }) => isWork(kind)).map(scoreOf)
  const count = (mode: Mode) => steps.filter((step) => step.mode === mode).length
  return { steps, counts: { human: count('human'), assisted: count('assisted'), automated: count('automated') } }
}

function scoreOf(node: GraphNode): Scored {
  const { id, text, owner } = node
  const parts = [...PARTS.map((part) => partOf(part, text)), exactnessOf(node)]
  const weights = parts.reduce((sum, { weight }) => sum + weight, 0)
  const score = Math.round(parts.reduce((sum, part) => sum + part.score * part.weight, 0) / weights)
  const proposed: Mode = score >= AUTOMATED_FROM ? 'automated' : score >= ASSISTED_FROM ? 'assisted' : 'human'
  const hold = HOLDS.filter((rule) => rule.applies(node)).toSorted(
    (a, b) => MODES.indexOf(a.most) - MODES.indexOf(b.most),
  )[0]
  const held = hold !== undefined && MODES.indexOf(hold.most) < MODES.indexOf(proposed)
  return { id, text, owner, mode: held ? hold.most : proposed, score, parts, held: held ? hold.reason : null }
}

function partOf(
  { name, weight, high, low, neither, highReason, lowReason }: Part,
  text: string,
): Scored['parts'][number] {
  const up = high.exec(text)?.[0]
  const down = low.exec(text)?.[0]
  if (up !== undefined && down !== undefined) {
    return { name, weight, score: (HIGH + LOW) / 2, reason: `“${up}” ${highReason}, “${down}” ${lowReason}` }
  }
  if (up !== undefined) return { name, weight, score: HIGH, reason: `“${up}” ${highReason}` }
  if (down !== undefined) return { name, weight, score: LOW, reason: `“${down}” ${lowReason}` }
  return { name, weight, score: neither, reason: 'no word speaks for or against' }
}

function exactnessOf({ text, owner }: GraphNode): Scored['parts'][number] {
  const vague = vagueWordsIn(text)
  const [word] = vague
  if (word !== undefined)
    return { name: 'exactness', weight: EXACTNESS_WEIGHT, score: LOW, reason: `“${word}” is vague` }
  return owner === null
    ? { name: 'exactness', weight: EXACTNESS_WEIGHT, score: 40, reason: 'nobody owns it' }
    : { name: 'exactness', weight: EXACTNESS_WEIGHT, score: HIGH, reason: 'who does what is said' }
}

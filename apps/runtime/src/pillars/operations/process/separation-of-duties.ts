// Detects people who approve what they prepared, or do what the procedure forbids. Pure.
import type { WorkflowModel } from '@biplane/contracts/wire/process-artifacts'
import { stemsOf } from './step-words.ts'
import { type GraphNode, graphOf } from './workflow-graph.ts'

const PREPARES =
  /\b(?:prepares?|creates?|requests?|enters?|books?|drafts?|orders?|raises?|submits?|claims?|registers?)\b/i
const APPROVES = /\b(?:approves?|authori[sz]es?|signs? off|releases? the (?:payment|order|funds|money))\b/i
/** “the person who made the call must not approve it” */
const WHOEVER = /\b(?:person|one|employee|clerk|agent) who /gi
const MUST_NOT = / (?:must|may|shall|should|can)(?: not|not) /i
const CLAUSE_END = /[.;,]|$/
/** A deed is said in so many characters. */
const DEED = { fewest: 3, most: 60 }

interface Clash {
  step: string
  detail: string
}

export function dutyClashes(model: WorkflowModel): Clash[] {
  const nodes = [...graphOf(model).values()]
  const clashes = new Map<string, Clash>()
  const note = (first: GraphNode, second: GraphNode) => {
    const detail = `${second.owner} does ${first.step === second.step ? 'both here' : `this and also ${first.step}`}: one prepares, the other approves`
    if (!clashes.has(second.step)) clashes.set(second.step, { step: second.step, detail })
  }
  for (const approval of nodes.filter(({ text, owner }) => owner !== null && APPROVES.test(text))) {
    const prepared = nodes.find(
      ({ owner, text }) => owner === approval.owner && PREPARES.test(text) && !APPROVES.test(text),
    )
    if (prepared) note(prepared, approval)
  }
  for (const [deed, forbidden] of rulesIn(nodes)) {
    const doers = nodes.filter((node) => node.owner !== null && says(node, deed))
    const second = nodes.find(
      (node) => says(node, forbidden) && doers.some((doer) => doer.owner === node.owner && doer !== node),
    )
    const first = second && doers.find(({ owner, id }) => owner === second.owner && id !== second.id)
    if (first && second) note(first, second)
  }
  return [...clashes.values()]
}

const rulesIn = (nodes: readonly GraphNode[]): [string, string][] =>
  nodes.flatMap(({ text }) => forbiddenIn(text).map(({ deed, forbidden }): [string, string] => [deed, forbidden]))

interface Forbidden {
  deed: string
  forbidden: string
  from: number
  to: number
}

/** Step by step within bounded pieces: one pattern with two open gaps would be tried in very many ways. */
function forbiddenIn(text: string): Forbidden[] {
  const found: Forbidden[] = []
  for (const { index, 0: head } of text.matchAll(WHOEVER)) {
    if (index < (found.at(-1)?.to ?? 0)) continue
    const deedFrom = index + head.length
    const not = MUST_NOT.exec(text.slice(deedFrom, deedFrom + DEED.most + 16))
    if (!not || not.index < DEED.fewest || not.index > DEED.most) continue
    const from = deedFrom + not.index + not[0].length
    const length = CLAUSE_END.exec(text.slice(from, from + DEED.most + 1))?.index ?? 0
    if (length < DEED.fewest || length > DEED.most) continue
    const deed = text.slice(deedFrom, deedFrom + not.index)
    found.push({ deed, forbidden: text.slice(from, from + length), from: index, to: from + length })
  }
  return found
}

/** Does the node do it? The rule's own sentence is not the deed. */
function says({ text }: GraphNode, deed: string): boolean {
  let plain = text
  for (const { from, to } of forbiddenIn(text).toReversed()) plain = plain.slice(0, from) + plain.slice(to)
  const words = stemsOf(plain)
  const wanted = [...stemsOf(deed)].filter((stem) => !/^(?:made|make|did|does|has|it)$/.test(stem))
  return wanted.length > 0 && wanted.every((stem) => words.has(stem))
}

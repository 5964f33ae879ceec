// Owns the question whether somebody approves what they have prepared, or does what the procedure says they must not. Pure.
import type { WorkflowModel } from '@biplane/contracts/wire/process-artifacts'
import { stemsOf } from './step-words.ts'
import { type GraphNode, graphOf } from './workflow-graph.ts'

const PREPARES =
  /\b(?:prepares?|creates?|requests?|enters?|books?|drafts?|orders?|raises?|submits?|claims?|registers?)\b/i
const APPROVES = /\b(?:approves?|authori[sz]es?|signs? off|releases? the (?:payment|order|funds|money))\b/i
/** “the person who made the call must not approve it” */
const FORBIDDEN =
  /\b(?:person|one|employee|clerk|agent) who (.{3,60}?) (?:must|may|shall|should|can)(?: not|not) (.{3,60}?)(?:[.;,]|$)/gi

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
  nodes.flatMap(({ text }) =>
    [...text.matchAll(FORBIDDEN)].map(([, deed, forbidden]): [string, string] => [deed ?? '', forbidden ?? '']),
  )

/** Does the node do it? The rule's own sentence is not the deed. */
function says({ text }: GraphNode, deed: string): boolean {
  const plain = text.replace(FORBIDDEN, '')
  const words = stemsOf(plain)
  const wanted = [...stemsOf(deed)].filter((stem) => !/^(?:made|make|did|does|has|it)$/.test(stem))
  return wanted.length > 0 && wanted.every((stem) => words.has(stem))
}

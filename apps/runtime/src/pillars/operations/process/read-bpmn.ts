// Reads BPMN 2.0 XML, ours or anybody's, into a typed workflow. What the workflow cannot hold is listed in `left_out`, never
// dropped in silence. Runs nothing that a diagram contains.
import { Refusal } from '@biplane/contracts/refusal'
import { type WorkflowModel, workflowModel } from '@biplane/contracts/wire/process-artifacts'
import type { ModdleElement } from 'bpmn-moddle'
import { z } from 'zod'
import { counted } from '../../../tools/shown-text.ts'
import { elements, extensionOf, isElement, isSubprocess, nameOf } from './bpmn-elements.ts'
import { openModdle } from './bpmn-extension.ts'
import { keptAsText, notRead } from './bpmn-left-out.ts'
import { BpmnScope } from './bpmn-scope.ts'
import { type Place, parsed, stepOf } from './bpmn-step.ts'
import { languageNote, unreadLanguage } from './procedure-language.ts'
import { refuseManyShapes, refuseManySteps, refuseManyTags } from './process-limits.ts'

/** Deeper subprocesses are no diagram that anybody drew. */
const MAX_DEPTH = 12

/** @throws UNSUPPORTED_FILE for what is no BPMN or holds no process */
export async function readBpmn(xml: string): Promise<WorkflowModel> {
  refuseManyTags(xml)
  const { rootElement, warnings } = await openModdle()
    .fromXML(xml)
    .catch((cause: unknown) => {
      throw refuse('It is no BPMN 2.0 that can be read.', cause)
    })
  const roots = elements(rootElement.rootElements)
  const scopes = new Map<ModdleElement, BpmnScope>()
  const spokenOf = referredTo(roots)
  for (const process of roots.filter(({ $type }) => $type === 'bpmn:Process')) openScopes(process, spokenOf, scopes, 0)
  const all = [...scopes.values()].flatMap(({ steps }) => steps)
  refuseManyShapes(all.length)
  refuseManySteps(all.filter(({ $type }) => /(?:Task|:CallActivity)$/.test($type)).length)
  const unresolved = warnings.filter(({ message }) => /unresolved reference/.test(message)).length
  const unread = warnings.length - unresolved
  if (![...scopes.values()].some(({ hasSteps }) => hasSteps)) {
    const odd = notRead(roots, [], 0).map((entry) => entry.slice(0, entry.lastIndexOf(' (')))
    throw refuse(`There is no process with steps in it${odd.length > 0 ? `, only: ${odd.join(', ')}` : ''}.`)
  }
  return modelOf(rootElement, { roots, scopes, unresolved, unread })
}

const refuse = (why: string, cause?: unknown): Refusal =>
  new Refusal('UNSUPPORTED_FILE', why, cause === undefined ? {} : { cause })

function openScopes(
  container: ModdleElement,
  spokenOf: ReadonlySet<ModdleElement>,
  scopes: Map<ModdleElement, BpmnScope>,
  depth: number,
): void {
  if (depth > MAX_DEPTH) throw new Refusal('TOO_LARGE', `Its subprocesses are nested more than ${MAX_DEPTH} deep.`)
  const scope = new BpmnScope(container, spokenOf)
  scopes.set(container, scope)
  for (const step of scope.steps) if (isSubprocess(step)) openScopes(step, spokenOf, scopes, depth + 1)
}

/** Nodes to which messages lead and which annotations explain: they stay steps, however plain they are. */
function referredTo(roots: readonly ModdleElement[]): Set<ModdleElement> {
  const ends = roots
    .flatMap((root) => [...elements(root.messageFlows), ...elements(root.artifacts)])
    .flatMap(({ sourceRef, targetRef }) => [sourceRef, targetRef])
  return new Set(ends.filter(isElement))
}

const procedure = workflowModel
  .pick({ roles: true, sections: true, total_time: true, notes: true, pools: true, left_out: true })
  .extend({ title: z.string().optional() })
type Kept = z.infer<typeof procedure>

interface Opened {
  roots: readonly ModdleElement[]
  scopes: ReadonlyMap<ModdleElement, BpmnScope>
  /** References to shapes that are not there. */
  unresolved: number
  /** Elements at which the file is wrong. */
  unread: number
}

interface Pool {
  name: string
  participant: ModdleElement | null
  process: ModdleElement | null
}

function modelOf(definitions: ModdleElement, { roots, scopes, unresolved, unread }: Opened): WorkflowModel {
  const collaboration = roots.find(({ $type }) => $type === 'bpmn:Collaboration') ?? null
  const pools = poolsOf(roots, collaboration, scopes)
  const kept = keptIn(collaboration, pools)
  const foreign = kept === null && (collaboration !== null || pools.filter(({ process }) => process).length > 1)
  const places = numbered(pools, scopes, kept)
  const steps = [...places].flatMap(([element, place]) => stepOf(element, place, { places, foreign }))
  const own =
    kept === null
      ? keptAsText(containersOf(roots, scopes, collaboration), (each) => places.get(each)?.id ?? null)
      : null
  const leftOut = kept?.left_out ?? [
    ...(own?.leftOut ?? []),
    ...notRead(roots, [...scopes.keys()], unresolved),
    ...(unread > 0 ? [`${counted(unread, 'element')} could not be read: the file is wrong there`] : []),
  ]
  const language = kept === null ? unreadLanguage(steps.map(({ text }) => text).join(' ')) : null
  if (language !== null) leftOut.push(languageNote(language))
  const numbers = [...new Set(steps.map(({ section }) => section))]
  const [first] = pools.filter(({ process }) => process)
  const title =
    kept?.title ||
    (pools.length > 1
      ? nameOf(definitions) ||
        pools
          .map(({ name }) => name)
          .join(' and ')
          .slice(0, 120)
      : '') ||
    nameOf(first?.process) ||
    first?.name ||
    'Process'
  const sectionTitle = (number: number) => (foreign ? first && sectioned(pools)[number - 1]?.name : null) || title
  const sections = kept?.sections.filter(({ number }) => numbers.includes(number)) ?? []
  const missing = numbers.filter((number) => sections.every((section) => section.number !== number))
  const owners = [...new Set(steps.flatMap(({ owner }) => owner ?? []))]
  const messages = messagesOf(collaboration, pools, places)
  const readPools = kept
    ? kept.pools
    : foreign
      ? pools.map((pool) => ({ name: pool.name, sections: sectionsOf(pool, pools, places, scopes) }))
      : undefined
  return {
    title,
    roles: kept?.roles ?? owners.map((name) => ({ name, does: '' })),
    sections: [
      ...sections,
      ...missing.map((number) => ({ number, title: sectionTitle(number), exception: false, time: null, note: '' })),
    ],
    steps,
    total_time: kept?.total_time ?? null,
    notes: kept?.notes ?? own?.notes ?? [],
    ...(readPools ? { pools: readPools } : {}),
    ...(messages.length > 0 ? { messages } : {}),
    ...(leftOut.length > 0 ? { left_out: leftOut } : {}),
  }
}

const sectioned = (pools: readonly Pool[]): Pool[] => pools.filter(({ process }) => process !== null)

function sectionsOf(
  { process }: Pool,
  _pools: readonly Pool[],
  places: ReadonlyMap<ModdleElement, Place>,
  scopes: ReadonlyMap<ModdleElement, BpmnScope>,
): number[] {
  const scope = process ? scopes.get(process) : undefined
  return [...new Set(scope?.steps.flatMap((step) => places.get(step)?.section ?? []) ?? [])]
}

/** Participants in their order, then processes that no participant does. A process without steps is a name only. */
function poolsOf(
  roots: readonly ModdleElement[],
  collaboration: ModdleElement | null,
  scopes: ReadonlyMap<ModdleElement, BpmnScope>,
): Pool[] {
  const participants = elements(collaboration?.participants)
  const stepsIn = (process: unknown): ModdleElement | null =>
    isElement(process) && (scopes.get(process)?.steps.length ?? 0) > 0 ? process : null
  const named = participants.map(
    (participant, at): Pool => ({
      name: nameOf(participant) || nameOf(participant.processRef) || `Pool ${at + 1}`,
      participant,
      process: stepsIn(participant.processRef),
    }),
  )
  const rest = roots.filter(
    (root) => stepsIn(root) !== null && participants.every(({ processRef }) => processRef !== root),
  )
  return [
    ...named,
    ...rest.map(
      (process): Pool => ({ name: nameOf(process) || (process.id ?? 'Process'), participant: null, process }),
    ),
  ]
}

function keptIn(collaboration: ModdleElement | null, pools: readonly Pool[]): Kept | null {
  const holders = [...(collaboration ? [collaboration] : []), ...pools.flatMap(({ process }) => process ?? [])]
  for (const holder of holders) {
    const kept = parsed(extensionOf(holder, 'biplane:Procedure')?.body, procedure)
    if (kept) return kept
  }
  return null
}

const containersOf = (
  roots: readonly ModdleElement[],
  scopes: ReadonlyMap<ModdleElement, BpmnScope>,
  collaboration: ModdleElement | null,
): ModdleElement[] => [
  ...scopes.keys(),
  ...(collaboration ? [collaboration] : []),
  ...roots.filter((root) => root.$type === 'bpmn:Process' && !scopes.has(root)),
]

/** Ours keep their sections; new shapes follow in the last one. A pool begins a section, a subprocess does not. */
function numbered(pools: readonly Pool[], scopes: Opened['scopes'], kept: Kept | null): Map<ModdleElement, Place> {
  const places = new Map<ModdleElement, Place>()
  const counts = new Map<number, number>()
  const known = kept?.sections.map(({ number }) => number) ?? []
  let section = known[0] ?? 1
  const walk = (scope: BpmnScope, inside: string | null, pool: Pool) => {
    for (const element of scope.steps) {
      const said = Number(/^(\d+)\./.exec(String(extensionOf(element, 'biplane:Step')?.number ?? ''))?.[1])
      if (known.includes(said)) section = said
      const place = (counts.get(section) ?? 0) + 1
      counts.set(section, place)
      const id = `${section}.${place}`
      places.set(element, {
        id,
        section,
        scope,
        inside,
        pool: pool.participant ? pool.name : null,
        process: pool.process,
      })
      const inner = scopes.get(element)
      if (inner) walk(inner, id, pool)
    }
  }
  for (const [at, pool] of sectioned(pools).entries()) {
    const scope = pool.process ? scopes.get(pool.process) : undefined
    if (kept === null) section = at + 1
    if (scope) walk(scope, null, pool)
  }
  return places
}

function messagesOf(
  collaboration: ModdleElement | null,
  pools: readonly Pool[],
  places: ReadonlyMap<ModdleElement, Place>,
): NonNullable<WorkflowModel['messages']> {
  const endOf = (element: unknown): string => {
    if (!isElement(element)) return 'nowhere'
    const pool = pools.findIndex(({ participant, process }) => participant === element || process === element)
    return pool >= 0 ? `pool ${pool + 1}` : (places.get(element)?.id ?? 'nowhere')
  }
  return elements(collaboration?.messageFlows).map((flow) => ({
    from: endOf(flow.sourceRef),
    to: endOf(flow.targetRef),
    text: nameOf(flow) || nameOf(flow.messageRef),
  }))
}

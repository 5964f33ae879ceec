// Writes a workflow as BPMN 2.0 XML with pools, lanes and a layout. Standard shapes and flows carry the graph, so that any
// BPMN tool shows it; what BPMN has no word for travels beside them.
import type { WorkflowModel, WorkflowStep } from '@biplane/contracts/wire/process-artifacts'
import type { BpmnModdle, ModdleElement } from 'bpmn-moddle'
import { diagramOf } from './bpmn-diagram.ts'
import { openModdle } from './bpmn-extension.ts'
import { BpmnScopeWriter, NOBODY_LANE } from './bpmn-scope-writer.ts'
import { type LayoutPool, placePools } from './layout-pools.ts'
import { isWork } from './workflow-graph.ts'

export async function toBpmn(model: WorkflowModel): Promise<string> {
  const { xml } = await openModdle().toXML(definitionsOf(model), { format: true })
  return xml
}

function definitionsOf(model: WorkflowModel): ModdleElement {
  const moddle = openModdle()
  const roots: ModdleElement[] = []
  const shapes = new Map<string, ModdleElement>()
  const pools = poolsOf(model).map((pool, at) => openPool(pool, at, { moddle, roots, shapes }))
  const messages = messageFlows(model, { moddle, shapes, pools: pools.map(({ participant }) => participant) })
  const { roles, sections, total_time, notes, title, pools: kept, left_out } = model
  const body = JSON.stringify({ title, roles, sections, total_time, notes, pools: kept, left_out })
  const collaboration = moddle.create('bpmn:Collaboration', {
    id: 'Collaboration_1',
    participants: pools.map(({ participant }) => participant),
    messageFlows: messages,
    extensionElements: extension(moddle, 'biplane:Procedure', { body }),
  })
  const placed = placePools(
    pools.map(({ layout }) => layout),
    messages,
  )
  return moddle.create('bpmn:Definitions', {
    id: 'Definitions_1',
    targetNamespace: 'urn:biplane:process',
    rootElements: [...roots, collaboration, ...pools.flatMap(({ process }) => process ?? [])],
    diagrams: [diagramOf(moddle, collaboration, placed)],
  })
}

export const extension = (moddle: BpmnModdle, type: string, properties: Record<string, unknown>): ModdleElement =>
  moddle.create('bpmn:ExtensionElements', { values: [moddle.create(type, properties)] })

interface PoolPlan {
  name: string
  /** `null` for a participant of which only the name is known. */
  steps: WorkflowStep[] | null
}

/** Steps that stand in no pool belong to the first one that has sections. */
function poolsOf({ pools, steps, title }: WorkflowModel): PoolPlan[] {
  if (!pools?.some(({ sections }) => sections.length > 0)) {
    const names = (pools ?? []).map(({ name }): PoolPlan => ({ name, steps: null }))
    return [...names, { name: title, steps }]
  }
  const first = pools.findIndex(({ sections }) => sections.length > 0)
  const owned = new Set(pools.flatMap(({ sections }) => sections))
  return pools.map(({ name, sections }, at) => ({
    name,
    steps:
      sections.length === 0
        ? null
        : steps.filter(({ section }) => sections.includes(section) || (at === first && !owned.has(section))),
  }))
}

interface Tools {
  moddle: BpmnModdle
  /** Messages, signals and errors to which events refer. */
  roots: ModdleElement[]
  /** Shapes by step id, over all pools. */
  shapes: Map<string, ModdleElement>
}

function openPool({ name, steps }: PoolPlan, at: number, { moddle, roots, shapes }: Tools) {
  const participant = moddle.create('bpmn:Participant', { id: `Participant_${at + 1}`, name })
  if (steps === null)
    return { participant, process: null, layout: { participant, lanes: [], scope: null } satisfies LayoutPool }
  const process = moddle.create('bpmn:Process', { id: `Process_${at + 1}`, name, isExecutable: false })
  participant.processRef = process
  const owners = [...new Set(steps.flatMap(({ owner, next }) => [owner, ...next.map((way) => way.owner)]))].filter(
    (owner) => owner !== null,
  )
  const laned = owners.length > 1 || (owners[0] !== undefined && owners[0] !== name)
  if (laned && steps.some(({ owner, kind }) => owner === null && isWork(kind) && kind !== 'decision'))
    owners.push(NOBODY_LANE)
  const writer = new BpmnScopeWriter({ moddle, roots, shapes, prefix: `P${at + 1}`, lanes: laned ? owners : [] }, steps)
  const scope = writer.fill(process, null)
  const lanes = laned
    ? owners.map((owner, lane) =>
        moddle.create('bpmn:Lane', {
          id: `Lane_${at + 1}_${lane + 1}`,
          name: owner,
          flowNodeRef: scope.nodes.filter((node) => node.lane === lane).map(({ element }) => element),
        }),
      )
    : []
  if (lanes.length > 0) process.laneSets = [moddle.create('bpmn:LaneSet', { id: `Lanes_${at + 1}`, lanes })]
  return { participant, process, layout: { participant, lanes, scope } satisfies LayoutPool }
}

function messageFlows(
  { messages = [] }: WorkflowModel,
  {
    moddle,
    shapes,
    pools,
  }: { moddle: BpmnModdle; shapes: ReadonlyMap<string, ModdleElement>; pools: readonly ModdleElement[] },
): ModdleElement[] {
  const endOf = (end: string) => (end.startsWith('pool ') ? pools[Number(end.slice(5)) - 1] : shapes.get(end))
  return messages.flatMap(({ from, to, text }, at) => {
    const [sourceRef, targetRef] = [endOf(from), endOf(to)]
    if (!sourceRef || !targetRef) return []
    const name = text === '' ? {} : { name: text }
    return [moddle.create('bpmn:MessageFlow', { id: `Message_${at + 1}`, sourceRef, targetRef, ...name })]
  })
}

// Finds what a BPMN file holds beyond a workflow, in words: kept as text, or not read. What stands here is named before
// anything is drawn.
import type { WorkflowModel } from '@biplane/contracts/wire/process-artifacts'
import type { ModdleElement } from 'bpmn-moddle'
import { counted } from '../../../tools/shown-text.ts'
import { elements, isElement, isNode, nameOf, textOf } from './bpmn-elements.ts'

const MAX_ENTRIES = 20

/** Properties that are read, or that only repeat what flows say. */
const READ = new Set(
  (
    'id name incoming outgoing documentation extensionElements eventDefinitions attachedToRef cancelActivity isInterrupting ' +
    'loopCharacteristics flowElements artifacts laneSets triggeredByEvent default gatewayDirection calledElement ' +
    'isForCompensation dataInputAssociations dataOutputAssociations isExecutable processType isClosed definitionalCollaborationRef ' +
    'lanes outputSet dataOutputs dataInputs instantiate eventGatewayType implementation ioSpecification properties resources'
  ).split(' '),
)
/** Read in part, or not at all, and worth a word. */
const TECHNICAL = new Set([
  'implementation',
  'ioSpecification',
  'properties',
  'resources',
  'dataOutputs',
  'dataInputs',
  'outputSet',
  'instantiate',
])

/** Text that stands beside the steps: data that no step uses, and annotations with the step that they explain. */
export function keptAsText(
  containers: readonly ModdleElement[],
  idOf: (element: ModdleElement) => string | null,
): { notes: WorkflowModel['notes']; leftOut: string[] } {
  const all = containers.flatMap((container) => [...elements(container.flowElements), ...elements(container.artifacts)])
  const data = all.filter(({ $type }) => /:Data(?:Object|Store)Reference$/.test($type))
  const links = all.filter(({ $type }) => $type === 'bpmn:Association')
  const annotations = all.filter(({ $type }) => $type === 'bpmn:TextAnnotation')
  const groups = all.filter(({ $type }) => $type === 'bpmn:Group').map(groupName)
  const said = annotations.map((annotation) => {
    const tied = links.flatMap(({ sourceRef, targetRef }) =>
      sourceRef === annotation ? [targetRef] : targetRef === annotation ? [sourceRef] : [],
    )
    const about = tied.flatMap((element) => (isElement(element) ? (idOf(element) ?? []) : []))
    return `${about.length > 0 ? `${about.join(', ')}: ` : ''}${textOf(annotation.text)}`
  })
  const names = [...new Set(data.map((element) => `${nameOf(element) || 'unnamed'}${stateOf(element)}`))]
  const note = (heading: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [{ heading, text: lines.map((line) => `- ${line}`).join('\n'), after: true }]
  const kept = (count: number, what: string) =>
    count === 0 ? [] : [`${counted(count, what)}: kept as text, not drawn`]
  return {
    notes: [...note('Data', names), ...note('Annotations', said), ...note('Groups', groups)],
    leftOut: [
      ...kept(names.length, 'data object'),
      ...kept(said.length, 'annotation'),
      ...kept(groups.length, 'group'),
    ],
  }
}

const stateOf = ({ dataState }: ModdleElement): string => (nameOf(dataState) === '' ? '' : ` [${nameOf(dataState)}]`)

const groupName = ({ categoryValueRef, id }: ModdleElement): string =>
  (isElement(categoryValueRef) ? textOf(categoryValueRef.value) : '') || (id ?? 'group')

/** Elements and settings that are not read, each kind once with how often it stands there. */
export function notRead(
  roots: readonly ModdleElement[],
  containers: readonly ModdleElement[],
  unresolved: number,
): string[] {
  const counts = new Map<string, number>()
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1)
  for (const { $type } of roots) {
    if (/:(?:Choreography|GlobalChoreographyTask|Conversation|GlobalTask|Global\w+Task)$/.test($type))
      count(plain($type))
  }
  for (const element of containers.flatMap(({ flowElements }) => elements(flowElements))) {
    if (!isNode(element) && !/:(?:SequenceFlow|Data(?:Object|Store)(?:Reference)?|DataObject)$/.test(element.$type)) {
      count(plain(element.$type))
    }
    for (const setting of settingsOf(element)) count(setting)
  }
  for (const element of containers) for (const setting of settingsOf(element)) count(setting)
  return [
    ...[...counts].map(([what, times]) => `${what} (${times}×): not read`),
    ...(unresolved > 0 ? [`${counted(unresolved, 'reference')} to shapes that are not in the file`] : []),
  ].slice(0, MAX_ENTRIES)
}

const plain = (type: string): string =>
  type
    .replace(/^\w+:/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()

/** Settings of a vendor by the vendor's prefix, and the standard's technical ones by their name. */
function settingsOf(element: ModdleElement): Set<string> {
  const vendors = new Set<string>()
  const held = element.extensionElements
  const types = [
    ...(isElement(held) ? elements(held.values).map(({ $type }) => $type) : []),
    ...Object.keys(element.$attrs ?? {}),
  ]
  for (const type of types) {
    const prefix = /^([\w.-]{1,40}):/.exec(type)?.[1]
    if (prefix !== undefined && !['biplane', 'bpmn', 'xmlns', 'xsi', 'xml'].includes(prefix))
      vendors.add(`settings of “${prefix}”`)
  }
  const technical = Object.keys(element).filter(
    (key) =>
      !key.startsWith('$') &&
      key !== 'di' &&
      (!READ.has(key) || TECHNICAL.has(key)) &&
      !IGNORED.has(`${element.$type}.${key}`),
  )
  return new Set([...vendors, ...technical.map((key) => `“${key.slice(0, 40)}”`)])
}

/** These are read where they stand. */
const IGNORED = new Set([
  'bpmn:SequenceFlow.sourceRef',
  'bpmn:SequenceFlow.targetRef',
  'bpmn:SequenceFlow.conditionExpression',
  'bpmn:DataObjectReference.dataObjectRef',
  'bpmn:DataObjectReference.dataState',
  'bpmn:DataStoreReference.dataState',
  'bpmn:DataStoreReference.dataStoreRef',
  'bpmn:DataObject.isCollection',
  'bpmn:SequenceFlow.isImmediate',
])

// Twenty-two diagrams as other tools write them: the constructs of the reference models A.1 to C.9, without and with vendor
// settings. For tests of reading, writing and asking.

const HEAD =
  'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:signavio="http://www.signavio.com" xmlns:bizagi="http://www.bizagi.com/bpmn20" targetNamespace="x"'
export const definitions = (body: string): string => `<?xml version="1.0"?><definitions ${HEAD}>${body}</definitions>`
export const process = (body: string, id = 'p', name = ''): string =>
  `<process id="${id}" name="${name}">${body}</process>`

let flows = 0
/** `flow('a', 'b', 'yes')`, or several targets one after the other. */
export const flow = (from: string, to: string, name = '', inner = ''): string =>
  `<sequenceFlow id="f${++flows}" sourceRef="${from}" targetRef="${to}"${name === '' ? '' : ` name="${name}"`}>${inner}</sequenceFlow>`
export const chain = (...ids: string[]): string =>
  ids
    .slice(1)
    .map((to, at) => flow(ids[at] ?? '', to))
    .join('')
const node = (type: string, id: string, name = '', inner = '', attributes = ''): string =>
  `<${type} id="${id}"${name === '' ? '' : ` name="${name}"`} ${attributes}>${inner}</${type}>`
const task = (id: string, name: string, inner = '') => node('task', id, name, inner)
const pools = (participants: string, messages = '', artifacts = '') =>
  `<collaboration id="collab">${participants}${messages}${artifacts}</collaboration>`
const participant = (id: string, name: string, ref = '') =>
  `<participant id="${id}" name="${name}"${ref === '' ? '' : ` processRef="${ref}"`}/>`
const message = (id: string, from: string, to: string, name = '') =>
  `<messageFlow id="${id}" sourceRef="${from}" targetRef="${to}" name="${name}"/>`
const timer = (duration: string) =>
  `<timerEventDefinition><timeDuration xsi:type="tFormalExpression">${duration}</timeDuration></timerEventDefinition>`
const lane = (name: string, ...refs: string[]) =>
  `<lane id="l_${name}" name="${name}">${refs.map((ref) => `<flowNodeRef>${ref}</flowNodeRef>`).join('')}</lane>`

interface Diagram {
  name: string
  xml: string
  /** Names of all activities and named events, in no order. */
  holds: string[]
  pools?: number
  messages?: number
}

const make = (name: string, xml: string, holds: string, more: Partial<Diagram> = {}): Diagram => ({
  name,
  xml: definitions(xml),
  holds: holds.split(' / '),
  ...more,
})

export const DIAGRAMS: Diagram[] = [
  make(
    'A.1 sequence',
    process(
      `<startEvent id="s" name="Order received"/>${task('a', 'Task 1')}${task('b', 'Task 2')}${task('c', 'Task 3')}<endEvent id="z" name="Order shipped"/>${chain('s', 'a', 'b', 'c', 'z')}`,
    ),
    'Order received / Task 1 / Task 2 / Task 3 / Order shipped',
  ),
  make(
    'A.2 exclusive gateways, two ends',
    process(
      `<startEvent id="s"/>${task('a', 'Task 1')}${node('exclusiveGateway', 'g', 'Gateway (Split Flow)')}${task('b', 'Task 2')}${task('c', 'Task 3')}${task('d', 'Task 4')}${node('exclusiveGateway', 'm', 'Gateway (Merge Flows)')}<endEvent id="y" name="End Event 1"/><endEvent id="z" name="End Event 2"/>${chain('s', 'a', 'g', 'b', 'm', 'y')}${flow('g', 'c', 'no')}${flow('c', 'm')}${flow('g', 'd', 'other')}${flow('d', 'z')}`,
    ),
    'Task 1 / Task 2 / Task 3 / Task 4 / Gateway (Merge Flows) / End Event 1 / End Event 2',
  ),
  make(
    'A.3 collapsed subprocess with border events',
    process(
      `<startEvent id="s"/>${task('a', 'Task 1')}${node('subProcess', 'sub', 'Collapsed Sub-Process')}${task('b', 'Task 2')}${task('c', 'Task 3')}<boundaryEvent id="e1" name="Boundary Intermediate Event Non-Interrupting Message" attachedToRef="a" cancelActivity="false"><messageEventDefinition/></boundaryEvent><boundaryEvent id="e2" name="Boundary Intermediate Event Interrupting Escalation" attachedToRef="sub"><escalationEventDefinition/></boundaryEvent><endEvent id="x"/><endEvent id="y" name="End Event 2"/>${chain('s', 'a', 'sub', 'x')}${chain('e1', 'b', 'y')}${chain('e2', 'c', 'y')}`,
    ),
    'Task 1 / Collapsed Sub-Process / Task 2 / Task 3 / Boundary Intermediate Event Non-Interrupting Message / Boundary Intermediate Event Interrupting Escalation / End Event 2',
  ),
  make(
    'A.4 two pools, lanes, expanded subprocesses, messages',
    `${pools(participant('P1', 'Pool 1', 'p1') + participant('P2', 'Pool 2', 'p2'), message('m1', 't1', 's2') + message('m2', 't9', 'P1', 'Confirmation'))}${process(
      `<laneSet id="ls">${lane('Lane 1', 's1', 't1')}${lane('Lane 2', 'sub', 'e1')}</laneSet><startEvent id="s1"/>${task('t1', 'Task 1')}${node('subProcess', 'sub', 'Expanded Sub-Process 1', `<startEvent id="si"/>${task('ti', 'Task 2')}<endEvent id="ei"/>${chain('si', 'ti', 'ei')}`)}<endEvent id="e1"/>${chain('s1', 't1', 'sub', 'e1')}`,
      'p1',
    )}${process(`<startEvent id="s2" name="Message Start"><messageEventDefinition/></startEvent>${task('t9', 'Task 3')}<endEvent id="e2"/>${chain('s2', 't9', 'e2')}`, 'p2')}`,
    'Task 1 / Expanded Sub-Process 1 / Task 2 / Message Start / Task 3',
    { pools: 2, messages: 2 },
  ),
  make(
    'B.1 every kind of task and gateway in a collaboration',
    `${pools(participant('P1', 'Participant', 'p1') + participant('P2', 'Closed participant'), message('m1', 'send', 'P2', 'Message'))}${process(
      `<startEvent id="s"/>${node('userTask', 'u', 'User Task')}${node('parallelGateway', 'g')}${node('serviceTask', 'v', 'Service Task')}${node('sendTask', 'send', 'Send Task')}${node('receiveTask', 'r', 'Receive Task')}${node('manualTask', 'm', 'Manual Task')}${node('scriptTask', 'x', 'Script Task')}${node('businessRuleTask', 'b', 'Business Rule Task')}${node('parallelGateway', 'j')}${node('inclusiveGateway', 'i', 'Which?')}${node('callActivity', 'c', 'Call Activity', '', 'calledElement="other"')}<endEvent id="z"/>${chain('s', 'u', 'g', 'v', 'j')}${chain('g', 'send', 'j')}${chain('g', 'r', 'j')}${chain('j', 'i', 'm', 'z')}${flow('i', 'x', 'a')}${flow('i', 'b', 'b')}${chain('x', 'c', 'z')}${chain('b', 'z')}`,
      'p1',
    )}`,
    'User Task / Service Task / Send Task / Receive Task / Manual Task / Script Task / Business Rule Task / Call Activity',
    { pools: 2, messages: 1 },
  ),
  make(
    'B.2 events of every kind',
    `${process(
      `<startEvent id="s"><conditionalEventDefinition><condition xsi:type="tFormalExpression">stock &lt; 10</condition></conditionalEventDefinition></startEvent>${node('intermediateCatchEvent', 'i1', 'Wait a day', timer('P1D'))}${node('intermediateThrowEvent', 'i2', 'Signal it', '<signalEventDefinition signalRef="sig"/>')}${task('a', 'Work')}<boundaryEvent id="b1" attachedToRef="a" name="Failed"><errorEventDefinition errorRef="err"/></boundaryEvent>${task('h', 'Repair')}<endEvent id="z" name="Done"><terminateEventDefinition/></endEvent><endEvent id="y" name="Given up"><escalationEventDefinition/></endEvent>${chain('s', 'i1', 'i2', 'a', 'z')}${chain('b1', 'h', 'y')}`,
    )}<signal id="sig" name="All clear"/><error id="err" name="No stock" errorCode="E1"/>`,
    'Wait a day / Signal it / Work / Failed / Repair / Done / Given up',
  ),
  make(
    'C.1 invoice approval with a team and a copy service',
    `${pools(participant('T', 'Team Assistant', 'pt') + participant('E', 'Process Engine', 'pe'), message('m1', 'scan', 'recv', 'Invoice') + message('m2', 'ask', 'clear'))}${process(
      `<startEvent id="st" name="Invoice received"/>${task('scan', 'Scan Invoice')}${task('arch', 'Archive original')}<endEvent id="et" name="Invoice scanned"/>${chain('st', 'scan', 'arch', 'et')}<startEvent id="cs" name="Clarification needed"><messageEventDefinition/></startEvent>${task('clear', 'Clarify invoice')}<endEvent id="ce"/>${chain('cs', 'clear', 'ce')}`,
      'pt',
    )}${process(
      `<laneSet id="le">${lane('Approver', 'ok', 'g1', 'ask')}${lane('Accountant', 'bank')}</laneSet><startEvent id="recv" name="Invoice arrives"><messageEventDefinition/></startEvent>${task('assign', 'Assign approver')}${task('ok', 'Approve invoice')}${node('exclusiveGateway', 'g1', 'Invoice approved?')}${task('bank', 'Prepare bank transfer')}${node('sendTask', 'ask', 'Rejection')}<endEvent id="e1" name="Invoice processed"/><endEvent id="e2" name="Invoice not processed"/>${chain('recv', 'assign', 'ok', 'g1')}${flow('g1', 'bank', 'yes')}${flow('g1', 'ask', 'no')}${chain('bank', 'e1')}${chain('ask', 'e2')}`,
      'pe',
    )}`,
    'Scan Invoice / Archive original / Clarify invoice / Assign approver / Approve invoice / Prepare bank transfer / Rejection / Invoice processed / Invoice not processed',
    { pools: 2, messages: 2 },
  ),
  make(
    'C.2 event-based choice, nested subprocesses, three pools',
    `${pools(participant('A', 'Customer') + participant('B', 'Shop', 'pb') + participant('C', 'Supplier', 'pc'), message('m1', 'A', 'sb') + message('m2', 'ord', 'sc') + message('m3', 'A', 'pay'))}${process(
      `<startEvent id="sb" name="Order arrives"><messageEventDefinition/></startEvent>${task('check', 'Check stock')}${node('subProcess', 'buy', 'Procurement', `<startEvent id="s1"/>${task('ord', 'Order from supplier')}${node('subProcess', 'inner', 'Receive goods', `<startEvent id="s2"/>${task('unp', 'Unpack')}<endEvent id="z2"/>${chain('s2', 'unp', 'z2')}`)}<endEvent id="z1"/>${chain('s1', 'ord', 'inner', 'z1')}`)}${node('eventBasedGateway', 'eb')}${node('intermediateCatchEvent', 'pay', 'Payment received', '<messageEventDefinition/>')}${node('intermediateCatchEvent', 'late', '14 days', timer('P14D'))}${task('ship', 'Ship goods')}${task('rem', 'Send reminder')}<endEvent id="z"/>${chain('sb', 'check', 'buy', 'eb', 'pay', 'ship', 'z')}${chain('eb', 'late', 'rem', 'eb')}`,
      'pb',
    )}${process(`<startEvent id="sc"/>${task('del', 'Deliver')}<endEvent id="zc"/>${chain('sc', 'del', 'zc')}`, 'pc')}`,
    'Check stock / Procurement / Order from supplier / Receive goods / Unpack / Payment received / 14 days / Ship goods / Send reminder / Deliver',
    { pools: 3, messages: 3 },
  ),
  make(
    'C.3 event subprocess and escalation',
    process(
      `<startEvent id="s"/>${task('a', 'Handle complaint')}<endEvent id="z"/>${chain('s', 'a', 'z')}${node('subProcess', 'ev', 'Complaint withdrawn', `<startEvent id="es" name="Withdrawal" isInterrupting="false"><messageEventDefinition/></startEvent>${task('c', 'Close complaint')}<endEvent id="ez"/>${chain('es', 'c', 'ez')}`, 'triggeredByEvent="true"')}`,
      'p',
      'Complaints',
    ),
    'Handle complaint / Complaint withdrawn / Withdrawal / Close complaint',
  ),
  make(
    'C.4 multi-instance and loop markers',
    process(
      `<startEvent id="s"/>${task('a', 'Review each page', '<multiInstanceLoopCharacteristics isSequential="true"/>')}${node('subProcess', 'b', 'Ask all experts', `<multiInstanceLoopCharacteristics><completionCondition xsi:type="tFormalExpression">two answers</completionCondition></multiInstanceLoopCharacteristics>${task('b1', 'Ask an expert')}`)}${task('c', 'Polish', '<standardLoopCharacteristics><loopCondition xsi:type="tFormalExpression">not good</loopCondition></standardLoopCharacteristics>')}<endEvent id="z"/>${chain('s', 'a', 'b', 'c', 'z')}`,
    ),
    'Review each page / Ask all experts / Ask an expert / Polish',
  ),
  make(
    'C.5 data objects, stores and annotations',
    process(
      `<dataObject id="do"/><dataObjectReference id="d1" name="Order form" dataObjectRef="do"/><dataStoreReference id="d2" name="Ledger"/><startEvent id="s"/>${task('a', 'Enter order', '<dataInputAssociation id="x1"><sourceRef>d1</sourceRef></dataInputAssociation><dataOutputAssociation id="x2"><targetRef>d2</targetRef></dataOutputAssociation>')}<endEvent id="z"/>${chain('s', 'a', 'z')}<textAnnotation id="ta"><text>Within one day</text></textAnnotation><association id="as" sourceRef="a" targetRef="ta"/>`,
    ),
    'Enter order',
  ),
  make(
    'C.6 compensation',
    process(
      `<startEvent id="s"/>${task('a', 'Book hotel')}${task('b', 'Book flight')}<boundaryEvent id="k" attachedToRef="a" name="Undo"><compensateEventDefinition/></boundaryEvent>${node('task', 'u', 'Cancel hotel', '', 'isForCompensation="true"')}<endEvent id="z" name="Failed"><compensateEventDefinition/></endEvent>${chain('s', 'a', 'b', 'z')}<association id="as" sourceRef="k" targetRef="u" associationDirection="One"/>`,
    ),
    'Book hotel / Book flight / Undo / Cancel hotel / Failed',
  ),
  make(
    'C.7 transaction and ad-hoc subprocess',
    process(
      `<startEvent id="s"/>${node('transaction', 't', 'Pay', task('t1', 'Take money'))}<boundaryEvent id="k" attachedToRef="t" name="Cancelled"><cancelEventDefinition/></boundaryEvent>${node('adHocSubProcess', 'h', 'Prepare', task('h1', 'Clean') + task('h2', 'Heat'))}${task('r', 'Refund')}<endEvent id="z"/>${chain('s', 't', 'h', 'z')}${chain('k', 'r', 'z')}`,
    ),
    'Pay / Take money / Cancelled / Prepare / Clean / Heat / Refund',
  ),
  make(
    'C.8 several starts and link events',
    process(
      `<startEvent id="s1" name="By mail"><messageEventDefinition/></startEvent><startEvent id="s2" name="Every Monday"><timerEventDefinition><timeCycle xsi:type="tFormalExpression">R/P7D</timeCycle></timerEventDefinition></startEvent><startEvent id="s3"/>${task('a', 'Collect')}${task('b', 'Count')}${node('intermediateThrowEvent', 'l1', '', '<linkEventDefinition name="Part 2"/>')}${node('intermediateCatchEvent', 'l2', '', '<linkEventDefinition name="Part 2"/>')}${task('c', 'Report')}<endEvent id="z"/>${chain('s1', 'a', 'l1')}${chain('s2', 'a')}${chain('s3', 'b', 'l1')}${chain('l2', 'c', 'z')}`,
    ),
    'By mail / Every Monday / Collect / Count / Report',
  ),
  make(
    'C.9 default and conditional flows, tasks that split and merge by themselves',
    process(
      `<startEvent id="s"/>${node('task', 'a', 'Assess', '')}${node('exclusiveGateway', 'g', 'Amount?', '', 'default="fd"')}${task('b', 'Approve high')}${task('c', 'Approve low')}${task('d', 'Notify')}${task('e', 'Archive')}<endEvent id="z"/>${chain('s', 'a', 'g')}${flow('g', 'b', '', '<conditionExpression xsi:type="tFormalExpression">amount &gt; 1000</conditionExpression>')}<sequenceFlow id="fd" sourceRef="g" targetRef="c"/>${chain('b', 'd', 'z')}${chain('c', 'd')}${chain('b', 'e', 'z')}`,
    ),
    'Assess / Approve high / Approve low / Notify / Archive',
  ),
  make(
    'vendor: Camunda settings',
    process(
      `<startEvent id="s" camunda:formKey="x"/>${node('serviceTask', 'a', 'Call API', '<extensionElements><camunda:properties><camunda:property name="k" value="v"/></camunda:properties></extensionElements>', 'camunda:class="org.X"')}<endEvent id="z"/>${chain('s', 'a', 'z')}`,
    ),
    'Call API',
  ),
  make(
    'vendor: Signavio settings and documentation',
    process(
      `<startEvent id="s"/>${task('a', 'Prüfen', '<documentation>See the handbook.</documentation><extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue="#fff"/></extensionElements>')}<endEvent id="z"/>${chain('s', 'a', 'z')}`,
    ),
    'Prüfen',
  ),
  make(
    'vendor: Bizagi, a pool of its own for the page',
    `${pools(participant('P0', 'Main process', 'p0') + participant('P1', 'Purchasing', 'p1'))}${process('', 'p0')}${process(
      `<extensionElements><bizagi:BizagiExtensions/></extensionElements><startEvent id="s"/>${task('a', 'Request offer')}${task('b', 'Compare offers')}<endEvent id="z"/>${chain('s', 'a', 'b', 'z')}`,
      'p1',
    )}`,
    'Request offer / Compare offers',
    { pools: 2 },
  ),
  make(
    'nested lanes',
    `${pools(participant('P1', 'Bank', 'p1'))}${process(
      `<laneSet id="ls"><lane id="o" name="Office"><flowNodeRef>a</flowNodeRef><childLaneSet id="cs">${lane('Clerk', 'a')}${lane('Head', 'b')}</childLaneSet></lane></laneSet><startEvent id="s"/>${task('a', 'Fill in')}${task('b', 'Sign')}<endEvent id="z"/>${chain('s', 'a', 'b', 'z')}`,
      'p1',
    )}`,
    'Fill in / Sign',
    { pools: 1 },
  ),
  make('no start and no end', process(`${task('a', 'Open')}${task('b', 'Close')}${chain('a', 'b')}`), 'Open / Close'),
  make(
    'marks of Markdown and of XML in names',
    process(
      `<startEvent id="s"/>${task('a', '1. # Title &lt;b&gt; | `x`')}${task('b', '- dash: [link](x)')}${task('c', 'Owner: nobody')}${task('d', '*')}<endEvent id="z"/>${chain('s', 'a', 'b', 'c', 'd', 'z')}`,
    ),
    '1. # Title <b> | `x` / - dash: [link](x) / Owner: nobody / *',
  ),
  make(
    'complex gateway, several definitions on one event',
    process(
      `<startEvent id="s"><messageEventDefinition/><timerEventDefinition/></startEvent>${node('complexGateway', 'g', 'Two of three')}${task('a', 'One')}${task('b', 'Two')}${task('c', 'Three')}${node('complexGateway', 'j')}<endEvent id="z"/>${chain('s', 'g', 'a', 'j', 'z')}${chain('g', 'b', 'j')}${chain('g', 'c', 'j')}`,
    ),
    'One / Two / Three',
  ),
]

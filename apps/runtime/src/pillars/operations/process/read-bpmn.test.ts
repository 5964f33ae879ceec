import { expect, test } from 'vitest'
import { toolFile } from '../../../tools/made-file.test-support.ts'
import { readBpmn } from './read-bpmn.ts'
import { readSop } from './read-sop.ts'
import { sopTool } from './sop-tool.ts'
import { workflowTool } from './workflow-tool.ts'
import { toBpmn } from './write-bpmn.ts'

const bpmn = (body: string) =>
  `<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p" name="Order">${body}</process></definitions>`
const flow = (id: string, from: string, to: string, name = '') =>
  `<sequenceFlow id="f${id}" sourceRef="${from}" targetRef="${to}" name="${name}"/>`

/** As another tool draws it: lanes, a gateway that joins, an event on a border, an end in the middle. */
const FOREIGN = bpmn(
  `<laneSet id="l"><lane id="a" name="Sales"><flowNodeRef>t1</flowNodeRef><flowNodeRef>g</flowNodeRef></lane><lane id="b" name="Store"><flowNodeRef>t2</flowNodeRef></lane></laneSet>
  <startEvent id="s"/><task id="t1" name="Take the order"/><exclusiveGateway id="g" name="In stock"/><serviceTask id="t2" name="Pack it"/>
  <boundaryEvent id="e" attachedToRef="t2" name="the box breaks"/><userTask id="t3" name="Order more"/><exclusiveGateway id="j"/><task id="t4" name="Tell the customer"/><endEvent id="z"/>
  ${flow('1', 's', 't1')}${flow('2', 't1', 'g')}${flow('3', 'g', 't2', 'yes')}${flow('4', 'g', 't3', 'no')}${flow('5', 't2', 'j')}${flow('6', 't3', 'j')}${flow('7', 'j', 't4')}${flow('8', 't4', 'z')}`,
)

test('a diagram of another tool is read: lanes own, gateways ask, joins are passed, border events are exceptions', async () => {
  const { steps, roles } = await readBpmn(FOREIGN)
  expect(steps.map(({ id, kind, text, owner }) => [id, kind, text, owner])).toEqual([
    ['1.1', 'task', 'Take the order', 'Sales'],
    ['1.2', 'decision', 'In stock?', 'Sales'],
    ['1.3', 'task', 'Pack it', 'Store'],
    ['1.4', 'task', 'Order more', null],
    ['1.5', 'task', 'Tell the customer', null],
  ])
  expect(steps.map(({ next }) => next.map(({ when, to }) => `${when ?? ''}>${to}`).join(' '))).toEqual([
    '>1.2',
    'yes>1.3 no>1.4',
    '>1.5',
    '>1.5',
    '>end',
  ])
  expect(steps[2]?.exception).toBe('the box breaks')
  expect(roles.map(({ name }) => name)).toEqual(['Sales', 'Store'])
})

test('what was read from a diagram survives as a procedure and as a diagram', async () => {
  const { artifact } = await sopTool.run({ wizard: null }, toolFile('order.bpmn', FOREIGN))
  const model = await readBpmn(FOREIGN)
  expect(readSop(artifact.data.markdown)?.model).toEqual(model)
  expect(await readBpmn(await toBpmn(model))).toEqual(model)
})

test('takes the new name of a shape that was renamed elsewhere', async () => {
  const model = readSop('## Work\n\n1. The clerk opens the case.\n2. The clerk closes it.\n')?.model
  if (!model) throw new Error('there are steps')
  const edited = (await toBpmn(model)).replace('name="The clerk closes it."', 'name="The clerk burns it."')
  expect((await readBpmn(edited)).steps.map(({ text }) => text)).toEqual([
    'The clerk opens the case.',
    'The clerk burns it.',
  ])
})

test.each([
  ['is no XML', 'hello', 'no BPMN'],
  ['has no process', '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', 'no process with steps'],
])('a diagram that %s is refused in words [L11]', async (_what, xml, words) => {
  await expect(readBpmn(xml)).rejects.toMatchObject({
    refusal: 'UNSUPPORTED_FILE',
    message: expect.stringContaining(words),
  })
})

test('gateways in a ring and entities that would grow end at once [L11]', async () => {
  const ring = bpmn(
    `<startEvent id="s"/><task id="t" name="x"/><exclusiveGateway id="a"/><exclusiveGateway id="b"/>${flow('1', 's', 't')}${flow('2', 't', 'a')}${flow('3', 'a', 'b')}${flow('4', 'b', 'a')}`,
  )
  expect((await readBpmn(ring)).steps).toHaveLength(1)
  const bomb = `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>${FOREIGN.replace('Pack it', '&b;')}`
  const read = await readBpmn(bomb).catch(() => null)
  expect(JSON.stringify(read).length).toBeLessThan(5_000)
})

test('a procedure with more steps than can be drawn is refused, one with as many as that fits into an artifact', async () => {
  const made = (steps: number) =>
    toolFile(
      'long.md',
      `# Long\n\n## Work\n\n${Array.from({ length: steps }, (_, at) => `1. The clerk writes the rather long entry number ${at} into the ledger of the day.\n`).join('')}`,
    )
  await expect(workflowTool.run({}, made(151))).rejects.toMatchObject({ refusal: 'TOO_LARGE' })
  const { workflow } = await workflowTool.run({}, made(150))
  expect(JSON.stringify(workflow).length).toBeLessThan(200 * 1024)
})

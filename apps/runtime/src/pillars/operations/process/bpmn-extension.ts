// What our BPMN says beyond BPMN: a step's own number, owner, inputs, outputs, time; and the library with that added.
import { BpmnModdle } from 'bpmn-moddle'

const attribute = (name: string) => ({ name, isAttr: true, type: 'String' })

const BIPLANE = {
  name: 'Biplane',
  uri: 'urn:biplane:process:1',
  prefix: 'biplane',
  xml: { tagAlias: 'lowerCase' },
  types: [
    /** The procedure beside its steps, as JSON. */
    { name: 'Procedure', superClass: ['Element'], properties: [{ name: 'body', isBody: true, type: 'String' }] },
    {
      name: 'Step',
      superClass: ['Element'],
      // `label` is the name that was given to the shape: a shape with another name was renamed since.
      // `lane` is the lane that it was put into: a shape in another one was moved.
      properties: [
        'number',
        'label',
        'kind',
        'owner',
        'lane',
        'inputs',
        'outputs',
        'timeText',
        'timeHours',
        'exception',
      ].map(attribute),
    },
    /** What is done on one way of a decision. */
    { name: 'Way', superClass: ['Element'], properties: ['label', 'owner'].map(attribute) },
    /** An end that stands for a step which does not exist. */
    { name: 'Missing', superClass: ['Element'], properties: ['target'].map(attribute) },
  ],
}

export const openModdle = (): BpmnModdle => new BpmnModdle({ biplane: BIPLANE })

// Bounds of a procedure or a diagram that are asked before anything of it is walked.
import { Refusal } from '@biplane/contracts/refusal'
import { counted } from '../../../tools/shown-text.ts'

/** A diagram of more work is one that nobody can read, and its artifact would not fit. */
const MOST_STEPS = 150
/** Steps with events, gateways and subprocesses. */
const MOST_SHAPES = 300
/** Of a BPMN file: a step with its shape, its flow and what is said of them has about twenty. */
const MOST_TAGS = 20_000

/** @throws TOO_LARGE */
export function refuseManySteps(steps: number): void {
  if (steps <= MOST_STEPS) return
  throw new Refusal('TOO_LARGE', `It has ${counted(steps, 'step')}; up to ${MOST_STEPS} can be drawn. Split it.`)
}

/** @throws TOO_LARGE */
export function refuseManyShapes(shapes: number): void {
  if (shapes <= MOST_SHAPES) return
  throw new Refusal('TOO_LARGE', `It has ${counted(shapes, 'shape')}; up to ${MOST_SHAPES} can be drawn. Split it.`)
}

/** @throws TOO_LARGE */
export function refuseManyTags(xml: string): void {
  let tags = 0
  for (let at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at + 1)) {
    if (++tags > MOST_TAGS) throw new Refusal('TOO_LARGE', 'The diagram has more elements than can be drawn. Split it.')
  }
}

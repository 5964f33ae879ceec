// Owns the reading of BPMN 2.0 XML, ours or anybody's: a typed workflow out. What a workflow of this product cannot express
// is refused by name; nothing is read as something else. It runs nothing that a diagram contains.
import { Refusal } from '@biplane/contracts/refusal'
import {
  type WorkflowBranch,
  type WorkflowModel,
  type WorkflowStep,
  workflowModel,
} from '@biplane/contracts/wire/process-artifacts'
import type { ModdleElement } from 'bpmn-moddle'
import { z } from 'zod'
import { openModdle } from './bpmn-extension.ts'
import { BpmnProcess } from './bpmn-process.ts'
import { asAnswer, asQuestion } from './decision-words.ts'
import { refuseManySteps, refuseManyTags } from './process-limits.ts'
import { squeeze } from './step-words.ts'
import { END } from './workflow-graph.ts'

/** @throws UNSUPPORTED_FILE for what is no BPMN, holds no process, or says what cannot be expressed here */
export async function readBpmn(xml: string): Promise<WorkflowModel> {
  refuseManyTags(xml)
  const read = await openModdle()
    .fromXML(xml)
    .catch((cause: unknown) => {
      throw refuse('It is no BPMN 2.0 that can be read.', cause)
    })
  const process = BpmnProcess.of(read.rootElement)
  refuseManySteps(process?.tasks ?? 0)
  if (!process || process.steps().length === 0) throw refuse('There is no process with steps in it.')
  const odd = process.parallel()
  if (odd) throw refuse(`“${nameOf(odd)}” goes on in several ways at once, which cannot be expressed here yet.`)
  return modelOf(process)
}

const refuse = (why: string, cause?: unknown): Refusal =>
  new Refusal('UNSUPPORTED_FILE', why, cause === undefined ? {} : { cause })

const nameOf = (element: ModdleElement): string => squeeze(element.name ?? '').slice(0, 80) || (element.id ?? 'a shape')

const procedure = workflowModel.pick({ roles: true, sections: true, total_time: true, notes: true })
const texts = z.array(z.string())

function modelOf(process: BpmnProcess): WorkflowModel {
  const kept = parsed(process.own('biplane:Procedure')?.body, procedure)
  const title = squeeze(process.name) || 'Process'
  const shapes = process.steps()
  const places = numbered(shapes, kept?.sections.map(({ number }) => number) ?? [])
  const idOf = (element: ModdleElement | null): string => {
    if (element === null) return END
    return places.get(element)?.id ?? String(process.extension(element, 'biplane:Missing')?.target ?? END)
  }
  const steps = shapes.map((shape) => stepOf(shape, { process, places, idOf }))
  const used = new Set(steps.map(({ section }) => section))
  const sections = kept?.sections.filter(({ number }) => used.has(number)) ?? []
  const missing = [...used].filter((number) => sections.every((section) => section.number !== number))
  const owners = [...new Set(steps.flatMap(({ owner }) => owner ?? []))]
  return {
    title,
    roles: kept?.roles ?? owners.map((name) => ({ name, does: '' })),
    sections: [...sections, ...missing.map((number) => ({ number, title, exception: false, time: null, note: '' }))],
    steps,
    total_time: kept?.total_time ?? null,
    notes: kept?.notes ?? [],
  }
}

interface Reading {
  process: BpmnProcess
  places: ReadonlyMap<ModdleElement, { id: string; section: number }>
  idOf(element: ModdleElement | null): string
}

function stepOf(shape: ModdleElement, { process, places, idOf }: Reading): WorkflowStep {
  const own = process.extension(shape, 'biplane:Step')
  const decision = process.isSplit(shape)
  const text = textOf(shape, own, process) || (decision ? 'which way' : nameOf(shape))
  const hours = Number(own?.timeHours)
  const time = own?.timeText === undefined || !Number.isFinite(hours) ? null : { text: String(own.timeText), hours }
  const exception = own?.exception === undefined ? process.boundaryOf(shape) : String(own.exception)
  return {
    id: places.get(shape)?.id ?? '1.1',
    section: places.get(shape)?.section ?? 1,
    kind: decision ? 'decision' : 'task',
    text: decision ? asQuestion(text) : text,
    owner: own ? (own.owner === undefined ? null : String(own.owner)) : process.laneOf(shape),
    inputs: parsed(own?.inputs, texts) ?? [],
    outputs: parsed(own?.outputs, texts) ?? [],
    time,
    exception,
    next: process.outgoing(shape).map(({ name, target }, at): WorkflowBranch => {
      const when = decision ? asAnswer(name || `way ${at + 1}`) : null
      const way = target && process.extension(target, 'biplane:Way')
      if (!target || !way) return { when, action: null, owner: null, to: idOf(process.arrive(target)) }
      const [on] = process.outgoing(target)
      const owner = way.owner === undefined ? null : String(way.owner)
      return { when, action: textOf(target, way, process), owner, to: idOf(process.arrive(on?.target ?? null)) }
    }),
  }
}

/** A shape that still has the label it was given says what is documented; a renamed one says its name. */
function textOf(shape: ModdleElement, own: ModdleElement | null, process: BpmnProcess): string {
  const documented = process.documentation(shape)
  const name = squeeze(shape.name ?? '')
  return own && own.label === shape.name && documented !== '' ? documented : name
}

/** Ours keep their numbers while these are in order; new shapes follow in the last section. */
function numbered(shapes: readonly ModdleElement[], sections: readonly number[]) {
  const places = new Map<ModdleElement, { id: string; section: number }>()
  const counts = new Map<number, number>()
  let section = sections[0] ?? 1
  for (const shape of shapes) {
    const said = Number(/^(\d+)\./.exec(String(BpmnProcess.extensionOf(shape, 'biplane:Step')?.number ?? ''))?.[1])
    if (sections.includes(said)) section = said
    const place = (counts.get(section) ?? 0) + 1
    counts.set(section, place)
    places.set(shape, { id: `${section}.${place}`, section })
  }
  return places
}

function parsed<T>(text: unknown, schema: z.ZodType<T>): T | null {
  if (typeof text !== 'string') return null
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

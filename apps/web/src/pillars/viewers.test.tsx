// @vitest-environment happy-dom
import type { Assumption, SimulationData, WorkflowData } from '@biplane/contracts/wire/process-artifacts'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { AssumptionCell } from '../workspace/assumption-cells.tsx'
import { readFinancials, readRoadmap } from './business-outcomes/plan-data.ts'
import { LintViewer } from './operations/lint-viewer.tsx'
import { readSimulation, readWorkflow } from './operations/process-data.ts'
import MadeViewers from './viewers.tsx'

afterEach(cleanup)

const rate: Assumption = {
  name: 'discount_rate',
  label: 'Discount rate',
  value: 10,
  unit: '% a year',
  min: 0,
  max: 200,
  source: 'default',
  kind: 'default',
}
const workflow: WorkflowData = {
  model: { title: 'T', roles: [], sections: [], steps: [], total_time: null, notes: [] },
  lines: {},
  bpmn: '',
  mermaid: 'flowchart TD',
}
const simulation: SimulationData = {
  seed: 1,
  cases: 10,
  finished: 10,
  assumptions: [rate],
  cycle: { p50: 1, p90: 2, mean: 1.5 },
  within_time: null,
  steps: [],
  owners: [],
  bottleneck: null,
}

test('shows a notice for data of an unknown form', () => {
  expect(readWorkflow(workflow)).toEqual(workflow)
  expect(readSimulation(simulation)).toEqual(simulation)
  expect(readWorkflow({ ...workflow, lines: { '1.1': 'x' } })).toBeNull()
  expect(readSimulation({ ...simulation, assumptions: [{ ...rate, value: '10' }] })).toBeNull()
  expect(readRoadmap({})).toBeNull()
  expect(readFinancials(null)).toBeNull()
  render(<MadeViewers kind="roadmap" title="Roadmap" data={{ items: 'no' }} />)
  expect(screen.getByText(/form that this page does not know/)).toBeDefined()
})

test('sends a changed cell once, within its bounds', () => {
  const asked: number[] = []
  render(<AssumptionCell assumption={rate} onSet={(value) => asked.push(value)} />)
  const cell = screen.getByLabelText('Set Discount rate')
  const form = cell.closest('form')
  if (!form) throw new Error('a cell is a form')
  fireEvent.submit(form)
  fireEvent.change(cell, { target: { value: '900' } })
  expect(cell.getAttribute('aria-invalid')).toBe('true')
  fireEvent.submit(form)
  fireEvent.change(cell, { target: { value: '12' } })
  fireEvent.submit(form)
  fireEvent.submit(form)
  expect(asked).toEqual([12])
})

test('a finding says its step and line, and markup in it is text', () => {
  const finding = {
    rule: 'r',
    severity: 'error' as const,
    title: 'Bad',
    detail: '<b>x</b>',
    step: '2.5',
    line: 37,
    text: '',
  }
  const { container } = render(
    <LintViewer lint={{ rules: [{ rule: 'r', title: 'Bad', count: 1 }], findings: [finding] }} />,
  )
  expect(screen.getByText('step 2.5, line 37')).toBeDefined()
  expect(screen.getByText('<b>x</b>')).toBeDefined()
  expect(container.querySelector('b')).toBeNull()
})

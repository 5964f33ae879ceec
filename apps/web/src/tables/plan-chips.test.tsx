// @vitest-environment happy-dom
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PlanChips } from './plan-chips.tsx'
import { PlanForm } from './plan-form.tsx'
import { RunPlanProvider } from './plan-run.tsx'
import { ANSWER, PLAN } from './tables.test-support.ts'

let ran: TablePlan[] = []
beforeEach(() => {
  ran = []
})
afterEach(cleanup)

const show = (answer = ANSWER) =>
  render(
    <RunPlanProvider value={(plan) => ran.push(plan)}>
      <PlanChips answer={answer} />
    </RunPlanProvider>,
  )
const open = (name: string) => fireEvent.keyDown(screen.getByRole('button', { name }), { key: 'Enter' })

test('marks a chosen column and offers the other one in one click', () => {
  show()
  expect(screen.getByText('Chosen for you: other columns would fit as well')).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Use Revenue instead' }))
  expect(ran).toEqual([ANSWER.chips[0]?.alternatives[0]?.plan])
})

test('runs another aggregate, chosen by keyboard', () => {
  show()
  open('Measure: total Net Amount. Change')
  fireEvent.keyDown(screen.getByRole('menuitemcheckbox', { name: 'Average' }), { key: 'Enter' })
  expect(ran[0]?.measures[0]?.aggregate).toBe('average')
})

test('groups by another column of this file, dates by month', () => {
  show()
  open('By: Region. Change')
  fireEvent.click(screen.getByRole('menuitemcheckbox', { name: 'Order Date' }))
  expect(ran[0]?.by).toEqual([{ column: 'Order Date', bucket: 'month' }])
})

test('changes the value of a condition', () => {
  show()
  fireEvent.click(screen.getByRole('button', { name: 'Where: Status is open. Change' }))
  fireEvent.change(screen.getByLabelText('Value'), { target: { value: 'paid' } })
  fireEvent.click(screen.getByRole('button', { name: 'Apply' }))
  expect(ran[0]?.where).toEqual([[{ operand: { of: 'column', column: 'Status' }, op: 'eq', values: ['paid'] }]])
})

test('removes a condition', () => {
  show()
  fireEvent.click(screen.getByRole('button', { name: 'Where: Status is open. Change' }))
  fireEvent.click(screen.getByRole('button', { name: 'Remove' }))
  expect(ran[0]?.where).toEqual([])
})

test('does not apply a condition without a value', () => {
  show()
  fireEvent.click(screen.getByRole('button', { name: 'Only rows where …' }))
  expect(screen.getByRole('button', { name: 'Apply' })).toHaveProperty('disabled', true)
})

test('shows chips without buttons where no plan can be run', () => {
  render(<PlanChips answer={ANSWER} />)
  expect(screen.queryAllByRole('button')).toEqual([])
  expect(screen.getByText('total Net Amount')).toBeDefined()
})

test('answers an open question with one click on the prefilled form', () => {
  render(
    <RunPlanProvider value={(plan) => ran.push(plan)}>
      <PlanForm answer={{ ...ANSWER, state: 'ask' }} />
    </RunPlanProvider>,
  )
  expect(screen.getByLabelText('Measure')).toHaveProperty('value', 'Net Amount')
  expect(screen.getByLabelText('By')).toHaveProperty('value', 'Region')
  fireEvent.click(screen.getByRole('button', { name: 'Show the answer' }))
  expect(ran).toEqual([PLAN])
})

test('sends what was chosen in the form', () => {
  render(
    <RunPlanProvider value={(plan) => ran.push(plan)}>
      <PlanForm answer={{ ...ANSWER, state: 'ask' }} />
    </RunPlanProvider>,
  )
  fireEvent.change(screen.getByLabelText('Measure'), { target: { value: 'Revenue' } })
  fireEvent.change(screen.getByLabelText('By'), { target: { value: 'Order Date' } })
  fireEvent.change(screen.getByLabelText('Period'), { target: { value: 'quarter' } })
  fireEvent.click(screen.getByRole('button', { name: 'Remove: Status is open' }))
  fireEvent.click(screen.getByRole('button', { name: 'Show the answer' }))
  expect(ran[0]).toMatchObject({
    measures: [{ aggregate: 'sum', operand: { of: 'column', column: 'Revenue' } }],
    by: [{ column: 'Order Date', bucket: 'quarter' }],
    where: [],
  })
})

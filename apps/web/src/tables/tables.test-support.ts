// An answer about a small sales file, for tests.
import type { TableAnswerData } from '@biplane/contracts/wire/table-answer'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'

export const PLAN: TablePlan = {
  version: 1,
  shape: 'groups',
  table: { file_uuid: '01a22d44-9ecd-700b-b002-b598becf1d63' },
  joins: [],
  once: null,
  measures: [{ aggregate: 'sum', operand: { of: 'column', column: 'Net Amount' } }],
  by: [{ column: 'Region' }],
  where: [[{ operand: { of: 'column', column: 'Status' }, op: 'eq', values: ['open'] }]],
  having: [],
  comparison: null,
  share: false,
  columns: [],
  order: [{ by: 0, direction: 'descending' }],
  limit: { count: 5, unit: 'lines' },
  neighbour: null,
  show: 'auto',
  as_of: '2026-09-30',
}

export const ANSWER: TableAnswerData = {
  state: 'answered',
  plan: PLAN,
  chips: [
    {
      part: 'measure',
      text: 'total Net Amount',
      assumed: true,
      alternatives: [
        {
          text: 'Revenue',
          plan: { ...PLAN, measures: [{ aggregate: 'sum', operand: { of: 'column', column: 'Revenue' } }] },
        },
      ],
    },
    { part: 'by', text: 'Region', assumed: false, alternatives: [] },
    { part: 'where', text: 'Status is open', assumed: false, alternatives: [] },
    { part: 'how', text: 'top 5', assumed: false, alternatives: [] },
  ],
  columns: [
    { name: 'Region', kind: 'text', groups: true, measures: false, values: ['North', 'South'] },
    { name: 'Status', kind: 'text', groups: true, measures: false, values: ['open', 'paid'] },
    { name: 'Order Date', kind: 'date', groups: true, measures: false, values: [] },
    { name: 'Net Amount', kind: 'money', groups: false, measures: true, values: [] },
    { name: 'Revenue', kind: 'money', groups: false, measures: true, values: [] },
    { name: 'Paid', kind: 'boolean', groups: true, measures: false, values: ['yes', 'no'] },
  ],
  suggestions: [],
}

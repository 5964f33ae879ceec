import { expect, test } from 'vitest'
import { lint } from './lint.ts'
import { readBpmn } from './read-bpmn.ts'
import { readSop } from './read-sop.ts'
import { simulate } from './simulate.ts'
import { ownerIn } from './step-words.ts'
import { toBpmn } from './write-bpmn.ts'
import { writeSop } from './write-sop.ts'

const OUTLINE = `Purchase Order Procedure

1 Request
1.1 Requester fills in the purchase request form.
1.2 Manager approves the request.
1.2.1 If the amount is over 5,000 EUR, the finance director approves as well.
1.3 Purchasing sends the order to the supplier.
2 Receipt
2.1 Warehouse checks the goods.
2.2 If goods are damaged, warehouse goes back to step 1.3, else warehouse books the receipt.
`
const TABLE = `# Incident handling

| Step | Who | What | Time |
|---|---|---|---|
| 1 | Service desk | Logs the incident | 10 min |
| 2 | Service desk | Assigns priority | 5 min |
| 3 | Engineer | Fixes the incident | 4 h |
| 4 | Engineer | If not fixed, escalates to vendor | 1 day |
| 5 | Service desk | Closes the ticket | 5 min |
`
const PROSE = `When a customer calls to cancel, the agent first verifies the identity of the caller. Then the agent asks for the reason and offers a discount. If the customer accepts, the agent applies the discount and ends the call. If not, the agent cancels the contract and sends a confirmation by email. Finally, the agent updates the CRM.`
const GERMAN = `# Reklamationsprozess

## Ablauf

1. Der Kundendienst nimmt die Reklamation auf.
2. Die Qualitätssicherung prüft das Produkt.
3. Wenn das Produkt fehlerhaft ist, sendet der Versand ein Ersatzprodukt, sonst informiert der Kundendienst den Kunden.
4. Die Buchhaltung bucht den Vorgang.
`
const PARALLEL = `# Month end

1. Accounting closes the period.
2. At the same time, payroll posts the salaries and treasury reconciles the banks.
3. Once both are done, the controller reviews the results.
`
const UNLESS = `# Access requests

1. The requester submits the form.
2. The line manager approves unless the requester is a contractor, in which case the security officer approves.
3. IT grants access within 2 days, provided that the training is complete.
4. Do not grant admin rights.
`
const SPANISH = `# PROCEDIMIENTO DE COMPRAS

1. El solicitante crea la solicitud.
2. El gerente aprueba la solicitud. Si no aprueba, la solicitud se devuelve.
3. Compras envía el pedido.
`
const LETTERS = `Petty cash

a) The cashier counts the cash.
b) The cashier writes the slip.
c) The supervisor signs the slip.
`
const REPEAT = `# Draft

1. The author writes the draft.
2. The editor reviews the draft.
3. Repeat step 1 until the editor is satisfied.
4. The publisher prints it.
`

const modelOf = (text: string) => {
  const read = readSop(text)
  if (!read) throw new Error('there are steps')
  return read.model
}
const shown = (text: string) => modelOf(text).steps.map(({ kind, owner, text: said }) => [kind, owner, said])

test('reads an outline: its titles, its depth and references by its own numbers', () => {
  const { title, sections, steps } = modelOf(OUTLINE)
  expect(title).toBe('Purchase Order Procedure')
  expect(sections.map((section) => section.title)).toEqual(['Request', 'Receipt'])
  expect(steps.map(({ owner }) => owner)).toEqual([
    'Requester',
    'Manager',
    'Finance director',
    'Purchasing',
    'Warehouse',
    'Warehouse',
  ])
  expect(steps.at(-1)?.next.map(({ when, to }) => [when, to])).toEqual([
    ['yes', '1.4'],
    ['no', 'end'],
  ])
})

test('reads a table of steps with owners and times', () => {
  const { steps } = modelOf(TABLE)
  expect(steps.map(({ owner, time }) => [owner, time?.hours])).toEqual([
    ['Service desk', 0.17],
    ['Service desk', 0.08],
    ['Engineer', 4],
    ['Engineer', 8],
    ['Service desk', 0.08],
  ])
  expect(steps[3]?.kind).toBe('decision')
  expect(readSop(TABLE)?.lines['1.3']).toBe(7)
})

test('reads sentences as steps, and joins “if not” to its question', () => {
  expect(shown(PROSE)).toEqual([
    ['task', 'Agent', expect.stringContaining('verifies')],
    ['task', 'Agent', expect.stringContaining('discount')],
    ['decision', 'Agent', 'the customer accepts?'],
    ['task', 'Agent', 'Finally, the agent updates the CRM.'],
  ])
})

test('reads German owners, conditions and otherwise', () => {
  const { steps } = modelOf(GERMAN)
  expect(steps.map(({ owner }) => owner)).toEqual(['Kundendienst', 'Qualitätssicherung', 'Versand', 'Buchhaltung'])
  expect(steps[2]?.next.map(({ owner }) => owner)).toEqual(['Versand', 'Kundendienst'])
})

test('reads what is done at the same time as parallel work', () => {
  const { steps } = modelOf(PARALLEL)
  expect(steps.map(({ kind, owner }) => [kind, owner])).toEqual([
    ['parallel', null],
    ['task', 'Accounting'],
    ['task', 'Payroll'],
    ['task', 'Treasury'],
    ['parallel', null],
    ['task', 'Controller'],
  ])
  expect(steps[0]?.next.map(({ to }) => to)).toEqual(['1.2', '1.3', '1.4'])
  expect(new Set(steps.slice(1, 4).flatMap(({ next }) => next.map(({ to }) => to)))).toEqual(new Set(['1.5']))
  expect(simulate(modelOf(PARALLEL), { cases: 30, seed: 1, changes: {} }).finished).toBe(30)
})

test('reads “unless” as a decision and IT as somebody', () => {
  const { steps } = modelOf(UNLESS)
  expect(steps[1]).toMatchObject({ kind: 'decision', text: 'the requester is a contractor?' })
  expect(steps[1]?.next.map(({ when, owner }) => [when, owner])).toEqual([
    ['yes', 'Security officer'],
    ['no', 'Line manager'],
  ])
  expect(steps[2]?.owner).toBe('IT')
})

test('reads “repeat until” as a way back', () => {
  expect(modelOf(REPEAT).steps[2]?.next.map(({ when, to }) => [when, to])).toEqual([
    ['yes', '1.4'],
    ['no', '1.1'],
  ])
})

test.each([OUTLINE, TABLE, PROSE, GERMAN, PARALLEL, UNLESS, LETTERS, REPEAT])(
  '[O1] what people write becomes the same procedure and the same diagram (%#)',
  async (text) => {
    const model = modelOf(text)
    expect(readSop(writeSop(model))?.model).toEqual(model)
    expect(await readBpmn(await toBpmn(model))).toEqual(model)
  },
)

test.each([OUTLINE, TABLE, PROSE, GERMAN, PARALLEL, UNLESS, LETTERS, REPEAT])(
  '[O2] blames nobody falsely (%#)',
  (text) => {
    const read = readSop(text)
    const found = read ? lint(read.model, read.lines).findings : []
    expect(found.filter(({ rule, severity }) => rule === 'no_owner' && severity === 'error')).toEqual([])
  },
)

test('[O2, O9] a language that is not read is said, and nobody is blamed for it', () => {
  const model = modelOf(SPANISH)
  expect(model.left_out).toEqual([expect.stringContaining('Spanish')])
  expect(lint(model, {}).findings.filter(({ rule }) => rule === 'no_owner')).toEqual([])
})

test.each([
  ['The form is checked by the AR clerk.', 'AR clerk'],
  ['The order is approved by HR within 2 days.', 'HR'],
  ['The letter is sent by email.', null],
  ['The report is due by Friday.', null],
  ['IT creates the account.', 'IT'],
  ['Accounting and payroll post the salaries.', null],
  ['Employees sign the sheet.', 'Employees'],
  ['The baker kneads the dough.', 'Baker'],
  ['AR clerk: checks the invoice.', 'AR clerk'],
  ['Note: keep the form.', null],
  ['Then the agent immediately informs the customer.', 'Agent'],
  ['Meanwhile the store packs the goods.', 'Store'],
  ['Der Antrag wird von der Personalabteilung geprüft.', 'Personalabteilung'],
  ['Der zuständige Sachbearbeiter prüft den Antrag.', 'zuständige Sachbearbeiter'],
  ['Anschließend sendet der Versand die Ware.', 'Versand'],
  ['Der Leiter der Buchhaltung muss die Zahlung freigeben.', 'Leiter der Buchhaltung'],
  ['Die Rechnung wird geprüft.', null],
  ['Es wird eine Mahnung erstellt.', null],
  ['Payment terms for the customer apply.', null],
  ['Collect the hours.', null],
])('who does “%s”: %s', (text, owner) => {
  expect(ownerIn(text, [])).toBe(owner)
})

test('a text that only describes is no procedure', () => {
  expect(readSop('# Nothing\n\nOnly words.\n')).toBeNull()
  expect(readSop('# Report\n\nRevenue rose. Costs were lower. The market is difficult. Nobody knows why.\n')).toBeNull()
})

import { afterAll, expect, test } from 'vitest'
import { artifactsOf, ask, openAgentWorkers } from '../../agents/agent-probe.test-support.ts'
import { madeFile, sampleText } from '../../tools/made-file.test-support.ts'
import { operationsLiaison } from './liaison-operations.ts'
import { DIAGRAMS } from './process/made-diagrams.test-support.ts'

const tools = openAgentWorkers()
afterAll(() => tools.close())

const text = (name: string, content: string) => madeFile(name, content, 'text/markdown')
const diagram = (name: string) =>
  madeFile('diagram.bpmn', DIAGRAMS.find((each) => each.name.startsWith(name))?.xml ?? '')
const FILES = {
  refund: text('refund-sop.md', sampleText('refund-sop.md')),
  purchase: text(
    'purchase.md',
    'Purchase Order Procedure\n\n1 Request\n1.1 Requester fills in the purchase request form.\n1.2 Manager approves the request.\n1.2.1 If the amount is over 5,000 EUR, the finance director approves as well.\n1.3 Purchasing sends the order to the supplier.\n2 Receipt\n2.1 Warehouse checks the goods.\n2.2 If goods are damaged, warehouse returns them to the supplier, else warehouse books the receipt.\n',
  ),
  incident: text(
    'incident.md',
    '# Incident handling\n\n| Step | Who | What | Time |\n|---|---|---|---|\n| 1 | Service desk | Logs the incident | 10 min |\n| 2 | Service desk | Assigns priority | 5 min |\n| 3 | Engineer | Fixes the incident | 4 h |\n| 4 | Engineer | If not fixed, escalates to vendor | 1 day |\n| 5 | Service desk | Closes the ticket | 5 min |\n',
  ),
  cancel: text(
    'cancel.md',
    '# Cancellation\n\nThe agent verifies the identity of the caller. Then the agent asks for the reason and offers a discount. If the customer accepts, the agent applies the discount. If not, the agent cancels the contract. Finally, the agent updates the CRM.\n',
  ),
  complaint: text(
    'reklamation.md',
    '# Reklamation\n\n## Ablauf\n\n1. Der Kundendienst nimmt die Reklamation auf.\n2. Die Qualitätssicherung prüft das Produkt innerhalb von 2 Tagen.\n3. Wenn das Produkt fehlerhaft ist, sendet der Versand ein Ersatzprodukt, sonst informiert der Kundendienst den Kunden.\n4. Die Buchhaltung bucht den Vorgang.\n',
  ),
  monthEnd: text(
    'month.md',
    '# Month end\n\n1. Accounting closes the period.\n2. At the same time, payroll posts the salaries and treasury reconciles the banks.\n3. The controller reviews the results within 3 days.\n',
  ),
  access: text(
    'access.md',
    '# Access requests\n\n1. The requester submits the form.\n2. The line manager approves unless the requester is a contractor, in which case the security officer approves.\n3. IT grants access within 2 days.\n',
  ),
  invoice: diagram('C.1'),
  shop: diagram('C.2'),
  hotel: diagram('C.6'),
} as const

/** File, question, what the answer must hold, and what it must not. */
const QUESTIONS: [keyof typeof FILES, string, RegExp, RegExp?][] = [
  ['refund', 'How many steps does it have?', /18 steps/],
  ['refund', 'How long does the whole process take?', /5 working days|working days/],
  ['refund', 'What does the AR clerk do?', /AR clerk.*things/s],
  ['refund', 'Which steps does the AR clerk do?', /AR clerk/],
  ['refund', 'Who books the credit note?', /AR clerk/],
  ['refund', 'Who releases the payment?', /Treasury/],
  ['refund', 'What happens if the bank details differ?', /section 5|5\.1/],
  ['refund', 'How many decisions are there?', /4 decisions/],
  ['refund', 'What is step 2.1?', /bank ledger/],
  ['refund', 'Who is involved?', /6 parties/],
  ['purchase', 'Who approves the request?', /Manager/],
  ['purchase', 'What is step 4?', /Purchasing/],
  ['purchase', 'What happens if the goods are damaged?', /returns them/],
  ['purchase', 'What does the warehouse do?', /Warehouse/],
  ['purchase', 'Who checks the goods?', /Warehouse/],
  ['purchase', 'What is the first step?', /Requester/],
  ['purchase', 'How many steps are there?', /6 steps/],
  ['purchase', 'How long does it take?', /simulated|no time/i],
  ['incident', 'How many steps are in the process?', /5 steps/],
  ['incident', 'What does the engineer do?', /Fixes the incident/],
  ['incident', 'How long may fixing the incident take?', /4 h/],
  ['incident', 'Who closes the ticket?', /Service desk/],
  ['incident', 'How long does it take?', /12\.\d+|working hours/],
  ['incident', 'What is step 2?', /priority/],
  ['incident', 'What happens if it is not fixed?', /escalates to vendor/i],
  ['cancel', 'What happens if the customer accepts?', /applies the discount/],
  ['cancel', 'Who updates the CRM?', /Agent/],
  ['cancel', 'What happens first?', /identity/],
  ['cancel', 'What does the agent do?', /Agent/],
  ['complaint', 'Wer prüft das Produkt?', /Qualitätssicherung/],
  ['complaint', 'Wie viele Schritte gibt es?', /4 steps/],
  ['complaint', 'Was passiert, wenn das Produkt fehlerhaft ist?', /Ersatzprodukt/],
  ['complaint', 'Was macht die Buchhaltung?', /bucht den Vorgang/],
  ['complaint', 'Wie lange dauert der Prozess?', /16 working hours/],
  ['complaint', 'Wer bucht den Vorgang?', /Buchhaltung/],
  ['complaint', 'Wer ist beteiligt?', /Versand/],
  ['monthEnd', 'What is done at the same time?', /salaries.*banks/s],
  ['monthEnd', 'Who reviews the results?', /Controller/],
  ['monthEnd', 'What does treasury do?', /reconciles the banks/i],
  ['monthEnd', 'How long does the review of the results take?', /3 days/],
  ['access', 'Who grants access?', /IT/],
  ['access', 'Who approves?', /Line manager.*Security officer|Security officer.*Line manager/s],
  ['access', 'What happens if the requester is a contractor?', /security officer approves/i],
  ['access', 'What does IT do?', /grants access/],
  ['invoice', 'Who approves the invoice?', /Approver/],
  ['invoice', 'What does the Team Assistant do?', /Scan Invoice/],
  ['invoice', 'Who is involved?', /Accountant/],
  ['invoice', 'Which decisions are there?', /Invoice approved/],
  ['shop', 'Who ships the goods?', /Shop/],
  ['shop', 'What does the supplier do?', /Deliver/],
  ['shop', 'Where could it get stuck?', /Bottleneck|waited for/],
  ['hotel', 'How many steps are there?', /3 steps/],
  ['refund', 'Where could it get stuck?', /Bottleneck/],
  ['refund', 'What could be automated?', /could be automated/],
  ['refund', 'Compare as-is with to-be', /future-state/],
  ['refund', 'Simulate 10 cases a day with two AR clerks', /New cases a day = 10.*AR clerk = 2/s],
  ['refund', 'Turn our refund SOP into a workflow', /drawn in the workspace/],
]

test('[O8] answers questions about procedures as they are asked', async () => {
  const failed: string[] = []
  let wrong = 0
  for (const [name, question, right] of QUESTIONS) {
    const said = await ask(operationsLiaison, tools, { text: question, files: [FILES[name]] })
    if (right.test(said.text)) continue
    const refused = /did not understand|says nothing|gives no time|For that I need/.test(said.text) || said.text === ''
    if (!refused) wrong += 1
    failed.push(`${refused ? 'refused' : 'WRONG'} ${name}: ${question} → ${said.text.slice(0, 160)}`)
  }
  expect(QUESTIONS.length - failed.length, failed.join('\n')).toBeGreaterThanOrEqual(Math.ceil(QUESTIONS.length * 0.85))
  expect(wrong, failed.join('\n')).toBeLessThanOrEqual(Math.floor(QUESTIONS.length * 0.02))
}, 240_000)

test('[O8] a narrow question gets its answer alone, and no report', async () => {
  const said = await ask(operationsLiaison, tools, { text: 'What does the AR clerk do?', files: [FILES.refund] })
  expect(artifactsOf(said)).toEqual([])
  expect(said.text).not.toContain('The check found')
})

test('[O6] a number that the simulation does not know is named', async () => {
  const said = await ask(operationsLiaison, tools, { text: 'Simulate it with three elephants', files: [FILES.refund] })
  expect(said.text).toContain('“3 elephants”')
})

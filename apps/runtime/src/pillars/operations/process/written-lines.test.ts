import { expect, test } from 'vitest'
import { germanCondition, germanOrder } from './german-words.ts'
import { readBpmn } from './read-bpmn.ts'
import { readSop } from './read-sop.ts'
import { withListedLines } from './sop-lines.ts'
import { toBpmn } from './write-bpmn.ts'

const stepsOf = (text: string) => readSop(text)?.model.steps ?? []
const told = (text: string) => stepsOf(text).map(({ owner, text: said }) => `${owner ?? '-'}: ${said}`)
const waysOf = (text: string, at: number) =>
  stepsOf(text)[at]?.next.map(({ when, action, to }) => `${when ?? ''}|${action ?? ''}|${to}`)

test('keeps sentences in which nobody is named', () => {
  const steps = told(
    'Complaints\n\nThe service desk registers the complaint. Urgent complaints are called back within four hours. The clerk closes the ticket. The form is blue.\n',
  )
  expect(steps).toEqual([
    'Service desk: The service desk registers the complaint.',
    '-: Urgent complaints are called back within four hours.',
    'Clerk: The clerk closes the ticket.',
  ])
})

test('keeps sentences that do nothing beside the steps', () => {
  const read = readSop(
    '# Complaints\n\nThe desk registers the complaint. The clerk closes the ticket. The form is blue.\n',
  )
  expect(JSON.stringify(read?.model)).toContain('The form is blue.')
})

test('reads lines of roles with what they do', () => {
  const text =
    'Reset\n\nUser: opens a ticket.\nHelp desk: checks the identity.\n - if confirmed: set a password\n - if not: reject the ticket\nUser: changes the password\n'
  expect(stepsOf(text).map(({ owner }) => owner)).toEqual(['User', 'Help desk', 'User'])
  expect(waysOf(text, 1)).toEqual(['confirmed|set a password|1.3', 'not|reject the ticket|1.3'])
})

test.each([
  ['fields', 'Purpose: describes the work\nScope: covers all\n'],
  ['a meeting', 'Present: Anna\nPlace: Hamburg\n'],
  ['one line', 'User: opens a ticket\n'],
  ['numbered steps', '1. The clerk opens it.\nUser: opens a ticket\nDesk: closes the ticket\n'],
])('leaves %s as they are', (_, text) => {
  expect(withListedLines(text)).toBe(text)
})

test.each([
  [
    'Step 1: Receive\nThe technician receives the sample.\n\nStep 2: Analyse\nThe chemist analyses it.\n',
    ['Technician', 'Chemist'],
  ],
  [
    'Schritt 1 - Annahme\nDas Lager nimmt die Ware an.\n\nSchritt 2 - Prüfung\nDie Disponentin prüft den Lieferschein.\n',
    ['Lager', 'Disponentin'],
  ],
])('reads steps by their word and number', (text, owners) => {
  expect(stepsOf(text).map(({ owner }) => owner)).toEqual(owners)
  expect(withListedLines(text).split('\n')).toHaveLength(text.split('\n').length)
})

test('reads a question with its answers, and goes back only on one', () => {
  const text =
    '1. The author opens it.\n2. A reviewer reads it.\n3. Does it need work? If yes, the author corrects it and goes back to step 2. If no, continue.\n4. The reviewer merges it.\n'
  expect(waysOf(text, 2)).toEqual(['yes|The author corrects it and goes back to step 2.|1.2', 'no|Continue.|1.4'])
})

test.each([
  ['1. The clerk books it.\n2. In case the build breaks, the author reverts it.\n', 1, 'the build breaks?'],
  [
    '1. Das Lager bucht die Ware.\n2. Weicht der Betrag um mehr als 5 % ab, entscheidet die Leitung.\n',
    1,
    'Weicht der Betrag um mehr als 5 % ab?',
  ],
])('reads a condition without “if”', (text, at, question) => {
  expect(stepsOf(text)[at]).toMatchObject({ kind: 'decision', text: question })
})

test('names a department that stands without an article', () => {
  const text = '1. The amount is refunded by accounting.\n2. The list is sorted by date.\n'
  expect(stepsOf(text).map(({ owner }) => owner)).toEqual(['Accounting', null])
})

test('does beside it what is done while something lasts', () => {
  const text =
    '1. HR writes the letter.\n2. While the letter is being written, payroll calculates the salary.\n3. The clerk files it.\n'
  expect(stepsOf(text).map(({ kind }) => kind)).toEqual(['parallel', 'task', 'task', 'parallel', 'task'])
})

test('takes the times of a column that says when', () => {
  const text =
    '| No. | What | Who | When |\n|---|---|---|---|\n| 1 | Unload | Worker | at once |\n| 2 | Compare | Clerk | within 1 hour |\n'
  expect(stepsOf(text).map(({ time }) => time?.text)).toEqual(['at once', 'within 1 hour'])
})

test.each([
  ['informiert der Einkauf den Lieferanten.', 'Der Einkauf informiert den Lieferanten.'],
  ['wird die Rechnung an den Einkauf zurückgegeben.', 'Die Rechnung wird an den Einkauf zurückgegeben.'],
  ['trägt die zuständige Abteilung den Urlaub ein.', 'Die zuständige Abteilung trägt den Urlaub ein.'],
  ['entscheidet die Leitung.', 'Die Leitung entscheidet.'],
  ['prüft er den Antrag.', 'Er prüft den Antrag.'],
  ['der Einkauf informiert den Lieferanten.', 'der Einkauf informiert den Lieferanten.'],
  ['the clerk sends it', 'the clerk sends it'],
  ['', ''],
])('writes “%s” as a sentence of its own', (clause, sentence) => {
  expect(germanOrder(clause)).toBe(sentence)
})

test.each(['Der Betrag weicht ab, die Leitung entscheidet.', 'First the clerk books it, then he files it.'])(
  'takes “%s” for no condition',
  (text) => {
    expect(germanCondition(text)).toBeNull()
  },
)

test('names the one who acts behind a German adverbial', () => {
  const text = '1. Das Lager nimmt die Ware an.\n2. Zum Schluss gibt die Kasse die Zahlung frei.\n'
  expect(stepsOf(text).map(({ owner }) => owner)).toEqual(['Lager', 'Kasse'])
})

test.each([
  ['Die Leitung prüft den Antrag innerhalb von zwei Tagen.', 16],
  ['Die Leitung prüft den Antrag spätestens nach drei Werktagen.', 24],
  ['Die Kasse bucht den Betrag binnen einer Stunde.', 1],
  ['The clerk answers within two hours.', 2],
])('reads the time of “%s”', (text, hours) => {
  const [step] = stepsOf(`1. ${text}\n2. Das Lager bucht die Ware.\n`)
  expect(step?.time?.hours).toBe(hours)
})

test('keeps all that says how often a step of a diagram repeats', async () => {
  const xml = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p">
    <userTask id="a" name="Review"><multiInstanceLoopCharacteristics><loopCardinality>5</loopCardinality><completionCondition>all agree</completionCondition></multiInstanceLoopCharacteristics></userTask>
    <task id="b" name="Call"><standardLoopCharacteristics loopMaximum="3"><loopCondition>not reached</loopCondition></standardLoopCharacteristics></task>
    <sequenceFlow id="f" sourceRef="a" targetRef="b"/></process></definitions>`
  const model = await readBpmn(xml)
  expect(model.steps.map(({ detail }) => detail?.until)).toEqual(['5; all agree', 'not reached; at most 3 times'])
  expect(await readBpmn(await toBpmn(model))).toEqual(model)
})

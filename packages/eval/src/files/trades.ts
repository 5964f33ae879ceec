// A building site's defects, a tool hire and a help line: lists of people who mend, lend and answer.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, daysBetween, monthOf, weekdayOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, count, highest, mean, share, sum, top } from '../truth.ts'
import { csv, workbook } from '../write-files.ts'

/** A title and an empty line above the header, an empty column, a line of totals at the end. */
export function snags(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 90 }, (_, at) => {
    const raised = addDays('2026-02-02', random.int(0, 70))
    return {
      no: at + 1,
      flat: `Flat ${random.int(1, 12)}`,
      trade: random.pick(['plumbing', 'painting', 'joinery', 'electrics']),
      severity: random.pick(['minor', 'major', 'critical']),
      raised,
      fixed: random.chance(0.7) ? addDays(raised, random.int(1, 45)) : null,
      cost: random.int(2, 90) * 10,
    }
  })
  type Row = (typeof rows)[number]
  const size = (inside: readonly Row[]) => inside.length
  const cost = (inside: readonly Row[]) => sum(inside.map((row) => row.cost))
  const fixed = rows.flatMap(({ raised, fixed: day }) => (day === null ? [] : [daysBetween(raised, day)]))
  const ask = new AskList('snags')
    .figure(
      'count',
      'How many snags are still open?',
      count(rows, (row) => row.fixed === null),
    )
    .winner('top', 'Which trade causes the most trouble?', highest(by(rows, (row) => row.trade, size)))
    .figure(
      'duration',
      'how long does it take to fix a snag on average?',
      mean(fixed, (days) => days),
      'days',
    )
    .figure('total', 'what do the plumbing defects cost us?', cost(rows.filter(({ trade }) => trade === 'plumbing')))
    .groups(
      'top',
      'the three flats with the highest cost',
      top(
        by(rows, (row) => row.flat, cost),
        3,
      ),
    )
    .figure(
      'filter',
      'how many critical defects were raised in March?',
      count(rows, (row) => row.severity === 'critical' && monthOf(row.raised) === '2026-03'),
    )
    .figures(
      'compare',
      'is electrics more expensive than joinery?',
      cost(rows.filter(({ trade }) => trade === 'electrics')),
      cost(rows.filter(({ trade }) => trade === 'joinery')),
    )
    .none('which subcontractor is responsible for flat 3?')
  return {
    name: 'snag list.xlsx',
    ...workbook([
      [
        'Snags',
        [
          ['Harbour View, block B'],
          ['Snag list as of 30 April 2026'],
          [],
          ['No.', 'Flat', 'Trade', 'Severity', 'Raised', '', 'Fixed', 'Cost (£)'],
          ...rows.map((row) => [row.no, row.flat, row.trade, row.severity, row.raised, null, row.fixed, row.cost]),
          ['Total', null, null, null, null, null, null, cost(rows)],
        ],
      ],
    ]),
    questions: ask.questions,
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const spokenDay = (iso: string): string =>
  `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`

/** Days in words, pounds with their sign, `n/a` for what is out, spaces round names. */
export function toolHire(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 104 }, (_, at) => {
    const out = addDays('2026-01-05', random.int(0, 110))
    const days = random.int(1, 21)
    return {
      ticket: `HT${2_001 + at}`,
      customer: random.pick(['Barnes Ltd', 'C. Ortiz', 'Dunmore Homes', 'Eastgate', 'F. Lowe']),
      tool: random.pick(['mixer', 'digger', 'sander', 'generator', 'ladder']),
      out,
      back: random.chance(0.85) ? addDays(out, days) : null,
      charge: random.int(12, 480),
      damaged: random.chance(0.15),
    }
  })
  type Row = (typeof rows)[number]
  const charge = (inside: readonly Row[]) => sum(inside.map((row) => row.charge))
  const ask = new AskList('tool-hire')
    .figure(
      'count',
      'How many tools are still out?',
      count(rows, ({ back }) => back === null),
    )
    .winner('top', 'Who is our best customer?', highest(by(rows, (row) => row.customer, charge)))
    .winner(
      'top',
      'what do people hire most often?',
      highest(
        by(
          rows,
          (row) => row.tool,
          (inside) => inside.length,
        ),
      ),
    )
    .figure(
      'share',
      'what percentage came back damaged?',
      share(rows, ({ damaged }) => damaged),
      'share',
    )
    .figure(
      'total',
      'how much did Dunmore Homes spend',
      charge(rows.filter(({ customer }) => customer === 'Dunmore Homes')),
    )
    .groups(
      'average',
      'average charge per tool',
      by(
        rows,
        (row) => row.tool,
        (inside) => mean(inside, (row) => row.charge),
      ),
    )
    .figure('period', 'income in February 2026', charge(rows.filter(({ out }) => monthOf(out) === '2026-02')))
    .figure(
      'follow-up',
      ['how often did we hire out the digger?', 'and the mixer?'],
      count(rows, ({ tool }) => tool === 'mixer'),
    )
  return {
    name: 'tool hire.csv',
    ...csv([
      ['Ticket', ' Customer ', 'Tool', 'Date out', 'Date back', 'Charge', 'Damaged?'],
      ...rows.map((row) => [
        row.ticket,
        ` ${row.customer}`,
        row.tool,
        spokenDay(row.out),
        row.back === null ? 'n/a' : spokenDay(row.back),
        `£${row.charge}.00`,
        row.damaged ? 'Y' : 'N',
      ]),
    ]),
    questions: ask.questions,
  }
}

export function helpLine(seed: number): MadeSet {
  const random = seeded(seed)
  const two = (value: number) => String(value).padStart(2, '0')
  const rows = Array.from({ length: 150 }, (_, at) => ({
    call: 88_000 + at,
    agent: random.pick(['Quentin', 'Rosa', 'Stan', 'Tilda']),
    day: addDays('2026-03-02', random.int(0, 27)),
    hour: random.int(8, 18),
    minute: random.int(0, 59),
    wait: random.int(3, 400),
    talk: random.int(20, 1_800),
    topic: random.pick(['billing', 'outage', 'moving house', 'new contract']),
    solved: random.chance(0.7),
  }))
  type Row = (typeof rows)[number]
  const talk = (inside: readonly Row[]) => sum(inside.map((row) => row.talk))
  const ask = new AskList('help-line')
    .winner(
      'top',
      'who took the most calls?',
      highest(
        by(
          rows,
          (row) => row.agent,
          (inside) => inside.length,
        ),
      ),
    )
    .figure(
      'total',
      'How long did Rosa spend talking altogether?',
      talk(rows.filter(({ agent }) => agent === 'Rosa')),
      'seconds',
    )
    .figure(
      'average',
      'how long do callers wait about an outage on average?',
      mean(
        rows.filter(({ topic }) => topic === 'outage'),
        (row) => row.wait,
      ),
      'seconds',
    )
    .figure(
      'count',
      'how many calls were not resolved',
      count(rows, ({ solved }) => !solved),
    )
    .winner(
      'extreme',
      'which weekday is the busiest?',
      highest(
        by(
          rows,
          (row) => weekdayOf(row.day),
          (inside) => inside.length,
        ),
      ),
    )
    .figure(
      'filter',
      'calls where someone waited more than 5 minutes',
      count(rows, (row) => row.wait > 300),
    )
    .groups(
      'share',
      'percentage of resolved calls per agent',
      by(
        rows,
        (row) => row.agent,
        (inside) => share(inside, ({ solved }) => solved),
      ),
      'share',
    )
    .none('how satisfied were the callers?')
  return {
    name: 'calls.csv',
    ...csv([
      ['call_id', 'agent', 'started_at', 'wait_sec', 'talk_sec', 'topic', 'resolved'],
      ...rows.map((row) => [
        row.call,
        row.agent,
        `${row.day} ${two(row.hour)}:${two(row.minute)}`,
        row.wait,
        row.talk,
        row.topic,
        row.solved ? 'TRUE' : 'FALSE',
      ]),
    ]),
    questions: ask.questions,
  }
}

// Leave requests and an order picker's log: what offices and warehouses keep.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, daysBetween, monthOf, quarterOf, yearOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, count, distinct, highest, lowest, mean, median, share, sum, top, total, unique } from '../truth.ts'
import { csv, workbook } from '../write-files.ts'

export function leave(seed: number): MadeSet {
  const random = seeded(seed)
  const people: [string, string][] = [
    ['Nora Blake', 'Legal'],
    ['Omar Said', 'Legal'],
    ['Pia Lund', 'Support'],
    ['Quinn Fox', 'Support'],
    ['Rosa Diaz', 'Field Sales'],
    ['Sam Okoro', 'Field Sales'],
    ['Tess Hart', 'Design'],
    ['Uri Levi', 'Design'],
  ]
  const rows = Array.from({ length: 150 }, (_, at) => {
    const [name, team] = random.pick(people)
    const asked = addDays('2025-01-06', random.int(0, 500))
    const from = addDays(asked, random.int(2, 60))
    const days = random.int(1, 15)
    const decision = random.pick(['approved', 'approved', 'approved', 'rejected', 'pending'])
    return {
      id: `LR-${400 + at}`,
      name,
      team,
      kind: random.pick(['vacation', 'vacation', 'sick', 'parental', 'unpaid']),
      asked,
      from,
      to: addDays(from, days - 1),
      days,
      decision,
      by: decision === 'pending' ? null : random.pick(['K. Moss', 'L. Vega']),
      halfDay: random.chance(0.2),
    }
  })
  type Row = (typeof rows)[number]
  const days = (inside: readonly Row[]) => sum(inside.map((row) => row.days))
  const size = (inside: readonly Row[]) => inside.length
  const approved = rows.filter(({ decision }) => decision === 'approved')
  const sick = rows.filter(({ kind }) => kind === 'sick')
  const ask = new AskList('leave')
    .figure(
      'count',
      'how many leave requests are still waiting for a decision?',
      count(rows, ({ decision }) => decision === 'pending'),
    )
    .figure('filter', 'How many days of sick leave did Legal take?', days(sick.filter(({ team }) => team === 'Legal')))
    .winner(
      'top',
      'who took the most vacation days',
      highest(
        by(
          rows.filter(({ kind }) => kind === 'vacation'),
          (row) => row.name,
          days,
        ),
      ),
    )
    .figure(
      'share',
      'what % of requests got rejected',
      share(rows, ({ decision }) => decision === 'rejected'),
      'share',
    )
    .figure(
      'average',
      'how long is a typical vacation',
      mean(
        rows.filter(({ kind }) => kind === 'vacation'),
        (row) => row.days,
      ),
    )
    .groups(
      'group',
      'days off per team',
      by(rows, (row) => row.team, days),
    )
    .figure('count', 'requests that were not approved', rows.length - approved.length)
    .figure(
      'count',
      'How many requests did K. Moss approve?',
      count(approved, (row) => row.by === 'K. Moss'),
    )
    .figure(
      'duration',
      'how far ahead do people ask, on average (days between request and start)?',
      mean(rows, (row) => daysBetween(row.asked, row.from)),
      'days',
    )
    .winner('extreme', 'which team has the fewest sick days?', lowest(by(sick, (row) => row.team, days)))
    .figure(
      'count',
      'number of requests longer than 10 days',
      count(rows, (row) => row.days > 10),
    )
    .figure(
      'period',
      'how many requests came in during Q1 2026',
      count(rows, (row) => quarterOf(row.asked) === '2026-Q1'),
    )
    .figure('filter', 'total days excluding unpaid leave', days(rows.filter(({ kind }) => kind !== 'unpaid')))
    .figure(
      'distinct',
      'how many people asked for parental leave?',
      distinct(rows.filter(({ kind }) => kind === 'parental').map(({ name }) => name)),
    )
    .figures(
      'compare',
      'do Support people take more sick days than Design?',
      days(sick.filter(({ team }) => team === 'Support')),
      days(sick.filter(({ team }) => team === 'Design')),
    )
    .figure('lookup', 'Who decided LR-410? No, tell me how many days LR-410 is', rows[10]?.days ?? 0)
    .groups(
      'group',
      'number of requests by type and decision',
      by(rows, (row) => `${row.kind}|${row.decision}`, size).map(([key, value]) => [key.split('|'), value] as const),
    )
    .figure(
      'count',
      'how many half days were there in 2025?',
      count(rows, (row) => row.halfDay && yearOf(row.asked) === '2025'),
    )
    .figure(
      'average',
      'average number of days per request for Field Sales',
      mean(
        rows.filter(({ team }) => team === 'Field Sales'),
        (row) => row.days,
      ),
    )
    .figure(
      'average',
      'how many requests does a person make on average',
      rows.length / distinct(rows.map(({ name }) => name)),
    )
    .none('how many vacation days does Nora have left?')
    .none('what is the average salary in Legal?')
  return {
    name: 'leave_requests.csv',
    ...csv([
      [
        'request_id',
        'employee',
        'team',
        'leave_type',
        'requested_on',
        'first_day',
        'last_day',
        'days',
        'decision',
        'decided_by',
        'half_day',
      ],
      ...rows.map((row) => [
        row.id,
        row.name,
        row.team,
        row.kind,
        row.asked,
        row.from,
        row.to,
        row.days,
        row.decision,
        row.by,
        row.halfDay ? 'yes' : 'no',
      ]),
    ]),
    questions: ask.questions,
  }
}

export function picks(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 170 }, () => {
    const lines = random.int(1, 24)
    return {
      picker: random.pick(['Ada', 'Bo', 'Chen', 'Dara', 'Eli']),
      zone: random.pick(['Cold', 'Dry', 'Bulk', 'Mezzanine']),
      day: addDays('2026-04-01', random.int(0, 85)),
      shift: random.pick(['early', 'late', 'night']),
      lines,
      units: lines * random.int(1, 9),
      minutes: lines * random.int(2, 6),
      errors: random.chance(0.25) ? random.int(1, 4) : 0,
      carrier: random.pick(['DPD', 'UPS', 'own fleet']),
      shipped: random.chance(0.9),
    }
  })
  type Row = (typeof rows)[number]
  const units = (inside: readonly Row[]) => total(inside, (row) => row.units)
  const errors = (inside: readonly Row[]) => total(inside, (row) => row.errors)
  const lines = (inside: readonly Row[]) => total(inside, (row) => row.lines)
  const size = (inside: readonly Row[]) => inside.length
  const ask = new AskList('picks')
    .winner('top', 'who made the most mistakes?', highest(by(rows, (row) => row.picker, errors)))
    .figure('total', 'How many units did we pick in May?', units(rows.filter(({ day }) => monthOf(day) === '2026-05')))
    .figure(
      'share',
      'how many percent of the orders were error free',
      share(rows, (row) => row.errors === 0),
      'share',
    )
    .figure(
      'count',
      'orders not yet shipped',
      count(rows, (row) => !row.shipped),
    )
    .figure(
      'average',
      'minutes per order on the night shift, on average',
      mean(
        rows.filter(({ shift }) => shift === 'night'),
        (row) => row.minutes,
      ),
    )
    .groups(
      'group',
      'units by zone, without Bulk',
      by(
        rows.filter(({ zone }) => zone !== 'Bulk'),
        (row) => row.zone,
        units,
      ),
    )
    .winner(
      'extreme',
      'Which zone is the slowest on average?',
      highest(
        by(
          rows,
          (row) => row.zone,
          (inside) => mean(inside, (row) => row.minutes),
        ),
      ),
    )
    .figure(
      'average',
      'Median minutes for Chen',
      median(
        rows.filter(({ picker }) => picker === 'Chen'),
        (row) => row.minutes,
      ),
    )
    .figure('share', 'errors per line picked, overall', errors(rows) / lines(rows))
    .groups(
      'top',
      'top 3 pickers by lines',
      top(
        by(rows, (row) => row.picker, lines),
        3,
      ),
    )
    .figure(
      'filter',
      'How many orders went out with UPS or DPD?',
      count(rows, ({ carrier }) => carrier !== 'own fleet'),
    )
    .groups(
      'trend',
      'orders per month',
      by(rows, (row) => monthOf(row.day), size),
    )
    .figure(
      'count',
      'how many orders had more than 2 errors',
      count(rows, (row) => row.errors > 2),
    )
    .figures(
      'compare',
      'units early vs late shift',
      units(rows.filter(({ shift }) => shift === 'early')),
      units(rows.filter(({ shift }) => shift === 'late')),
    )
    .names(
      'list',
      'Which pickers worked in the Cold zone at night?',
      unique(rows.filter(({ zone, shift }) => zone === 'Cold' && shift === 'night').map(({ picker }) => picker)),
    )
    .figure('total', 'total picking time in hours', total(rows, (row) => row.minutes) / 60, 'hours')
    .figure(
      'follow-up',
      ['How many units did Bo pick?', 'and Dara?'],
      units(rows.filter(({ picker }) => picker === 'Dara')),
    )
    .winner('extreme', 'on which day were most units picked?', highest(by(rows, (row) => row.day, units)))
    .verdict(
      'Does Ada make more errors than Eli?',
      errors(rows.filter(({ picker }) => picker === 'Ada')) > errors(rows.filter(({ picker }) => picker === 'Eli')),
      errors(rows.filter(({ picker }) => picker === 'Ada')),
      errors(rows.filter(({ picker }) => picker === 'Eli')),
    )
    .none('How much do the pickers cost us per hour?')
    .none('which customer complained the most?')
  return {
    name: 'pick log.xlsx',
    ...workbook([
      [
        'Picking',
        [
          ['Picker', 'Zone', 'Date', 'Shift', 'Order lines', 'Units', 'Minutes', 'Errors', 'Carrier', 'Shipped'],
          ...rows.map((row) => [
            row.picker,
            row.zone,
            row.day,
            row.shift,
            row.lines,
            row.units,
            row.minutes,
            row.errors,
            row.carrier,
            row.shipped ? 'yes' : 'no',
          ]),
        ],
      ],
    ]),
    questions: ask.questions,
  }
}

// A wedding's guest list and a theatre's box office: what the people behind an evening keep.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, isWeekend, monthOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, cents, count, highest, lowest, mean, share, sum, total } from '../truth.ts'
import { csv } from '../write-files.ts'

const FIRST = ['Ada', 'Ben', 'Chloe', 'Dev', 'Esme', 'Finn', 'Gita', 'Hugo', 'Ines', 'Jack', 'Kofi', 'Lena']
const LAST = ['Marsh', 'Okoro', 'Price', 'Quinn', 'Rossi', 'Shah', 'Tan']

export function wedding(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 84 }, (_, at) => ({
    guest: `${FIRST[at % FIRST.length]} ${LAST[Math.floor(at / FIRST.length)]}`,
    side: random.pick(['bride', 'groom']),
    rsvp: random.pick(['accepted', 'accepted', 'accepted', 'declined', 'no reply']),
    meal: random.pick(['beef', 'fish', 'vegan']),
    table: random.int(1, 9),
    children: random.pick([0, 0, 0, 1, 2, 3]),
    gift: random.int(0, 40) * 5,
    invited: addDays('2026-01-10', random.int(0, 40)),
  }))
  const ask = new AskList('wedding')
    .figure(
      'count',
      'How many guests said yes?',
      count(rows, ({ rsvp }) => rsvp === 'accepted'),
    )
    .figure(
      'count',
      "how many people haven't replied yet?",
      count(rows, ({ rsvp }) => rsvp === 'no reply'),
    )
    .groups(
      'group',
      'how many of each meal do we need?',
      by(
        rows,
        (row) => row.meal,
        (inside) => inside.length,
      ),
    )
    .figure('total', 'how many children are invited in total', sum(rows.map((row) => row.children)))
    .figure(
      'filter',
      "number of vegan meals on the bride's side",
      count(rows, (row) => row.meal === 'vegan' && row.side === 'bride'),
    )
    .winner('extreme', 'who gave the biggest gift?', highest(rows.map((row) => [row.guest, row.gift] as const)))
    .names(
      'list',
      'who sits at table 4?',
      rows.filter(({ table }) => table === 4).map(({ guest }) => guest),
    )
    .none('which guests need a hotel room?')
  return {
    name: 'wedding guests.csv',
    ...csv([
      ['guest', 'side', 'rsvp', 'meal', 'table', 'children', 'gift_eur', 'invited_on'],
      ...rows.map((row) => [row.guest, row.side, row.rsvp, row.meal, row.table, row.children, row.gift, row.invited]),
    ]),
    questions: ask.questions,
  }
}

const dollars = (amount: number): string =>
  `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`

/** As a till exports it: lines above the header, amounts with signs, a line of totals at the end. */
export function boxOffice(seed: number): MadeSet {
  const random = seeded(seed)
  const shows: [string, number][] = [
    ['Hamlet', 34],
    ['The Gulls', 22.5],
    ['Panto', 15],
    ['Carmen', 48],
  ]
  const rows = Array.from({ length: 116 }, (_, at) => {
    const [show, price] = shows[at % 4] ?? ['', 0]
    const seats = random.int(40, 320)
    return {
      day: addDays('2025-10-03', Math.floor(at / 2)),
      show,
      time: random.pick(['matinee', 'evening']),
      seats,
      takings: cents(seats * price),
      refunds: random.int(0, 12),
    }
  })
  type Row = (typeof rows)[number]
  const seats = (inside: readonly Row[]) => sum(inside.map((row) => row.seats))
  const takings = (inside: readonly Row[]) => total(inside, (row) => row.takings)
  const ask = new AskList('box-office')
    .winner('top', 'What was our best selling show?', highest(by(rows, (row) => row.show, seats)))
    .figure('total', 'How much money did Carmen make?', takings(rows.filter(({ show }) => show === 'Carmen')))
    .figure(
      'average',
      'how many tickets do we sell for a matinee on average?',
      mean(
        rows.filter(({ time }) => time === 'matinee'),
        (row) => row.seats,
      ),
    )
    .groups(
      'trend',
      'takings month by month',
      by(rows, (row) => monthOf(row.day), takings),
    )
    .figure(
      'share',
      'what share of the takings comes from Panto?',
      takings(rows.filter(({ show }) => show === 'Panto')) / takings(rows),
      'share',
    )
    .figure(
      'count',
      'how many performances sold fewer than 100 tickets?',
      count(rows, (row) => row.seats < 100),
    )
    .figures(
      'compare',
      'do we sell more tickets at the weekend than during the week?',
      seats(rows.filter(({ day }) => isWeekend(day))),
      seats(rows.filter(({ day }) => !isWeekend(day))),
    )
    .winner(
      'extreme',
      'which show has the fewest refunds?',
      lowest(
        by(
          rows,
          (row) => row.show,
          (inside) => sum(inside.map((row) => row.refunds)),
        ),
      ),
    )
  return {
    name: 'box_office.csv',
    ...csv([
      ['Corn Exchange Theatre'],
      ['Till export, autumn season'],
      [],
      ['Date', 'Show', 'Performance', 'Tickets sold', 'Takings', 'Refunded tickets'],
      ...rows.map((row) => [row.day, row.show, row.time, row.seats, dollars(row.takings), row.refunds]),
      ['Total', '', '', seats(rows), dollars(takings(rows)), sum(rows.map((row) => row.refunds))],
    ]),
    questions: ask.questions,
  }
}

export function riverSamples(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 96 }, (_, at) => ({
    no: `S-${at + 1}`,
    site: random.pick(['Mill Weir', 'Old Bridge', 'Fish Ladder']),
    day: addDays('2025-03-01', random.int(0, 300)),
    ph: random.int(62, 86) / 10,
    nitrate: random.int(5, 140) / 10,
    degrees: random.int(30, 210) / 10,
    by: random.pick(['Noor', 'Otto', 'Pia']),
    passed: random.chance(0.8),
  }))
  type Row = (typeof rows)[number]
  const nitrate = (inside: readonly Row[]) => mean(inside, (row) => row.nitrate)
  const ask = new AskList('river')
    .winner('average', 'Where is the average nitrate level highest?', highest(by(rows, (row) => row.site, nitrate)))
    .figure(
      'count',
      'How many samples failed?',
      count(rows, ({ passed }) => !passed),
    )
    .figure('extreme', "what's the warmest water we measured?", Math.max(...rows.map((row) => row.degrees)))
    .figure(
      'share',
      'what percentage of samples at Old Bridge passed?',
      share(
        rows.filter(({ site }) => site === 'Old Bridge'),
        ({ passed }) => passed,
      ),
      'share',
    )
    .winner(
      'top',
      'who took the most samples?',
      highest(
        by(
          rows,
          (row) => row.by,
          (inside) => inside.length,
        ),
      ),
    )
    .figure(
      'filter',
      'number of samples with a pH below 7',
      count(rows, (row) => row.ph < 7),
    )
    .figure(
      'average',
      'average temperature at the Fish Ladder in July',
      mean(
        rows.filter(({ site, day }) => site === 'Fish Ladder' && monthOf(day) === '2025-07'),
        (row) => row.degrees,
      ),
    )
    .none('how much phosphate is in the river?')
  return {
    name: 'river samples.json',
    mime: 'application/json',
    bytes: new TextEncoder().encode(
      JSON.stringify(
        rows.map((row) => ({
          sample: row.no,
          site: row.site,
          taken_on: row.day,
          ph: row.ph,
          nitrate_mg_l: row.nitrate,
          water_temp_c: row.degrees,
          sampler: row.by,
          passed: row.passed,
        })),
      ),
    ),
    questions: ask.questions,
  }
}

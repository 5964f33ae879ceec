// Reports as offices send them: titles above the header, totals below, two header rows, several sheets, short names.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, monthOf, quarterOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, count, highest, lowest, mean, pairsOf, share, sum, top, total } from '../truth.ts'
import { csv, json, workbook } from '../write-files.ts'

export function branches(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = ['Bath', 'Bristol', 'Cardiff', 'Derby', 'Exeter', 'Leicester', 'Norwich', 'Poole'].map((branch, at) => ({
    branch,
    region: at < 4 ? 'West' : 'East',
    staff: random.int(4, 20),
    sales: random.int(20_000, 180_000),
    costs: random.int(15_000, 120_000),
  }))
  const sales = (inside: readonly { sales: number }[]) => sum(inside.map((row) => row.sales))
  const costs = (inside: readonly { costs: number }[]) => sum(inside.map((row) => row.costs))
  const ask = new AskList('branches')
    .figure('total', 'what are total sales?', sales(rows))
    .figure(
      'average',
      'average sales per branch',
      mean(rows, (row) => row.sales),
    )
    .figure('count', 'how many branches do we have?', rows.length)
    .winner(
      'extreme',
      'which branch has the lowest sales?',
      lowest(
        pairsOf(
          rows,
          (row) => row.branch,
          (row) => row.sales,
        ),
      ),
    )
    .groups(
      'group',
      'sales by region',
      by(rows, (row) => row.region, sales),
    )
    .figure('extreme', 'biggest costs of a branch', Math.max(...rows.map((row) => row.costs)))
    .names(
      'compare',
      'which branches have higher costs than sales?',
      rows.filter((row) => row.costs > row.sales).map(({ branch }) => branch),
    )
    .figure('lookup', 'sales of Exeter', rows.find(({ branch }) => branch === 'Exeter')?.sales ?? 0)
    .figures(
      'compare',
      'West vs East sales',
      sales(rows.filter(({ region }) => region === 'West')),
      sales(rows.filter(({ region }) => region === 'East')),
    )
    .figure(
      'total',
      'how many staff are there in the West?',
      sum(rows.filter(({ region }) => region === 'West').map(({ staff }) => staff)),
    )
    .figure(
      'filter',
      'branches with sales above 100k',
      count(rows, (row) => row.sales > 100_000),
    )
    .none('what were the sales last year?')
  const line = (label: string, inside: typeof rows) => [
    label,
    '',
    sum(inside.map((row) => row.staff)),
    sales(inside),
    costs(inside),
  ]
  return {
    name: 'branch_report.csv',
    ...csv([
      ['Branch report, second quarter'],
      ['Printed 2026-07-02'],
      [],
      ['Branch', 'Region', 'Staff', 'Sales', 'Costs'],
      ...rows.slice(0, 4).map((row) => [row.branch, row.region, row.staff, row.sales, row.costs]),
      line('Subtotal West', rows.slice(0, 4)),
      ...rows.slice(4).map((row) => [row.branch, row.region, row.staff, row.sales, row.costs]),
      line('Subtotal East', rows.slice(4)),
      line('Grand total', rows),
    ]),
    questions: ask.questions,
  }
}

export function budget(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = ['Marketing', 'Research', 'Travel', 'Training', 'Software', 'Rent'].map((line) => ({
    line,
    plan25: random.int(10, 90) * 1_000,
    actual25: random.int(10, 90) * 1_000,
    plan26: random.int(10, 90) * 1_000,
  }))
  const of = (line: string) => rows.find((row) => row.line === line)
  const ask = new AskList('budget')
    .figure('total', 'total of 2025 plan', sum(rows.map((row) => row.plan25)))
    .figure('lookup', 'what is the 2026 plan for Travel?', of('Travel')?.plan26 ?? 0)
    .winner(
      'extreme',
      'which cost line has the highest 2025 actual?',
      highest(
        pairsOf(
          rows,
          (row) => row.line,
          (row) => row.actual25,
        ),
      ),
    )
    .names(
      'compare',
      'where is the 2025 actual above the 2025 plan?',
      rows.filter((row) => row.actual25 > row.plan25).map(({ line }) => line),
    )
    .figure(
      'average',
      'average 2026 plan',
      mean(rows, (row) => row.plan26),
    )
    .none('what did we budget for 2023?')
  return {
    name: 'budget.xlsx',
    ...workbook([
      [
        'Budget',
        [
          ['Cost line', '2025', '', '2026'],
          ['', 'Plan', 'Actual', 'Plan'],
          ...rows.map((row) => [row.line, row.plan25, row.actual25, row.plan26]),
        ],
      ],
    ]),
    questions: ask.questions,
  }
}

export function workshop(seed: number): MadeSet {
  const random = seeded(seed)
  const projects = Array.from({ length: 24 }, (_, at) => ({
    code: `PRJ-${10 + at}`,
    lead: random.pick(['Amir', 'Beth', 'Carl']),
    status: random.pick(['done', 'running', 'planned']),
    budget: random.int(5, 80) * 1_000,
    spent: random.int(1, 90) * 1_000,
    start: addDays('2025-01-10', random.int(0, 400)),
  }))
  const hours = Array.from({ length: 150 }, () => ({
    person: random.pick(['Amir', 'Beth', 'Carl', 'Dina', 'Egon']),
    day: addDays('2026-01-02', random.int(0, 85)),
    hours: random.int(1, 16) / 2,
    billable: random.chance(0.7),
  }))
  const time = (inside: readonly { hours: number }[]) => sum(inside.map((row) => row.hours))
  const budgeted = (inside: readonly { budget: number }[]) => sum(inside.map((row) => row.budget))
  const ask = new AskList('projects')
    .figure(
      'count',
      'in Projects: how many projects are running?',
      count(projects, ({ status }) => status === 'running'),
    )
    .figure('total', 'total budget in the sheet Projects', budgeted(projects))
    .groups(
      'group',
      'budget by lead in Projects',
      by(projects, (row) => row.lead, budgeted),
    )
    .names(
      'compare',
      'Projects: which projects spent more than their budget?',
      projects.filter((row) => row.spent > row.budget).map(({ code }) => code),
    )
    .figure(
      'total',
      'how many hours did Dina work according to the sheet Hours?',
      time(hours.filter(({ person }) => person === 'Dina')),
    )
    .groups(
      'group',
      'Hours: hours per person',
      by(hours, (row) => row.person, time),
    )
    .figure(
      'share',
      'Hours: what share of entries is billable?',
      share(hours, ({ billable }) => billable),
      'share',
    )
    .groups(
      'trend',
      'Hours: total hours by month',
      by(hours, (row) => monthOf(row.day), time),
    )
    .winner('top', 'who logged the most hours?', highest(by(hours, (row) => row.person, time)))
    .none('Which client pays for PRJ-12?')
  return {
    name: 'workshop.xlsx',
    ...workbook([
      [
        'Projects',
        [
          ['Project', 'Lead', 'Status', 'Budget', 'Spent', 'Start'],
          ...projects.map((row) => [row.code, row.lead, row.status, row.budget, row.spent, row.start]),
        ],
      ],
      [
        'Hours',
        [
          ['Person', 'Date', 'Hours', 'Billable'],
          ...hours.map((row) => [row.person, row.day, row.hours, row.billable ? 'yes' : 'no']),
        ],
      ],
    ]),
    questions: ask.questions,
  }
}

export function rents(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 96 }, (_, at) => ({
    id: `F${String(at + 1).padStart(3, '0')}`,
    district: random.pick(['Harbour', 'Old Town', 'Riverside', 'Hillside']),
    rooms: random.int(1, 5),
    area: random.int(24, 140),
    rent: random.int(480, 2_900),
    furnished: random.chance(0.4),
    pets: random.chance(0.5),
  }))
  const rent = (inside: readonly { rent: number }[]) => mean(inside, (row) => row.rent)
  const ask = new AskList('rents')
    .figure('average', 'what is the average rent?', rent(rows))
    .groups(
      'average',
      'average rent per district',
      by(rows, (row) => row.district, rent),
    )
    .winner('average', 'where is rent cheapest on average?', lowest(by(rows, (row) => row.district, rent)))
    .figure(
      'count',
      'how many furnished flats allow pets?',
      count(rows, ({ furnished, pets }) => furnished && pets),
    )
    .names(
      'filter',
      '2 room flats in Riverside under 1500',
      rows.filter((row) => row.rooms === 2 && row.district === 'Riverside' && row.rent < 1_500).map(({ id }) => id),
    )
    .figure(
      'filter',
      'number of flats bigger than 100 sqm',
      count(rows, ({ area }) => area > 100),
    )
    .groups(
      'group',
      'flats by number of rooms',
      by(
        rows,
        (row) => String(row.rooms),
        (inside) => inside.length,
      ),
    )
    .winner(
      'extreme',
      'what is the largest apartment?',
      highest(
        pairsOf(
          rows,
          (row) => row.id,
          (row) => row.area,
        ),
      ),
    )
    .figure(
      'share',
      'how many percent are unfurnished?',
      share(rows, ({ furnished }) => !furnished),
      'share',
    )
    .figures(
      'compare',
      'Harbour vs Hillside rent',
      rent(rows.filter(({ district }) => district === 'Harbour')),
      rent(rows.filter(({ district }) => district === 'Hillside')),
    )
    .figure(
      'follow-up',
      ['average rent in Old Town', 'and furnished ones?'],
      rent(rows.filter(({ district, furnished }) => district === 'Old Town' && furnished)),
    )
    .figure(
      'filter',
      'flats with 3 to 4 rooms',
      count(rows, ({ rooms }) => rooms === 3 || rooms === 4),
    )
    .groups(
      'top',
      '4 most expensive flats',
      top(
        pairsOf(
          rows,
          (row) => row.id,
          (row) => row.rent,
        ),
        4,
      ),
    )
    .none('which flats have a balcony?')
  return {
    name: 'rental_listings.json',
    ...json({
      page: 1,
      listings: rows.map(({ id, district, rooms, area, rent: monthly, furnished, pets }) => ({
        listing_id: id,
        district,
        rooms,
        area_sqm: area,
        monthly_rent: monthly,
        furnished,
        pets_allowed: pets,
      })),
    }),
    questions: ask.questions,
  }
}

export function donations(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 105 }, () => ({
    donor: `Donor ${random.int(1, 40)}`,
    day: addDays('2025-04-01', random.int(0, 360)),
    campaign: random.pick(['Winter appeal', 'Marathon', 'Schools']),
    method: random.pick(['card', 'transfer', 'cash']),
    amount: random.int(5, 500),
    giftAid: random.chance(0.5),
  }))
  const amount = (inside: readonly { amount: number }[]) => sum(inside.map((row) => row.amount))
  const perDonor = by(rows, (row) => row.donor, amount)
  const ask = new AskList('donations')
    .figure('total', 'How much money did we raise?', amount(rows))
    .groups(
      'group',
      'donated amount by campaign',
      by(rows, (row) => row.campaign, amount),
    )
    .winner('top', 'who is our biggest donor?', highest(perDonor))
    .figure(
      'average',
      'average donation',
      mean(rows, (row) => row.amount),
    )
    .names(
      'having',
      'donors who gave more than 1000 in total',
      perDonor.filter(([, n]) => n > 1_000).map(([key]) => key),
    )
    .figure(
      'period',
      'how much came in during Q4 2025?',
      amount(rows.filter(({ day }) => quarterOf(day) === '2025-Q4')),
    )
    .figure(
      'count',
      'number of cash donations',
      count(rows, ({ method }) => method === 'cash'),
    )
    .groups(
      'share',
      'what share of the money came from each campaign?',
      by(
        rows,
        (row) => row.campaign,
        (inside) => amount(inside) / amount(rows),
      ),
      'share',
    )
    .groups(
      'trend',
      'amount per quarter',
      by(rows, (row) => quarterOf(row.day), amount),
    )
    .figure('total', 'sum of donations with gift aid', amount(rows.filter(({ giftAid }) => giftAid)))
    .groups('top', 'top three donors', top(perDonor, 3))
    .figure(
      'filter',
      'Marathon donations of 100 or more',
      count(rows, (row) => row.campaign === 'Marathon' && row.amount >= 100),
    )
    .none('how many volunteers helped?')
  return {
    name: 'donations.csv',
    ...csv([
      ['Donor', 'Date', 'Campaign', 'Payment method', 'Amount (GBP)', 'Gift Aid'],
      ...rows.map((row) => [
        row.donor,
        row.day,
        row.campaign,
        row.method,
        `£${row.amount.toFixed(2)}`,
        row.giftAid ? 'Yes' : 'No',
      ]),
    ]),
    questions: ask.questions,
  }
}

export function hotel(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 160 }, (_, at) => {
    const arrival = addDays('2025-06-01', random.int(0, 300))
    const nights = random.int(1, 10)
    return {
      booking: 55_000 + at,
      arrival,
      departure: addDays(arrival, nights),
      nights,
      room: random.pick(['single', 'double', 'suite']),
      source: random.pick(['website', 'agency', 'walk-in']),
      guests: random.int(1, 4),
      rate: random.int(60, 240),
      cancelled: random.chance(0.15),
    }
  })
  const size = (inside: readonly unknown[]) => inside.length
  const ask = new AskList('hotel')
    .figure(
      'count',
      'how many bookings were cancelled?',
      count(rows, ({ cancelled }) => cancelled),
    )
    .figure(
      'share',
      "what's our cancellation rate?",
      share(rows, ({ cancelled }) => cancelled),
      'share',
    )
    .groups(
      'share',
      'cancellation rate per booking source',
      by(
        rows,
        (row) => row.source,
        (inside) => share(inside, ({ cancelled }) => cancelled),
      ),
      'share',
    )
    .figure(
      'duration',
      'how many nights do guests stay on average?',
      mean(rows, (row) => row.nights),
      'days',
    )
    .figure(
      'average',
      'avg nightly rate for suites',
      mean(
        rows.filter(({ room }) => room === 'suite'),
        (row) => row.rate,
      ),
    )
    .groups(
      'trend',
      'bookings per month of arrival',
      by(rows, (row) => monthOf(row.arrival), size),
    )
    .figure(
      'period',
      'number of arrivals in August 2025',
      count(rows, ({ arrival }) => monthOf(arrival) === '2025-08'),
    )
    .winner('top', 'what is the most popular room type?', highest(by(rows, (row) => row.room, size)))
    .figure(
      'total',
      'how many guests in total, without the cancelled bookings?',
      sum(rows.filter(({ cancelled }) => !cancelled).map(({ guests }) => guests)),
    )
    .figure(
      'filter',
      'bookings longer than a week',
      count(rows, ({ nights }) => nights > 7),
    )
    .groups(
      'group',
      'bookings by room type and source',
      by(rows, (row) => `${row.room}|${row.source}`, size).map(([key, n]) => [key.split('|'), n]),
    )
    .figure(
      'follow-up',
      ['how many bookings were cancelled?', 'and not cancelled?'],
      count(rows, ({ cancelled }) => !cancelled),
    )
    .none('how satisfied were the guests?')
  return {
    name: 'hotel bookings.csv',
    ...csv([
      ['Booking no', 'Arrival', 'Departure', 'Room type', 'Source', 'Guests', 'Nightly rate', 'Cancelled'],
      ...rows.map((row) => [
        row.booking,
        row.arrival,
        row.departure,
        row.room,
        row.source,
        row.guests,
        row.rate,
        row.cancelled ? 'yes' : 'no',
      ]),
    ]),
    questions: ask.questions,
  }
}

export function expenses(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 115 }, () => ({
    day: addDays('2025-10-01', random.int(0, 180)),
    who: random.pick(['Kim', 'Lou', 'Max', 'Noa']),
    kind: random.pick(['Travel', 'Meals', 'Software', 'Office']),
    amount: random.int(300, 90_000) / 100,
    state: random.pick(['approved', 'rejected', 'pending']),
  }))
  const amount = (inside: readonly { amount: number }[]) => total(inside, (row) => row.amount)
  const ask = new AskList('expenses')
    .figure('total', 'what did we spend on travel?', amount(rows.filter(({ kind }) => kind === 'Travel')))
    .winner('top', 'who spent the most?', highest(by(rows, (row) => row.who, amount)))
    .groups(
      'group',
      'spend per category per person',
      by(rows, (row) => `${row.kind}|${row.who}`, amount).map(([key, n]) => [key.split('|'), n]),
    )
    .figure(
      'count',
      'how many expenses are pending?',
      count(rows, ({ state }) => state === 'pending'),
    )
    .figure('total', 'total of everything except rejected', amount(rows.filter(({ state }) => state !== 'rejected')))
    .figure('extreme', 'what was the largest expense?', Math.max(...rows.map((row) => row.amount)))
    .figure('period', 'total expenses in december', amount(rows.filter(({ day }) => monthOf(day) === '2025-12')))
    .figure('filter', "Kim's meals total", amount(rows.filter(({ who, kind }) => who === 'Kim' && kind === 'Meals')))
    .groups(
      'follow-up',
      ['spend per category', 'only approved ones'],
      by(
        rows.filter(({ state }) => state === 'approved'),
        (row) => row.kind,
        amount,
      ),
    )
    .figure(
      'average',
      'how much is an average office expense?',
      mean(
        rows.filter(({ kind }) => kind === 'Office'),
        (row) => row.amount,
      ),
    )
    .figures(
      'compare',
      'did Lou or Max spend more?',
      amount(rows.filter(({ who }) => who === 'Lou')),
      amount(rows.filter(({ who }) => who === 'Max')),
    )
    .figure(
      'share',
      'what % of expenses were rejected?',
      share(rows, ({ state }) => state === 'rejected'),
      'share',
    )
    .none('what is our travel policy?')
  return {
    name: 'expenses.csv',
    ...csv([
      ['Date', 'Employee', 'Category', 'Amount', 'Status'],
      ...rows.map((row) => [row.day, row.who, row.kind, row.amount.toFixed(2), row.state]),
    ]),
    questions: ask.questions,
  }
}

// Bus lines, allotment gardens, a vet's practice and charity shops: what small services keep.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, monthOf, yearOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, cents, count, distinct, highest, lowest, mean, share, sum, top, total, unique } from '../truth.ts'
import { csv, workbook } from '../write-files.ts'

export function buses(seed: number): MadeSet {
  const random = seeded(seed)
  const lines: [string, string, number][] = [
    ['12', 'Northgate', 14.5],
    ['27', 'Harbour', 9.2],
    ['40', 'Airport', 21],
    ['51', 'Northgate', 11.8],
    ['N3', 'Harbour', 17.4],
  ]
  const rows = Array.from({ length: 130 }, (_, at) => {
    const [route, depot, km] = random.pick(lines)
    return {
      trip: `T${2001 + at}`,
      route,
      depot,
      km,
      day: addDays('2026-01-05', random.int(0, 110)),
      passengers: random.int(4, 70),
      late: random.int(0, 24),
      driver: random.pick(['Adams', 'Bello', 'Chen', 'Doyle', 'Evans']),
    }
  })
  type Row = (typeof rows)[number]
  const people = (inside: readonly Row[]) => sum(inside.map((row) => row.passengers))
  const ask = new AskList('buses')
    .winner('top', 'Which route carries the most people?', highest(by(rows, (row) => row.route, people)))
    .figure(
      'total',
      'how many passengers did we carry in February 2026?',
      people(rows.filter(({ day }) => monthOf(day) === '2026-02')),
    )
    .figure(
      'average',
      'how late is the 27 on average?',
      mean(
        rows.filter(({ route }) => route === '27'),
        (row) => row.late,
      ),
    )
    .winner(
      'extreme',
      'Which driver is the most punctual?',
      lowest(
        by(
          rows,
          (row) => row.driver,
          (inside) => mean(inside, (row) => row.late),
        ),
      ),
    )
    .figure(
      'count',
      'how many trips were more than 15 minutes late?',
      count(rows, ({ late }) => late > 15),
    )
    .groups(
      'group',
      'passengers per depot',
      by(rows, (row) => row.depot, people),
    )
    .figure(
      'share',
      'what percentage of trips ran on time (0 minutes delay)?',
      share(rows, ({ late }) => late === 0),
      'share',
    )
    .none('which route costs us the most fuel?')
  return {
    name: 'bus_trips.csv',
    ...csv([
      ['trip_id', 'route', 'depot', 'distance_km', 'date', 'passengers', 'delay_min', 'driver'],
      ...rows.map((row) => [row.trip, row.route, row.depot, row.km, row.day, row.passengers, row.late, row.driver]),
    ]),
    questions: ask.questions,
  }
}

export function allotments(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 64 }, (_, at) => {
    const size = random.pick([125, 150, 200, 250])
    return {
      plot: `${random.pick(['A', 'B', 'C'])}${at + 1}`,
      site: random.pick(['Mill Lane', 'Canal Side', 'Hilltop']),
      tenant: `${random.pick(['Ann', 'Bob', 'Cyd', 'Dee', 'Eli'])} ${random.pick(['Frost', 'Grey', 'Hale', 'Ives'])} ${at + 1}`,
      size,
      rent: cents(size * 0.32 + random.int(0, 400) / 100),
      water: random.chance(0.6),
      paid: random.chance(0.7),
      since: addDays('2009-04-01', random.int(0, 5_800)),
    }
  })
  type Row = (typeof rows)[number]
  const rent = (inside: readonly Row[]) => total(inside, (row) => row.rent)
  const ask = new AskList('allotments')
    .figure('total', 'How much rent should come in altogether?', rent(rows))
    .figure('filter', 'How much rent is still unpaid?', rent(rows.filter(({ paid }) => !paid)))
    .winner('top', 'Which site brings in the most rent?', highest(by(rows, (row) => row.site, rent)))
    .figure(
      'count',
      'How many plots have no water?',
      count(rows, ({ water }) => !water),
    )
    .winner(
      'extreme',
      'Who has had their plot the longest?',
      rows.filter(({ since }) => since === rows.map((row) => row.since).toSorted()[0]).map(({ tenant }) => tenant),
    )
    .figure(
      'average',
      "what's the average plot size at Hilltop",
      mean(
        rows.filter(({ site }) => site === 'Hilltop'),
        (row) => row.size,
      ),
    )
    .groups(
      'count',
      'number of tenants per site',
      by(
        rows,
        (row) => row.site,
        (inside) => inside.length,
      ),
    )
    .none('who is on the waiting list?')
  return {
    name: 'Allotment rents 2026.xlsx',
    ...workbook([
      [
        'Plots',
        [
          ['Plot', 'Site', 'Tenant', 'Size (sqm)', 'Annual rent (£)', 'Water', 'Paid', 'Tenant since'],
          ...rows.map((row) => [
            row.plot,
            row.site,
            row.tenant,
            row.size,
            row.rent,
            row.water ? 'yes' : 'no',
            row.paid ? 'yes' : 'no',
            row.since,
          ]),
        ],
      ],
    ]),
    questions: ask.questions,
  }
}

export function vet(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 120 }, (_, at) => {
    const species = random.pick(['dog', 'dog', 'cat', 'cat', 'rabbit', 'horse'])
    return {
      no: 7001 + at,
      day: addDays('2025-09-01', random.int(0, 240)),
      animal: random.pick(['Rex', 'Luna', 'Milo', 'Coco', 'Nala', 'Bruno', 'Pip']),
      species,
      weight: cents(species === 'horse' ? random.int(4_000, 6_000) / 10 : random.int(15, 380) / 10),
      vet: random.pick(['Dr Shaw', 'Dr Lindt', 'Dr Okafor']),
      treatment: random.pick(['vaccination', 'check-up', 'surgery', 'dental']),
      fee: cents(random.int(2_500, 32_000) / 100),
      next: random.chance(0.4),
    }
  })
  type Row = (typeof rows)[number]
  const fees = (inside: readonly Row[]) => total(inside, (row) => row.fee)
  const size = (inside: readonly Row[]) => inside.length
  const ask = new AskList('vet')
    .winner('top', 'Which vet treats the most animals?', highest(by(rows, (row) => row.vet, size)))
    .figure(
      'total',
      'How much did we take for surgeries?',
      fees(rows.filter(({ treatment }) => treatment === 'surgery')),
    )
    .figure(
      'average',
      'average weight of the cats',
      mean(
        rows.filter(({ species }) => species === 'cat'),
        (row) => row.weight,
      ),
    )
    .figure(
      'count',
      'how many dogs were vaccinated?',
      count(rows, (row) => row.species === 'dog' && row.treatment === 'vaccination'),
    )
    .winner(
      'extreme',
      'which treatment is the dearest on average?',
      highest(
        by(
          rows,
          (row) => row.treatment,
          (inside) => mean(inside, (row) => row.fee),
        ),
      ),
    )
    .groups(
      'trend',
      'income by month',
      by(rows, (row) => monthOf(row.day), fees),
    )
    .figure(
      'share',
      'What share of visits needs a follow-up?',
      share(rows, ({ next }) => next),
      'share',
    )
    .names(
      'list',
      'which kinds of animals did Dr Lindt operate on?',
      unique(rows.filter((row) => row.vet === 'Dr Lindt' && row.treatment === 'surgery').map(({ species }) => species)),
    )
  return {
    name: 'vet_visits.csv',
    ...csv([
      ['visit_no', 'visit_date', 'animal', 'species', 'weight_kg', 'vet', 'treatment', 'fee_eur', 'follow_up'],
      ...rows.map((row) => [
        row.no,
        row.day,
        row.animal,
        row.species,
        row.weight,
        row.vet,
        row.treatment,
        row.fee,
        row.next ? 'Y' : 'N',
      ]),
    ]),
    questions: ask.questions,
  }
}

export function shops(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 150 }, (_, at) => {
    const donated = random.int(3, 60)
    return {
      day: addDays('2025-06-02', at * 2),
      shop: random.pick(['High Street', 'Station Road', 'Market Place']),
      kind: random.pick(['Books', 'Clothes', 'Toys', 'Furniture']),
      donated,
      sold: random.int(0, donated),
      takings: cents(random.int(500, 24_000) / 100),
      helpers: random.int(1, 5),
    }
  })
  type Row = (typeof rows)[number]
  const takings = (inside: readonly Row[]) => total(inside, (row) => row.takings)
  const sold = (inside: readonly Row[]) => sum(inside.map((row) => row.sold))
  const ask = new AskList('shops')
    .winner('top', 'which shop makes the most money?', highest(by(rows, (row) => row.shop, takings)))
    .winner('top', 'What kind of thing do we sell the most of?', highest(by(rows, (row) => row.kind, sold)))
    .figure(
      'total',
      'how many items were donated in 2025?',
      sum(rows.filter(({ day }) => yearOf(day) === '2025').map((row) => row.donated)),
    )
    .figure(
      'average',
      'average takings per day at Station Road',
      mean(
        rows.filter(({ shop }) => shop === 'Station Road'),
        (row) => row.takings,
      ),
    )
    .figures(
      'compare',
      'did books bring in more than toys?',
      takings(rows.filter(({ kind }) => kind === 'Books')),
      takings(rows.filter(({ kind }) => kind === 'Toys')),
    )
    .groups(
      'top',
      'top 2 categories by takings',
      top(
        by(rows, (row) => row.kind, takings),
        2,
      ),
    )
    .figure(
      'count',
      'on how many days did nothing sell?',
      count(rows, (row) => row.sold === 0),
    )
    .figure('distinct', 'how many shops do we run?', distinct(rows.map(({ shop }) => shop)))
  return {
    name: 'charity-shops.csv',
    ...csv([
      ['Date', 'Shop', 'Category', 'Items donated', 'Items sold', 'Takings GBP', 'Volunteers'],
      ...rows.map((row) => [row.day, row.shop, row.kind, row.donated, row.sold, row.takings, row.helpers]),
    ]),
    questions: ask.questions,
  }
}

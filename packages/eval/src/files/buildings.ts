// Energy of buildings, a warehouse count, running costs of a house and a lending library: what caretakers keep.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, germanDay, yearOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, cents, count, distinct, highest, lowest, mean, share, sum, total, unique } from '../truth.ts'
import { csv, workbook } from '../write-files.ts'

export function energy(seed: number): MadeSet {
  const random = seeded(seed)
  const buildings: [string, string, number][] = [
    ['Town Hall', 'office', 2_400],
    ['Library', 'culture', 1_100],
    ['Swimming Pool', 'sport', 3_800],
    ['Fire Station', 'office', 900],
  ]
  const rows = buildings.flatMap(([building, use, area]) =>
    Array.from({ length: 24 }, (_, at) => ({
      building,
      use,
      area,
      month: `${at < 12 ? 2024 : 2025}-${String((at % 12) + 1).padStart(2, '0')}`,
      power: random.int(2_000, 42_000),
      gas: random.int(500, 60_000),
      cost: cents(random.int(40_000, 1_500_000) / 100),
    })),
  )
  type Row = (typeof rows)[number]
  const power = (inside: readonly Row[]) => sum(inside.map((row) => row.power))
  const cost = (inside: readonly Row[]) => total(inside, (row) => row.cost)
  const year = (of: string) => rows.filter(({ month }) => month.startsWith(of))
  const ask = new AskList('energy2')
    .winner('top', 'Which building uses the most electricity?', highest(by(rows, (row) => row.building, power)))
    .figure(
      'total',
      'how much gas did the library burn in 2025?',
      sum(
        year('2025')
          .filter(({ building }) => building === 'Library')
          .map((row) => row.gas),
      ),
    )
    .figures('compare', 'did we pay more for energy in 2025 than in 2024?', cost(year('2025')), cost(year('2024')))
    .figure(
      'average',
      "what does the pool's energy cost per month on average?",
      mean(
        rows.filter(({ building }) => building === 'Swimming Pool'),
        (row) => row.cost,
      ),
    )
    .winner(
      'extreme',
      'in which month was the electricity use of the Town Hall highest?',
      highest(rows.filter(({ building }) => building === 'Town Hall').map((row) => [row.month, row.power] as const)),
    )
    .groups(
      'group',
      'cost by type of use',
      by(rows, (row) => row.use, cost),
    )
    .none('how much water did the fire station use?')
    .figure('distinct', 'how many buildings are in here?', distinct(rows.map(({ building }) => building)))
  return {
    name: 'council-energy.csv',
    ...csv([
      ['Building', 'Use', 'Floor area m2', 'Month', 'Electricity kWh', 'Gas kWh', 'Cost GBP'],
      ...rows.map((row) => [row.building, row.use, row.area, row.month, row.power, row.gas, row.cost]),
    ]),
    questions: ask.questions,
  }
}

export function counts(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 110 }, (_, at) => {
    const booked = random.int(0, 300)
    return {
      sku: `K${5001 + at}`,
      aisle: random.pick(['A', 'B', 'C', 'D']),
      family: random.pick(['Screws', 'Paint', 'Timber', 'Tools']),
      booked,
      counted: Math.max(0, booked + random.int(-12, 8)),
      cost: cents(random.int(20, 9_000) / 100),
      by: random.pick(['Ned', 'Ola', 'Pam']),
    }
  })
  type Row = (typeof rows)[number]
  const counted = (inside: readonly Row[]) => sum(inside.map((row) => row.counted))
  const ask = new AskList('counts')
    .figure('total', 'How many pieces did we count in aisle B?', counted(rows.filter(({ aisle }) => aisle === 'B')))
    .winner(
      'top',
      'Who counted the most articles?',
      highest(
        by(
          rows,
          (row) => row.by,
          (inside) => inside.length,
        ),
      ),
    )
    .figure(
      'count',
      'how many SKUs were counted as zero?',
      count(rows, (row) => row.counted === 0),
    )
    .winner('extreme', 'which item costs the most?', highest(rows.map((row) => [row.sku, row.cost] as const)))
    .groups(
      'group',
      'counted quantity per family',
      by(rows, (row) => row.family, counted),
    )
    .figure(
      'average',
      'average unit cost of paint',
      mean(
        rows.filter(({ family }) => family === 'Paint'),
        (row) => row.cost,
      ),
    )
    .figure(
      'count',
      'how many timber items cost more than 50?',
      count(rows, (row) => row.family === 'Timber' && row.cost > 50),
    )
    .none('which supplier delivers the most tools?')
  return {
    name: 'stocktake.csv',
    ...csv([
      ['SKU', 'Aisle', 'Family', 'Booked qty', 'Counted qty', 'Unit cost', 'Counted by'],
      ...rows.map((row) => [row.sku, row.aisle, row.family, row.booked, row.counted, row.cost, row.by]),
    ]),
    questions: ask.questions,
  }
}

export function nebenkosten(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 48 }, (_, at) => ({
    flat: `Whg ${at + 1}`,
    house: random.pick(['Lindenweg 3', 'Lindenweg 5', 'Am Markt 1']),
    people: random.int(1, 5),
    area: random.int(38, 120),
    heating: cents(random.int(30_000, 190_000) / 100),
    water: cents(random.int(9_000, 60_000) / 100),
    paid: cents(random.int(60_000, 220_000) / 100),
  }))
  type Row = (typeof rows)[number]
  const heating = (inside: readonly Row[]) => total(inside, (row) => row.heating)
  const ask = new AskList('nebenkosten')
    .german()
    .winner(
      'top',
      'In welchem Haus wohnen die meisten Leute?',
      highest(
        by(
          rows,
          (row) => row.house,
          (inside) => sum(inside.map((row) => row.people)),
        ),
      ),
    )
    .figure(
      'total',
      'Wie hoch sind die Heizkosten im Lindenweg 3?',
      heating(rows.filter(({ house }) => house === 'Lindenweg 3')),
    )
    .winner(
      'extreme',
      'Welche Wohnung hat die höchsten Wasserkosten?',
      highest(rows.map((row) => [row.flat, row.water] as const)),
    )
    .figure(
      'average',
      'Wie groß ist eine Wohnung im Schnitt?',
      mean(rows, (row) => row.area),
    )
    .figure(
      'count',
      'Wie viele Wohnungen haben mehr als 3 Personen?',
      count(rows, ({ people }) => people > 3),
    )
    .groups(
      'group',
      'Vorauszahlung je Haus',
      by(
        rows,
        (row) => row.house,
        (inside) => total(inside, (row) => row.paid),
      ),
    )
    .none('Wer wohnt am längsten im Haus?')
    .figure(
      'share',
      'Wie viel Prozent der Wohnungen sind größer als 100 qm?',
      share(rows, ({ area }) => area > 100),
      'share',
    )
  const euro = (value: number) => value.toFixed(2).replace('.', ',')
  return {
    name: 'Nebenkosten 2025.csv',
    ...csv(
      [
        ['Wohnung', 'Haus', 'Personen', 'Wohnfläche (qm)', 'Heizkosten (€)', 'Wasserkosten (€)', 'Vorauszahlung (€)'],
        ...rows.map((row) => [
          row.flat,
          row.house,
          row.people,
          row.area,
          euro(row.heating),
          euro(row.water),
          euro(row.paid),
        ]),
      ],
      ';',
    ),
    questions: ask.questions,
  }
}

export function buecherei(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 95 }, (_, at) => ({
    number: `B${1001 + at}`,
    title: `${random.pick(['Das Meer', 'Der Wald', 'Die Stadt', 'Ein Sommer', 'Kein Wort'])} ${at + 1}`,
    section: random.pick(['Krimi', 'Kinderbuch', 'Sachbuch', 'Roman']),
    year: random.int(1985, 2025),
    loans: random.int(0, 60),
    price: cents(random.int(500, 4_500) / 100),
    bought: addDays('2012-01-10', random.int(0, 5_000)),
    damaged: random.chance(0.15),
  }))
  const ask = new AskList('buecherei')
    .german()
    .winner(
      'top',
      'Welches Buch wurde am häufigsten ausgeliehen?',
      highest(rows.map((row) => [row.title, row.loans] as const)),
    )
    .figure(
      'count',
      'Wie viele Bücher sind beschädigt?',
      count(rows, ({ damaged }) => damaged),
    )
    .winner(
      'top',
      'Welche Abteilung hat die meisten Ausleihen?',
      highest(
        by(
          rows,
          (row) => row.section,
          (inside) => sum(inside.map((row) => row.loans)),
        ),
      ),
    )
    .figure(
      'average',
      'Was kostet ein Sachbuch im Durchschnitt?',
      mean(
        rows.filter(({ section }) => section === 'Sachbuch'),
        (row) => row.price,
      ),
    )
    .figure(
      'count',
      'Wie viele Krimis wurden nie ausgeliehen?',
      count(rows, (row) => row.section === 'Krimi' && row.loans === 0),
    )
    .figure(
      'total',
      'Wie viel haben wir 2020 für Bücher ausgegeben?',
      total(
        rows.filter(({ bought }) => yearOf(bought) === '2020'),
        (row) => row.price,
      ),
    )
    .winner('extreme', 'Welches ist das älteste Buch?', lowest(rows.map((row) => [row.title, row.year] as const)))
    .names('list', 'Welche Abteilungen gibt es?', unique(rows.map(({ section }) => section)))
  return {
    name: 'Bücherei.xlsx',
    ...workbook([
      [
        'Bestand',
        [
          [
            'Buchnummer',
            'Titel',
            'Abteilung',
            'Erscheinungsjahr',
            'Ausleihen',
            'Preis (€)',
            'Angeschafft am',
            'Beschädigt',
          ],
          ...rows.map((row) => [
            row.number,
            row.title,
            row.section,
            row.year,
            row.loans,
            row.price,
            germanDay(row.bought),
            row.damaged ? 'ja' : 'nein',
          ]),
        ],
      ],
    ]),
    questions: ask.questions,
  }
}

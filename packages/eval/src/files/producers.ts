// A farm's harvest, a bakery, a podcast and beach cleanings: what small producers and volunteers keep.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, monthOf, weekdayOf, yearOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, cents, count, highest, lowest, mean, sum, total, unique } from '../truth.ts'
import { csv, json, workbook } from '../write-files.ts'

export function harvest(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 100 }, (_, at) => ({
    no: `H-${301 + at}`,
    field: random.pick(['North', 'Creek', 'Hill', 'Barn']),
    crop: random.pick(['potatoes', 'carrots', 'kale', 'beans']),
    day: addDays('2025-06-10', random.int(0, 130)),
    kg: random.int(20, 900),
    pickers: random.int(1, 9),
    spoiled: random.int(0, 40),
    organic: random.chance(0.5),
  }))
  type Row = (typeof rows)[number]
  const kilos = (inside: readonly Row[]) => sum(inside.map((row) => row.kg))
  const ask = new AskList('harvest')
    .winner('top', 'Which field yields the most?', highest(by(rows, (row) => row.field, kilos)))
    .figure(
      'total',
      'how many kilos of potatoes did we bring in?',
      kilos(rows.filter(({ crop }) => crop === 'potatoes')),
    )
    .figure(
      'total',
      'total spoiled in September',
      sum(rows.filter(({ day }) => monthOf(day) === '2025-09').map((row) => row.spoiled)),
    )
    .winner(
      'extreme',
      'which crop spoils the least?',
      lowest(
        by(
          rows,
          (row) => row.crop,
          (inside) => sum(inside.map((row) => row.spoiled)),
        ),
      ),
    )
    .figure(
      'average',
      'how many pickers are out on average',
      mean(rows, (row) => row.pickers),
    )
    .figure(
      'share',
      'how much of the harvest is organic, in percent of weight?',
      kilos(rows.filter(({ organic }) => organic)) / kilos(rows),
      'share',
    )
    .groups(
      'group',
      'kg per crop',
      by(rows, (row) => row.crop, kilos),
    )
    .none('which field gets the most rain?')
  return {
    name: 'harvest log.csv',
    ...csv([
      ['entry', 'field', 'crop', 'picked_on', 'harvest_kg', 'pickers', 'spoiled_kg', 'organic'],
      ...rows.map((row) => [
        row.no,
        row.field,
        row.crop,
        row.day,
        row.kg,
        row.pickers,
        row.spoiled,
        row.organic ? 'yes' : 'no',
      ]),
    ]),
    questions: ask.questions,
  }
}

export function bakery(seed: number): MadeSet {
  const random = seeded(seed)
  const prices: [string, number][] = [
    ['Rye loaf', 4.2],
    ['Baguette', 1.9],
    ['Croissant', 1.6],
    ['Pretzel', 1.1],
  ]
  const rows = Array.from({ length: 140 }, (_, at) => {
    const [product, price] = prices[at % 4] ?? ['', 0]
    const baked = random.int(20, 160)
    const sold = random.int(10, baked)
    return { day: addDays('2026-03-02', Math.floor(at / 4)), product, price, baked, sold, takings: cents(sold * price) }
  })
  type Row = (typeof rows)[number]
  const takings = (inside: readonly Row[]) => total(inside, (row) => row.takings)
  const sold = (inside: readonly Row[]) => sum(inside.map((row) => row.sold))
  const ask = new AskList('bakery')
    .winner('top', "What's our bestseller by pieces?", highest(by(rows, (row) => row.product, sold)))
    .figure(
      'total',
      'how many croissants did we sell in March?',
      sold(rows.filter((row) => row.product === 'Croissant' && monthOf(row.day) === '2026-03')),
    )
    .winner(
      'extreme',
      'which weekday brings in the most money?',
      highest(by(rows, (row) => weekdayOf(row.day), takings)),
    )
    .figure(
      'average',
      'how many pretzels do we bake per day on average?',
      mean(
        rows.filter(({ product }) => product === 'Pretzel'),
        (row) => row.baked,
      ),
    )
    .figures(
      'compare',
      'do baguettes earn more than rye loaves?',
      takings(rows.filter(({ product }) => product === 'Baguette')),
      takings(rows.filter(({ product }) => product === 'Rye loaf')),
    )
    .groups(
      'group',
      'takings by product',
      by(rows, (row) => row.product, takings),
    )
    .figure(
      'count',
      'on how many days did we sell more than 100 croissants?',
      count(rows, (row) => row.product === 'Croissant' && row.sold > 100),
    )
    .none('which baker works the fastest?')
  return {
    name: 'bakery.xlsx',
    ...workbook([
      [
        'Daily',
        [
          ['Date', 'Product', 'Price (€)', 'Baked', 'Sold', 'Takings (€)'],
          ...rows.map((row) => [row.day, row.product, row.price, row.baked, row.sold, row.takings]),
        ],
      ],
    ]),
    questions: ask.questions,
  }
}

export function podcast(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 60 }, (_, at) => ({
    no: at + 1,
    title: `${random.pick(['Maps', 'Rust', 'Tides', 'Bees', 'Trains', 'Bread'])} and ${random.pick(['ghosts', 'money', 'love', 'war', 'rain'])} ${at + 1}`,
    host: random.pick(['Priya', 'Sam', 'Theo']),
    day: addDays('2025-01-07', at * 7),
    minutes: random.int(18, 75),
    downloads: random.int(900, 24_000),
    sponsor: random.chance(0.4) ? random.pick(['Kettle Co', 'Norsk', 'Paperly']) : null,
    income: random.int(0, 400) * 5,
  }))
  type Row = (typeof rows)[number]
  const downloads = (inside: readonly Row[]) => sum(inside.map((row) => row.downloads))
  const ask = new AskList('podcast')
    .winner('top', 'which host gets the most listeners?', highest(by(rows, (row) => row.host, downloads)))
    .figure(
      'average',
      'how long is an episode on average?',
      mean(rows, (row) => row.minutes),
      'minutes',
    )
    .winner(
      'extreme',
      'what was the most downloaded episode?',
      highest(rows.map((row) => [row.title, row.downloads] as const)),
    )
    .figure(
      'count',
      'how many episodes had no sponsor',
      count(rows, ({ sponsor }) => sponsor === null),
    )
    .winner(
      'top',
      'Which sponsor pays the most?',
      highest(
        by(
          rows.filter(({ sponsor }) => sponsor !== null),
          (row) => row.sponsor ?? '',
          (inside) => sum(inside.map((row) => row.income)),
        ),
      ),
    )
    .figure(
      'count',
      'episodes longer than an hour',
      count(rows, ({ minutes }) => minutes > 60),
    )
    .groups(
      'trend',
      'downloads per year',
      by(rows, (row) => yearOf(row.day), downloads),
    )
    .figure(
      'follow-up',
      ['how many episodes did Sam host?', 'and Priya?'],
      count(rows, ({ host }) => host === 'Priya'),
    )
  return {
    name: 'episodes.json',
    ...json(
      rows.map((row) => ({
        episode: row.no,
        title: row.title,
        host: row.host,
        published: row.day,
        length_min: row.minutes,
        downloads: row.downloads,
        sponsor: row.sponsor,
        ad_income: row.income,
      })),
    ),
    questions: ask.questions,
  }
}

export function cleanups(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 70 }, (_, at) => ({
    id: `C${at + 1}`,
    beach: random.pick(['Sandy Bay', 'Long Reach', 'Pebble Cove']),
    day: addDays('2024-04-06', random.int(0, 700)),
    volunteers: random.int(4, 60),
    bags: random.int(2, 80),
    plastic: random.int(5, 260),
    hours: random.int(2, 10) / 2,
    leader: random.pick(['Fay', 'Gus', 'Hana']),
  }))
  type Row = (typeof rows)[number]
  const people = (inside: readonly Row[]) => sum(inside.map((row) => row.volunteers))
  const plastic = (inside: readonly Row[]) => sum(inside.map((row) => row.plastic))
  const ask = new AskList('cleanups')
    .winner('top', 'Which beach draws the most helpers?', highest(by(rows, (row) => row.beach, people)))
    .figure(
      'total',
      'how much plastic did we collect at Sandy Bay?',
      plastic(rows.filter(({ beach }) => beach === 'Sandy Bay')),
    )
    .winner(
      'top',
      'whose cleanups collected the most bags?',
      highest(
        by(
          rows,
          (row) => row.leader,
          (inside) => sum(inside.map((row) => row.bags)),
        ),
      ),
    )
    .figure(
      'average',
      'how many people show up on average?',
      mean(rows, (row) => row.volunteers),
    )
    .figure(
      'count',
      'how many cleanups did Hana lead in 2025?',
      count(rows, (row) => row.leader === 'Hana' && yearOf(row.day) === '2025'),
    )
    .names(
      'list',
      'which beaches did Gus clean?',
      unique(rows.filter(({ leader }) => leader === 'Gus').map(({ beach }) => beach)),
    )
    .figures(
      'compare',
      'was there more plastic in 2024 or in 2025?',
      plastic(rows.filter(({ day }) => yearOf(day) === '2024')),
      plastic(rows.filter(({ day }) => yearOf(day) === '2025')),
    )
    .none('how much glass did we find?')
  return {
    name: 'beach_cleanups.csv',
    ...csv([
      ['cleanup_id', 'beach', 'date', 'volunteers', 'bags', 'plastic_kg', 'hours', 'leader'],
      ...rows.map((row) => [row.id, row.beach, row.day, row.volunteers, row.bags, row.plastic, row.hours, row.leader]),
    ]),
    questions: ask.questions,
  }
}

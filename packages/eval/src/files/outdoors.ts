// Bee inspections, a running club and a class trip: what clubs and schools keep.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, monthOf, yearOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, cents, count, distinct, highest, lowest, mean, share, sum, top, total, unique } from '../truth.ts'
import { csv, json, workbook } from '../write-files.ts'

export function hives(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 110 }, () => ({
    hive: random.pick(['H1', 'H2', 'H3', 'H4', 'H5', 'H6']),
    apiary: random.pick(['Orchard', 'Heath']),
    day: addDays('2025-03-10', random.int(0, 480)),
    queen: random.chance(0.7),
    mites: random.int(0, 14),
    honey: random.int(0, 60) / 4,
    mood: random.pick(['calm', 'nervous', 'aggressive']),
    keeper: random.pick(['Ilse', 'Jon', 'Kemal']),
  }))
  type Row = (typeof rows)[number]
  const honey = (inside: readonly Row[]) => total(inside, (row) => row.honey)
  const ask = new AskList('hives')
    .figure(
      'count',
      'in how many inspections was the queen not seen?',
      count(rows, ({ queen }) => !queen),
    )
    .winner('top', 'which hive gave the most honey', highest(by(rows, (row) => row.hive, honey)))
    .figure(
      'average',
      'average number of mites in the heath apiary',
      mean(
        rows.filter(({ apiary }) => apiary === 'Heath'),
        (row) => row.mites,
      ),
    )
    .figure(
      'total',
      'how many kilos of honey did we get in 2025?',
      honey(rows.filter(({ day }) => yearOf(day) === '2025')),
    )
    .figure(
      'share',
      'how often were the bees aggressive, in percent?',
      share(rows, ({ mood }) => mood === 'aggressive'),
      'share',
    )
    .groups(
      'group',
      'inspections per keeper',
      by(
        rows,
        (row) => row.keeper,
        (inside) => inside.length,
      ),
    )
    .figure(
      'count',
      'inspections with more than 10 mites',
      count(rows, ({ mites }) => mites > 10),
    )
    .winner(
      'extreme',
      'Which hive has the lowest average mite count?',
      lowest(
        by(
          rows,
          (row) => row.hive,
          (inside) => mean(inside, (row) => row.mites),
        ),
      ),
    )
    .figures(
      'compare',
      'does the orchard give more honey than the heath?',
      honey(rows.filter(({ apiary }) => apiary === 'Orchard')),
      honey(rows.filter(({ apiary }) => apiary === 'Heath')),
    )
    .figure('filter', 'honey from all hives except H3', honey(rows.filter(({ hive }) => hive !== 'H3')))
    .figure(
      'count',
      'how many times did Kemal inspect H2?',
      count(rows, (row) => row.keeper === 'Kemal' && row.hive === 'H2'),
    )
    .groups(
      'trend',
      'honey per month',
      by(rows, (row) => monthOf(row.day), honey),
    )
    .figure(
      'distinct',
      'how many hives are on the heath?',
      distinct(rows.filter(({ apiary }) => apiary === 'Heath').map(({ hive }) => hive)),
    )
    .names(
      'list',
      'which keepers inspected H5?',
      unique(rows.filter(({ hive }) => hive === 'H5').map(({ keeper }) => keeper)),
    )
    .figure('follow-up', ['how much honey did H1 give?', 'and H4?'], honey(rows.filter(({ hive }) => hive === 'H4')))
    .figure('extreme', 'what was the highest mite count ever?', Math.max(...rows.map(({ mites }) => mites)))
    .none('which hive needs a new queen next spring?')
    .none('how much did we sell the honey for?')
  return {
    name: 'hive_inspections.csv',
    ...csv([
      ['hive', 'apiary', 'inspected_on', 'queen_seen', 'mite_count', 'honey_kg', 'temper', 'keeper'],
      ...rows.map((row) => [
        row.hive,
        row.apiary,
        row.day,
        row.queen ? 'yes' : 'no',
        row.mites,
        row.honey,
        row.mood,
        row.keeper,
      ]),
    ]),
    questions: ask.questions,
  }
}

export function races(seed: number): MadeSet {
  const random = seeded(seed)
  const runners: [string, string, number][] = [
    ['Amira', 'W', 31],
    ['Bruno', 'M', 44],
    ['Cleo', 'W', 27],
    ['Dirk', 'M', 52],
    ['Esra', 'W', 38],
    ['Femi', 'M', 23],
  ]
  const rows = Array.from({ length: 90 }, () => {
    const [runner, sex, age] = random.pick(runners)
    const km = random.pick([5, 10, 21])
    const finished = random.chance(0.9)
    return {
      runner,
      sex,
      age,
      race: random.pick(['Harbour Run', 'Hill Classic', 'City Night']),
      day: addDays('2024-04-06', random.int(0, 640)),
      km,
      minutes: finished ? cents((km * random.int(420, 720)) / 100) : null,
      place: finished ? random.int(1, 180) : null,
      fee: km === 21 ? 45 : km === 10 ? 25 : 15,
      personalBest: finished && random.chance(0.2),
    }
  })
  type Row = (typeof rows)[number]
  const fees = (inside: readonly Row[]) => sum(inside.map((row) => row.fee))
  const done = rows.flatMap((row) =>
    row.minutes === null || row.place === null ? [] : [{ ...row, minutes: row.minutes, place: row.place }],
  )
  const ask = new AskList('races')
    .winner(
      'top',
      'who ran the most races?',
      highest(
        by(
          rows,
          (row) => row.runner,
          (inside) => inside.length,
        ),
      ),
    )
    .figure('count', 'how many races were not finished?', rows.length - done.length)
    .figure(
      'average',
      'average time over 10 km',
      mean(
        done.filter(({ km }) => km === 10),
        (row) => row.minutes,
      ),
      'minutes',
    )
    .figure(
      'total',
      'how much did we pay in entry fees in 2025',
      fees(rows.filter(({ day }) => yearOf(day) === '2025')),
    )
    .figure(
      'count',
      'number of personal bests by women',
      count(rows, (row) => row.personalBest && row.sex === 'W'),
    )
    .winner(
      'extreme',
      'who has the best average place?',
      lowest(
        by(
          done,
          (row) => row.runner,
          (inside) => mean(inside as typeof done, (row) => row.place),
        ),
      ),
    )
    .groups(
      'group',
      'races per distance',
      by(
        rows,
        (row) => String(row.km),
        (inside) => inside.length,
      ),
    )
    .figure(
      'total',
      'total kilometres run by Dirk',
      sum(rows.filter(({ runner }) => runner === 'Dirk').map(({ km }) => km)),
    )
    .figure(
      'count',
      'how often did someone finish in the top 10?',
      count(done, ({ place }) => place <= 10),
    )
    .figure(
      'share',
      'share of races that were half marathons (21 km)',
      share(rows, ({ km }) => km === 21),
      'share',
    )
    .winner(
      'top',
      'Which race do our runners enter most often?',
      highest(
        by(
          rows,
          (row) => row.race,
          (inside) => inside.length,
        ),
      ),
    )
    .figures(
      'compare',
      'average place of men vs women',
      mean(
        done.filter(({ sex }) => sex === 'M'),
        (row) => row.place,
      ),
      mean(
        done.filter(({ sex }) => sex === 'W'),
        (row) => row.place,
      ),
    )
    .figure(
      'distinct',
      'how many different runners took part in the Hill Classic?',
      distinct(rows.filter(({ race }) => race === 'Hill Classic').map(({ runner }) => runner)),
    )
    .figure('filter', 'fees without the City Night', fees(rows.filter(({ race }) => race !== 'City Night')))
    .figure(
      'follow-up',
      ['How many races did Cleo run?', 'and how many of them in 2025?'],
      count(rows, (row) => row.runner === 'Cleo' && yearOf(row.day) === '2025'),
    )
    .figure(
      'extreme',
      'fastest 5 km in minutes',
      Math.min(...done.filter(({ km }) => km === 5).map(({ minutes }) => minutes)),
    )
    .none('what was the weather like at the Harbour Run?')
    .none('who trains the most?')
  return {
    name: 'club-races.json',
    ...json(
      rows.map((row) => ({
        runner: row.runner,
        sex: row.sex,
        age: row.age,
        race: row.race,
        date: row.day,
        distance_km: row.km,
        time_min: row.minutes,
        place: row.place,
        fee_eur: row.fee,
        personal_best: row.personalBest,
      })),
    ),
    questions: ask.questions,
  }
}

export function klassenfahrt(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 84 }, (_, at) => ({
    child: `${random.pick(['Mia', 'Ben', 'Lea', 'Tom', 'Zoe', 'Max'])} ${random.pick(['Alt', 'Berg', 'Cast', 'Dorn'])} ${at + 1}`,
    form: random.pick(['5a', '5b', '6a']),
    price: random.pick([180, 180, 240]),
    paid: random.pick([0, 60, 180]),
    bus: random.pick(['Bus 1', 'Bus 2']),
    room: random.pick(['Zelt', 'Hütte', 'Haus']),
    vegetarian: random.chance(0.3),
    allergy: random.chance(0.2) ? random.pick(['Nüsse', 'Milch']) : null,
    signed: addDays('2026-01-12', random.int(0, 60)),
  }))
  type Row = (typeof rows)[number]
  const paid = (inside: readonly Row[]) => sum(inside.map((row) => row.paid))
  const ask = new AskList('klassenfahrt')
    .german()
    .figure(
      'count',
      'Wie viele Kinder haben noch nichts bezahlt?',
      count(rows, (row) => row.paid === 0),
    )
    .figure('total', 'Wie viel Geld ist schon eingegangen?', paid(rows))
    .groups(
      'group',
      'Anzahl Kinder pro Klasse',
      by(
        rows,
        (row) => row.form,
        (inside) => inside.length,
      ),
    )
    .figure(
      'count',
      'Wie viele Vegetarier fahren im Bus 2?',
      count(rows, (row) => row.vegetarian && row.bus === 'Bus 2'),
    )
    .figure(
      'count',
      'Wie viele haben keine Allergie?',
      count(rows, ({ allergy }) => allergy === null),
    )
    .winner(
      'top',
      'In welcher Unterkunft schlafen die meisten Kinder?',
      highest(
        by(
          rows,
          (row) => row.room,
          (inside) => inside.length,
        ),
      ),
    )
    .figure(
      'share',
      'Welcher Anteil der 5b isst vegetarisch?',
      share(
        rows.filter(({ form }) => form === '5b'),
        ({ vegetarian }) => vegetarian,
      ),
      'share',
    )
    .figure(
      'average',
      'durchschnittlich gezahlter Betrag je Kind',
      mean(rows, (row) => row.paid),
    )
    .figure(
      'filter',
      'Summe der Preise ohne die 6a',
      sum(rows.filter(({ form }) => form !== '6a').map(({ price }) => price)),
    )
    .figures(
      'compare',
      'Haben die 5a oder die 5b mehr bezahlt?',
      paid(rows.filter(({ form }) => form === '5a')),
      paid(rows.filter(({ form }) => form === '5b')),
    )
    .figure(
      'period',
      'Wie viele Anmeldungen kamen im Februar?',
      count(rows, (row) => monthOf(row.signed) === '2026-02'),
    )
    .winner('extreme', 'Welche Klasse hat am wenigsten bezahlt?', lowest(by(rows, (row) => row.form, paid)))
    .figure(
      'filter',
      'Wie viele Kinder zahlen mehr als 200 Euro?',
      count(rows, ({ price }) => price > 200),
    )
    .groups(
      'top',
      'Anmeldungen nach Bus und Unterkunft',
      by(
        rows,
        (row) => `${row.bus}|${row.room}`,
        (inside) => inside.length,
      ).map(([key, value]) => [key.split('|'), value] as const),
    )
    .figure(
      'follow-up',
      ['Wie viele Kinder schlafen im Zelt?', 'Und wie viele in der Hütte?'],
      count(rows, ({ room }) => room === 'Hütte'),
    )
    .groups(
      'top',
      'die zwei Klassen mit den meisten Vegetariern',
      top(
        by(
          rows.filter(({ vegetarian }) => vegetarian),
          (row) => row.form,
          (inside) => inside.length,
        ),
        2,
      ),
    )
    .none('Welche Lehrer kommen mit?')
    .none('Wie weit ist die Fahrt?')
  return {
    name: 'Klassenfahrt.xlsx',
    ...workbook([
      [
        'Anmeldungen',
        [
          [
            'Kind',
            'Klasse',
            'Preis (€)',
            'Bezahlt (€)',
            'Bus',
            'Unterkunft',
            'Vegetarisch',
            'Allergie',
            'Angemeldet am',
          ],
          ...rows.map((row) => [
            row.child,
            row.form,
            row.price,
            row.paid,
            row.bus,
            row.room,
            row.vegetarian ? 'ja' : 'nein',
            row.allergy,
            row.signed,
          ]),
        ],
      ],
    ]),
    questions: ask.questions,
  }
}

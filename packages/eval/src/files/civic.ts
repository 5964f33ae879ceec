// Museum visitors, a football season, a town's budget and a log of journeys: what towns, clubs and drivers keep.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, germanDay, monthOf, weekdayOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, cents, count, highest, lowest, mean, share, sum, total } from '../truth.ts'
import { csv, json, workbook } from '../write-files.ts'

export function museums(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 120 }, (_, at) => ({
    day: addDays('2026-02-01', Math.floor(at / 3)),
    museum: ['City Museum', 'Gallery West', 'Science Hall'][at % 3] ?? '',
    adults: random.int(20, 400),
    children: random.int(5, 260),
    groups: random.int(0, 9),
    income: cents(random.int(20_000, 480_000) / 100),
  }))
  type Row = (typeof rows)[number]
  const children = (inside: readonly Row[]) => sum(inside.map((row) => row.children))
  const income = (inside: readonly Row[]) => total(inside, (row) => row.income)
  const ask = new AskList('museums')
    .winner('top', 'Which museum gets the most kids?', highest(by(rows, (row) => row.museum, children)))
    .figure(
      'total',
      'How many adults came to Gallery West?',
      sum(rows.filter(({ museum }) => museum === 'Gallery West').map((row) => row.adults)),
    )
    .winner('extreme', 'which weekday earns the most?', highest(by(rows, (row) => weekdayOf(row.day), income)))
    .figure(
      'average',
      'average ticket income per day at the Science Hall',
      mean(
        rows.filter(({ museum }) => museum === 'Science Hall'),
        (row) => row.income,
      ),
    )
    .groups(
      'group',
      'children by museum',
      by(rows, (row) => row.museum, children),
    )
    .winner(
      'extreme',
      'On what day did the City Museum have the fewest adults?',
      lowest(rows.filter(({ museum }) => museum === 'City Museum').map((row) => [row.day, row.adults] as const)),
    )
    .figure(
      'total',
      'what did we earn in the first week of February?',
      income(rows.filter(({ day }) => day >= '2026-02-01' && day <= '2026-02-07')),
    )
    .none('how many visitors came from abroad?')
  return {
    name: 'museum visitors.json',
    ...json(
      rows.map((row) => ({
        date: row.day,
        museum: row.museum,
        adults: row.adults,
        children: row.children,
        school_groups: row.groups,
        ticket_income: row.income,
      })),
    ),
    questions: ask.questions,
  }
}

export function matches(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 44 }, (_, at) => ({
    day: addDays('2025-08-09', at * 6),
    opponent: random.pick(['Rovers', 'United', 'Albion', 'Wanderers', 'Athletic', 'City']),
    venue: random.pick(['home', 'away']),
    ours: random.int(0, 5),
    theirs: random.int(0, 4),
    crowd: random.int(180, 2_400),
    cards: random.int(0, 5),
  }))
  type Row = (typeof rows)[number]
  const goals = (inside: readonly Row[]) => sum(inside.map((row) => row.ours))
  const won = ({ ours, theirs }: Row) => ours > theirs
  const ask = new AskList('matches')
    .figure('total', 'how many goals did we score at home?', goals(rows.filter(({ venue }) => venue === 'home')))
    .figure('count', 'how many games did we win?', count(rows, won))
    .winner('top', 'Against whom did we score the most goals?', highest(by(rows, (row) => row.opponent, goals)))
    .figure(
      'average',
      'what is our average attendance?',
      mean(rows, (row) => row.crowd),
    )
    .winner(
      'extreme',
      'which opponent drew the biggest crowd?',
      highest(rows.map((row) => [row.opponent, row.crowd] as const)),
    )
    .figure(
      'total',
      'yellow cards in away games',
      sum(rows.filter(({ venue }) => venue === 'away').map((row) => row.cards)),
    )
    .figure(
      'share',
      'what share of our matches were at home?',
      share(rows, ({ venue }) => venue === 'home'),
      'share',
    )
    .none('who is our top scorer?')
  return {
    name: 'season.csv',
    ...csv([
      ['date', 'opponent', 'venue', 'result', 'goals_for', 'goals_against', 'attendance', 'yellow_cards'],
      ...rows.map((row) => [
        row.day,
        row.opponent,
        row.venue,
        row.ours > row.theirs ? 'win' : row.ours === row.theirs ? 'draw' : 'loss',
        row.ours,
        row.theirs,
        row.crowd,
        row.cards,
      ]),
    ]),
    questions: ask.questions,
  }
}

const euro = (value: number): string =>
  value.toLocaleString('de-DE', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

export function haushalt(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = ['Schulen', 'Kitas', 'Straßen', 'Kultur', 'Feuerwehr', 'Verwaltung', 'Grünflächen'].flatMap((area) =>
    ['Personal', 'Sachkosten', 'Investitionen'].map((kind) => ({
      area,
      kind,
      before: cents(random.int(20_000, 90_000_00) / 100),
      plan: cents(random.int(20_000, 90_000_00) / 100),
      actual: cents(random.int(20_000, 90_000_00) / 100),
    })),
  )
  type Row = (typeof rows)[number]
  const plan = (inside: readonly Row[]) => total(inside, (row) => row.plan)
  const ask = new AskList('haushalt')
    .german()
    .figure('total', 'Wie viel ist 2026 insgesamt geplant?', plan(rows))
    .winner('top', 'Welcher Bereich hat den größten Ansatz 2026?', highest(by(rows, (row) => row.area, plan)))
    .figure('filter', 'Wie hoch ist der Ansatz 2026 für Kitas?', plan(rows.filter(({ area }) => area === 'Kitas')))
    .groups(
      'group',
      'Ansatz 2025 nach Kostenart',
      by(
        rows,
        (row) => row.kind,
        (inside) => total(inside, (row) => row.before),
      ),
    )
    .figure(
      'lookup',
      'Was wurde 2025 bei der Feuerwehr für Personal tatsächlich ausgegeben?',
      rows.find((row) => row.area === 'Feuerwehr' && row.kind === 'Personal')?.actual ?? Number.NaN,
    )
    .winner('top', 'Wofür geben wir 2026 am wenigsten aus?', lowest(by(rows, (row) => row.area, plan)))
    .figure(
      'share',
      'Welchen Anteil haben die Personalkosten am Ansatz 2026?',
      plan(rows.filter(({ kind }) => kind === 'Personal')) / plan(rows),
      'share',
    )
    .none('Wie viele Stellen hat die Feuerwehr?')
  return {
    name: 'Haushalt.csv',
    ...csv(
      [
        ['Produktbereich', 'Kostenart', 'Ansatz 2025', 'Ergebnis 2025', 'Ansatz 2026'],
        ...rows.map((row) => [row.area, row.kind, euro(row.before), euro(row.actual), euro(row.plan)]),
      ],
      ';',
    ),
    questions: ask.questions,
  }
}

export function journeys(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 90 }, () => ({
    day: addDays('2025-10-01', random.int(0, 200)),
    driver: random.pick(['Yilmaz', 'Kern', 'Vogel', 'Adler']),
    car: random.pick(['Kombi', 'Transporter', 'Kleinwagen']),
    to: random.pick(['Köln', 'Bonn', 'Aachen', 'Düren']),
    purpose: random.pick(['Kundenbesuch', 'Lieferung', 'Schulung']),
    km: random.int(12, 240),
    litres: cents(random.int(80, 2_200) / 100),
    cost: cents(random.int(150, 4_800) / 100),
  }))
  type Row = (typeof rows)[number]
  const km = (inside: readonly Row[]) => sum(inside.map((row) => row.km))
  const ask = new AskList('journeys')
    .german()
    .winner('top', 'Wer ist am meisten gefahren?', highest(by(rows, (row) => row.driver, km)))
    .figure(
      'total',
      'Wie viele Kilometer sind wir mit dem Transporter gefahren?',
      km(rows.filter(({ car }) => car === 'Transporter')),
    )
    .figure(
      'count',
      'Wie oft waren wir in Köln?',
      count(rows, ({ to }) => to === 'Köln'),
    )
    .winner(
      'top',
      'Welches Auto verbraucht am meisten Sprit?',
      highest(
        by(
          rows,
          (row) => row.car,
          (inside) => total(inside, (row) => row.litres),
        ),
      ),
    )
    .figure(
      'total',
      'Was haben die Fahrten im Januar 2026 gekostet?',
      total(
        rows.filter(({ day }) => monthOf(day) === '2026-01'),
        (row) => row.cost,
      ),
    )
    .figure(
      'average',
      'Wie weit ist eine Fahrt im Durchschnitt?',
      mean(rows, (row) => row.km),
    )
    .groups(
      'group',
      'Fahrten pro Zweck',
      by(
        rows,
        (row) => row.purpose,
        (inside) => inside.length,
      ),
    )
    .none('Wer hatte die meisten Unfälle?')
  return {
    name: 'Fahrtenbuch.xlsx',
    ...workbook([
      [
        'Fahrten',
        [
          ['Datum', 'Fahrer', 'Fahrzeug', 'Ziel', 'Zweck', 'Strecke (km)', 'Kraftstoff (l)', 'Kosten (€)'],
          ...rows.map((row) => [
            germanDay(row.day),
            row.driver,
            row.car,
            row.to,
            row.purpose,
            row.km,
            row.litres,
            row.cost,
          ]),
        ],
      ],
    ]),
    questions: ask.questions,
  }
}

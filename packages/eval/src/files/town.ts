// Library loans, gym members, a car park and a cookbook: what clubs and towns keep lists of.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, daysBetween, monthOf, weekdayOf, yearOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, cents, count, distinct, highest, lowest, mean, median, pairsOf, share, sum, top, total } from '../truth.ts'
import { csv, json } from '../write-files.ts'

export function library(seed: number): MadeSet {
  const random = seeded(seed)
  const members = [
    'Ana Ruiz',
    'Ben Okoye',
    'Cleo Marsh',
    'Dov Katz',
    'Elif Demir',
    'Finn Olsen',
    'Gia Conti',
    'Hal Reed',
  ]
  const titles: [string, string][] = [
    ['Dune', 'Science fiction'],
    ['Emma', 'Classics'],
    ['The Hobbit', 'Fantasy'],
    ['Gone Girl', 'Thriller'],
    ['Middlemarch', 'Classics'],
    ['Neuromancer', 'Science fiction'],
    ['The Firm', 'Thriller'],
  ]
  const rows = Array.from({ length: 140 }, (_, at) => {
    const [title, genre] = random.pick(titles)
    const out = addDays('2025-02-03', random.int(0, 480))
    const due = addDays(out, 21)
    const back = random.chance(0.84) ? addDays(out, random.int(2, 40)) : null
    const late = back === null ? 0 : Math.max(0, daysBetween(due, back))
    return {
      id: `L-${1001 + at}`,
      member: random.pick(members),
      branch: random.pick(['Central', 'Eastside', 'Harbour']),
      title,
      genre,
      out,
      due,
      back,
      renewals: random.int(0, 3),
      fine: cents(late * 0.25),
    }
  })
  type Row = (typeof rows)[number]
  const size = (inside: readonly Row[]) => inside.length
  const fines = (inside: readonly Row[]) => total(inside, (row) => row.fine)
  const back = rows.flatMap((row) => (row.back === null ? [] : [{ ...row, back: row.back }]))
  const ask = new AskList('library')
    .winner('top', 'which book gets borrowed the most?', highest(by(rows, (row) => row.title, size)))
    .figure('count', "how many books haven't come back yet?", rows.length - back.length)
    .figure('total', 'how much did we collect in fines', fines(rows))
    .groups(
      'group',
      'loans per branch please',
      by(rows, (row) => row.branch, size),
    )
    .winner('extreme', 'Who owes the biggest total fine?', highest(by(rows, (row) => row.member, fines)))
    .figure(
      'duration',
      'On average, how many days does a member keep a book?',
      mean(back, (row) => daysBetween(row.out, row.back)),
      'days',
    )
    .figure(
      'count',
      'how many times was Dune lent out in 2025?',
      count(rows, (row) => row.title === 'Dune' && yearOf(row.out) === '2025'),
    )
    .figure(
      'share',
      'what percentage of loans were never renewed?',
      share(rows, (row) => row.renewals === 0),
      'share',
    )
    .groups(
      'average',
      'average renewals by genre',
      by(
        rows,
        (row) => row.genre,
        (inside) => mean(inside, (row) => row.renewals),
      ),
    )
    .figure(
      'distinct',
      'how many different members used Harbour?',
      distinct(rows.filter(({ branch }) => branch === 'Harbour').map(({ member }) => member)),
    )
    .figures(
      'compare',
      'Did Central lend more than Eastside?',
      count(rows, ({ branch }) => branch === 'Central'),
      count(rows, ({ branch }) => branch === 'Eastside'),
    )
    .groups(
      'follow-up',
      ['total fines', 'and by branch?'],
      by(rows, (row) => row.branch, fines),
    )
    .none('which author is the most popular?')
  return {
    name: 'library_loans.csv',
    ...csv([
      ['loan_id', 'member', 'branch', 'title', 'genre', 'borrowed_on', 'due_on', 'returned_on', 'renewals', 'fine'],
      ...rows.map((row) => [
        row.id,
        row.member,
        row.branch,
        row.title,
        row.genre,
        row.out,
        row.due,
        row.back,
        row.renewals,
        row.fine.toFixed(2),
      ]),
    ]),
    questions: ask.questions,
  }
}

export function gym(seed: number): MadeSet {
  const random = seeded(seed)
  const fees: Record<string, number> = { Basic: 19.9, Plus: 34.5, Premium: 59 }
  const rows = Array.from({ length: 90 }, (_, at) => {
    const plan = random.pick(['Basic', 'Plus', 'Premium'])
    const joined = addDays('2023-01-09', random.int(0, 1_050))
    const gone = random.chance(0.25) ? addDays(joined, random.int(40, 400)) : null
    return {
      id: 7_000 + at,
      name: `${random.pick(['Amy', 'Bo', 'Cara', 'Dan', 'Ema', 'Fay', 'Gus'])} ${random.pick(['Lane', 'Moss', 'Nash', 'Orr', 'Pike'])} ${at}`,
      plan,
      club: random.pick(['Downtown', 'Riverside']),
      joined,
      gone: gone !== null && gone < '2026-02-01' ? gone : null,
      fee: fees[plan] ?? 0,
      visits: random.int(0, 180),
      trainer: random.chance(0.3),
      age: random.int(18, 71),
    }
  })
  type Row = (typeof rows)[number]
  const size = (inside: readonly Row[]) => inside.length
  const active = rows.filter(({ gone }) => gone === null)
  const visits = (inside: readonly Row[]) => sum(inside.map((row) => row.visits))
  const ask = new AskList('gym')
    .figure('count', 'how many members are still active?', active.length)
    .winner('top', "what's our most popular plan?", highest(by(rows, (row) => row.plan, size)))
    .figure(
      'average',
      'avg age of members',
      mean(rows, (row) => row.age),
    )
    .groups(
      'average',
      'how often do people visit on average, by plan',
      by(
        rows,
        (row) => row.plan,
        (inside) => mean(inside, (row) => row.visits),
      ),
    )
    .figure(
      'count',
      'how many joined in 2025?',
      count(rows, ({ joined }) => yearOf(joined) === '2025'),
    )
    .figure(
      'share',
      'share of members with a personal trainer',
      share(rows, ({ trainer }) => trainer),
      'share',
    )
    .winner(
      'extreme',
      'Who came most often?',
      highest(
        pairsOf(
          rows,
          (row) => row.name,
          (row) => row.visits,
        ),
      ),
    )
    .figure(
      'filter',
      'number of members over 60',
      count(rows, ({ age }) => age > 60),
    )
    .figure(
      'count',
      'how many Premium members at Riverside?',
      count(rows, (row) => row.plan === 'Premium' && row.club === 'Riverside'),
    )
    .figures(
      'compare',
      'do Downtown members visit more than Riverside members on average?',
      mean(
        rows.filter(({ club }) => club === 'Downtown'),
        (row) => row.visits,
      ),
      mean(
        rows.filter(({ club }) => club === 'Riverside'),
        (row) => row.visits,
      ),
    )
    .figure('total', 'total visits across both clubs', visits(rows))
    .figure('count', 'how many people have cancelled?', rows.length - active.length)
    .none('What do members weigh on average?')
  return {
    name: 'gym-members.csv',
    ...csv([
      [
        'Member no',
        'Name',
        'Plan',
        'Home club',
        'Joined',
        'Cancelled on',
        'Monthly fee',
        'Visits',
        'Personal trainer',
        'Age',
      ],
      ...rows.map((row) => [
        row.id,
        row.name,
        row.plan,
        row.club,
        row.joined,
        row.gone,
        row.fee.toFixed(2),
        row.visits,
        row.trainer ? 'Y' : 'N',
        row.age,
      ]),
    ]),
    questions: ask.questions,
  }
}

export function parking(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 160 }, (_, at) => {
    const day = addDays('2026-03-02', random.int(0, 45))
    const minute = random.int(6 * 60, 20 * 60)
    const stay = random.int(10, 230)
    const clock = (minutes: number) =>
      `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
    return {
      ticket: `P${20_000 + at}`,
      lot: random.pick(['Station', 'Market', 'Hospital']),
      day,
      entered: `${day} ${clock(minute)}`,
      left: `${day} ${clock(Math.min(23 * 60 + 59, minute + stay))}`,
      stay: Math.min(23 * 60 + 59, minute + stay) - minute,
      paid: cents(Math.ceil(stay / 30) * 1.2),
      method: random.pick(['card', 'cash', 'app']),
      permit: random.chance(0.15),
    }
  })
  type Row = (typeof rows)[number]
  const size = (inside: readonly Row[]) => inside.length
  const takings = (inside: readonly Row[]) => total(inside, (row) => row.paid)
  const ask = new AskList('parking')
    .winner('top', 'which car park earns the most?', highest(by(rows, (row) => row.lot, takings)))
    .figure('duration', 'how long do cars stay on average?', mean(rows, (row) => row.stay) / 60, 'hours')
    .groups(
      'group',
      'takings by payment method',
      by(rows, (row) => row.method, takings),
    )
    .figure(
      'count',
      'how many tickets on 2026-03-09?',
      count(rows, ({ day }) => day === '2026-03-09'),
    )
    .figure(
      'filter',
      'how many cars parked longer than 3 hours?',
      count(rows, ({ stay }) => stay > 180),
    )
    .figure(
      'share',
      'what % pay by app?',
      share(rows, ({ method }) => method === 'app'),
      'share',
    )
    .figure(
      'total',
      'revenue at Market in April',
      takings(rows.filter(({ lot, day }) => lot === 'Market' && monthOf(day) === '2026-04')),
    )
    .winner('extreme', 'busiest day of the week?', highest(by(rows, (row) => weekdayOf(row.day), size)))
    .figure('extreme', 'most anyone paid', Math.max(...rows.map((row) => row.paid)))
    .figure(
      'average',
      'typical ticket price at the hospital lot',
      mean(
        rows.filter(({ lot }) => lot === 'Hospital'),
        (row) => row.paid,
      ),
    )
    .figure(
      'count',
      'number of cars without a permit',
      count(rows, ({ permit }) => !permit),
    )
    .figure(
      'follow-up',
      ['how many tickets paid in cash?', 'and by card?'],
      count(rows, ({ method }) => method === 'card'),
    )
    .none('How many electric cars did we have?')
  return {
    name: 'car-park.csv',
    ...csv([
      ['ticket', 'lot', 'entered', 'left', 'paid_gbp', 'method', 'permit'],
      ...rows.map((row) => [
        row.ticket,
        row.lot,
        row.entered,
        row.left,
        row.paid.toFixed(2),
        row.method,
        row.permit ? 'yes' : 'no',
      ]),
    ]),
    questions: ask.questions,
  }
}

export function cookbook(seed: number): MadeSet {
  const random = seeded(seed)
  const dishes = [
    'Ramen',
    'Tacos',
    'Moussaka',
    'Pho',
    'Carbonara',
    'Dal',
    'Paella',
    'Borscht',
    'Laksa',
    'Shakshuka',
    'Gumbo',
    'Risotto',
    'Bibimbap',
    'Falafel',
    'Goulash',
    'Ceviche',
    'Poutine',
    'Kedgeree',
    'Tagine',
    'Pierogi',
  ]
  const rows = dishes.map((name) => ({
    name,
    cuisine: random.pick(['Asian', 'European', 'American', 'Middle Eastern']),
    minutes: random.int(3, 36) * 5,
    servings: random.pick([2, 4, 6]),
    calories: random.int(24, 92) * 10,
    vegetarian: random.chance(0.4),
    difficulty: random.pick(['easy', 'medium', 'hard']),
    rating: random.int(25, 50) / 10,
  }))
  type Row = (typeof rows)[number]
  const one = (name: string): Row | undefined => rows.find((row) => row.name === name)
  const quick = rows.filter(({ minutes }) => minutes < 60)
  const ask = new AskList('cookbook')
    .winner(
      'extreme',
      'what takes the longest to cook?',
      highest(
        pairsOf(
          rows,
          (row) => row.name,
          (row) => row.minutes,
        ),
      ),
    )
    .names(
      'list',
      'which dishes are vegetarian?',
      rows.filter(({ vegetarian }) => vegetarian).map(({ name }) => name),
    )
    .figure('lookup', 'How many calories does the Pho have?', one('Pho')?.calories ?? 0)
    .figure('filter', 'how many recipes take less than an hour?', quick.length)
    .figure(
      'average',
      'average rating of the easy ones',
      mean(
        rows.filter(({ difficulty }) => difficulty === 'easy'),
        (row) => row.rating,
      ),
    )
    .winner(
      'top',
      'best rated dish',
      highest(
        pairsOf(
          rows,
          (row) => row.name,
          (row) => row.rating,
        ),
      ),
    )
    .groups(
      'group',
      'how many dishes per cuisine',
      by(
        rows,
        (row) => row.cuisine,
        (inside) => inside.length,
      ),
    )
    .figure(
      'average',
      'median calories',
      median(rows, (row) => row.calories),
    )
    .names(
      'filter',
      'list dishes with a rating of at least 4.5',
      rows.filter(({ rating }) => rating >= 4.5).map(({ name }) => name),
    )
    .winner(
      'extreme',
      'lowest calorie dish',
      lowest(
        pairsOf(
          rows,
          (row) => row.name,
          (row) => row.calories,
        ),
      ),
    )
    .groups(
      'top',
      'three quickest recipes',
      top(
        pairsOf(
          rows,
          (row) => row.name,
          (row) => -row.minutes,
        ),
        3,
      ).map(([key, value]) => [key, -value]),
    )
    .figures('compare', 'is Tacos rated higher than Risotto?', one('Tacos')?.rating ?? 0, one('Risotto')?.rating ?? 0)
    .none('How much do the ingredients cost?')
  return {
    name: 'cookbook.json',
    ...json(
      rows.map(({ name, cuisine, minutes, servings, calories, vegetarian, difficulty, rating }) => ({
        dish: name,
        cuisine,
        minutes,
        servings,
        calories,
        vegetarian,
        difficulty,
        rating,
      })),
    ),
    questions: ask.questions,
  }
}

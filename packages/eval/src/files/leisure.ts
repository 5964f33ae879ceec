// Football, recipes, films, medals and book loans: small tables as they stand in web pages and notes.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, daysBetween } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, count, distinct, highest, lowest, mean, pairsOf, share, sum, top, unique } from '../truth.ts'
import { csv, htmlTable, json, markdownTable } from '../write-files.ts'

export function football(seed: number): MadeSet {
  const random = seeded(seed)
  const clubs = ['Rovers', 'United', 'Athletic', 'Wanderers', 'City', 'Albion', 'Town', 'Rangers', 'Harriers', 'Vale']
  const table = clubs
    .map((club) => {
      const won = random.int(3, 14)
      const drawn = random.int(0, 4)
      const goals = random.int(18, 60)
      return {
        club,
        played: 18,
        won,
        drawn,
        lost: 18 - won - drawn,
        goals,
        against: random.int(15, 55),
        points: 3 * won + drawn,
      }
    })
    .toSorted((a, b) => b.points - a.points)
  const of = (club: string) => table.find((row) => row.club === club)
  const ask = new AskList('league')
    .winner(
      'extreme',
      'which team won the most games?',
      highest(
        pairsOf(
          table,
          (row) => row.club,
          (row) => row.won,
        ),
      ),
    )
    .figure('lookup', 'how many points does Albion have?', of('Albion')?.points ?? 0)
    .figure('total', 'total goals for', sum(table.map(({ goals }) => goals)))
    .figure(
      'filter',
      'how many teams have more than 30 points?',
      count(table, ({ points }) => points > 30),
    )
    .winner(
      'extreme',
      'who lost the fewest?',
      lowest(
        pairsOf(
          table,
          (row) => row.club,
          (row) => row.lost,
        ),
      ),
    )
    .figure(
      'compare',
      'how many more points does Rovers have than United?',
      Math.abs((of('Rovers')?.points ?? 0) - (of('United')?.points ?? 0)),
    )
    .groups(
      'top',
      'top 3 by points',
      top(
        pairsOf(
          table,
          (row) => row.club,
          (row) => row.points,
        ),
        3,
      ),
    )
    .figure(
      'average',
      'average number of goals against',
      mean(table, ({ against }) => against),
    )
    .names(
      'filter',
      'teams with fewer than 6 wins',
      table.filter(({ won }) => won < 6).map(({ club }) => club),
    )
    .verdict(
      'did City win more games than Town?',
      (of('City')?.won ?? 0) > (of('Town')?.won ?? 0),
      of('City')?.won ?? 0,
      of('Town')?.won ?? 0,
    )
    .names('lookup', 'who is in position 3?', [table[2]?.club ?? ''])
    .none('who scored the goals for Vale?')
  return {
    name: 'league-table.html',
    ...htmlTable('League table', [
      ['Pos', 'Team', 'Played', 'Won', 'Drawn', 'Lost', 'Goals for', 'Goals against', 'Points'],
      ...table.map((row, at) => [
        at + 1,
        row.club,
        row.played,
        row.won,
        row.drawn,
        row.lost,
        row.goals,
        row.against,
        row.points,
      ]),
    ]),
    questions: ask.questions,
  }
}

export function recipes(seed: number): MadeSet {
  const random = seeded(seed)
  const names = [
    'Lentil soup',
    'Tomato pasta',
    'Pancakes',
    'Chili',
    'Ramen',
    'Paella',
    'Apple pie',
    'Goulash',
    'Falafel',
    'Risotto',
    'Brownies',
    'Caesar salad',
    'Pad thai',
    'Moussaka',
  ]
  const rows = names.map((name) => ({
    name,
    course: random.pick(['main', 'dessert', 'starter']),
    minutes: random.int(2, 24) * 5,
    calories: random.int(180, 950),
    servings: random.pick([2, 4, 6]),
    vegetarian: random.chance(0.5),
  }))
  const ask = new AskList('recipes')
    .names(
      'list',
      'which recipes are vegetarian?',
      rows.filter(({ vegetarian }) => vegetarian).map(({ name }) => name),
    )
    .names(
      'filter',
      'what can I cook in under 30 minutes?',
      rows.filter(({ minutes }) => minutes < 30).map(({ name }) => name),
    )
    .figure('lookup', 'how many calories has Ramen?', rows.find(({ name }) => name === 'Ramen')?.calories ?? 0)
    .winner(
      'extreme',
      'which recipe takes the longest?',
      highest(
        pairsOf(
          rows,
          (row) => row.name,
          (row) => row.minutes,
        ),
      ),
    )
    .figure(
      'average',
      'average calories of desserts',
      mean(
        rows.filter(({ course }) => course === 'dessert'),
        (row) => row.calories,
      ),
    )
    .figure(
      'count',
      'how many main courses are there?',
      count(rows, ({ course }) => course === 'main'),
    )
    .groups(
      'group',
      'recipes per course',
      by(
        rows,
        (row) => row.course,
        (inside) => inside.length,
      ),
    )
    .winner(
      'extreme',
      'what has the least calories?',
      lowest(
        pairsOf(
          rows,
          (row) => row.name,
          (row) => row.calories,
        ),
      ),
    )
    .none('which recipes contain nuts?')
  return {
    name: 'recipes.md',
    ...markdownTable('Family recipes', [
      ['Recipe', 'Course', 'Minutes', 'Calories', 'Servings', 'Vegetarian'],
      ...rows.map((row) => [
        row.name,
        row.course,
        row.minutes,
        row.calories,
        row.servings,
        row.vegetarian ? 'yes' : 'no',
      ]),
    ]),
    questions: ask.questions,
  }
}

export function films(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 85 }, (_, at) => ({
    title: `${random.pick(['The Last', 'Red', 'Hidden', 'Silent', 'Broken'])} ${random.pick(['River', 'Crown', 'Harbor', 'Signal', 'Winter'])} ${at + 1}`,
    year: random.int(1995, 2025),
    genre: random.pick(['Drama', 'Comedy', 'Thriller', 'Animation']),
    director: random.pick(['K. Aalto', 'M. Reyes', 'S. Duval', 'T. Ono']),
    rating: random.int(35, 95) / 10,
    gross: random.int(1, 900),
    minutes: random.int(80, 190),
  }))
  const rating = (inside: readonly { rating: number }[]) => mean(inside, (row) => row.rating)
  const ask = new AskList('films')
    .winner(
      'extreme',
      'what is the best rated film?',
      highest(
        pairsOf(
          rows,
          (row) => row.title,
          (row) => row.rating,
        ),
      ),
    )
    .figure(
      'count',
      'how many films came out after 2010?',
      count(rows, ({ year }) => year > 2010),
    )
    .groups(
      'average',
      'average rating by genre',
      by(rows, (row) => row.genre, rating),
    )
    .winner('average', 'which director has the best average rating?', highest(by(rows, (row) => row.director, rating)))
    .figure(
      'total',
      'box office of all comedies',
      sum(rows.filter(({ genre }) => genre === 'Comedy').map(({ gross }) => gross)),
    )
    .names(
      'filter',
      'thrillers longer than 3 hours',
      rows.filter(({ genre, minutes }) => genre === 'Thriller' && minutes > 180).map(({ title }) => title),
    )
    .groups(
      'top',
      'ten highest grossing films',
      top(
        pairsOf(
          rows,
          (row) => row.title,
          (row) => row.gross,
        ),
        10,
      ),
    )
    .figure('extreme', 'in which year was the oldest film made?', Math.min(...rows.map(({ year }) => year)))
    .figure(
      'count',
      'how many films did S. Duval direct?',
      count(rows, ({ director }) => director === 'S. Duval'),
    )
    .figure(
      'filter',
      'number of dramas rated 8 or higher',
      count(rows, (row) => row.genre === 'Drama' && row.rating >= 8),
    )
    .groups(
      'group',
      'films per director',
      by(
        rows,
        (row) => row.director,
        (inside) => inside.length,
      ),
    )
    .figure(
      'average',
      'how long is the average animation movie?',
      mean(
        rows.filter(({ genre }) => genre === 'Animation'),
        (row) => row.minutes,
      ),
      'minutes',
    )
    .none('which films won an oscar?')
  return {
    name: 'films.json',
    ...json(rows.map(({ gross, minutes, ...row }) => ({ ...row, gross_million_usd: gross, runtime_minutes: minutes }))),
    questions: ask.questions,
  }
}

export function medals(seed: number): MadeSet {
  const random = seeded(seed)
  const nations = [
    'Norway',
    'Germany',
    'Canada',
    'Sweden',
    'Italy',
    'Japan',
    'Austria',
    'France',
    'China',
    'Finland',
    'Poland',
    'Spain',
  ]
  const rows = nations.map((nation) => {
    const [gold, silver, bronze] = [random.int(0, 16), random.int(0, 14), random.int(0, 12)]
    return { nation, gold, silver, bronze, total: gold + silver + bronze }
  })
  const of = (nation: string) => rows.find((row) => row.nation === nation)
  const ask = new AskList('medals')
    .winner(
      'extreme',
      'which country won the most gold?',
      highest(
        pairsOf(
          rows,
          (row) => row.nation,
          (row) => row.gold,
        ),
      ),
    )
    .figure('lookup', 'how many silver medals did Japan win?', of('Japan')?.silver ?? 0)
    .figure('total', 'how many bronze medals were won in total?', sum(rows.map(({ bronze }) => bronze)))
    .figure(
      'count',
      'how many nations won at least 10 gold medals?',
      count(rows, ({ gold }) => gold >= 10),
    )
    .figure(
      'compare',
      'what is the difference in total medals between Norway and Spain?',
      Math.abs((of('Norway')?.total ?? 0) - (of('Spain')?.total ?? 0)),
    )
    .names(
      'filter',
      'countries without any gold',
      rows.filter(({ gold }) => gold === 0).map(({ nation }) => nation),
    )
    .names('lookup', 'which country is listed right after Italy?', ['Japan'])
    .names('lookup', 'what is the first country in the table?', ['Norway'])
    .figure(
      'average',
      'average total per nation',
      mean(rows, (row) => row.total),
    )
    .verdict(
      'did Sweden get more silver than Canada?',
      (of('Sweden')?.silver ?? 0) > (of('Canada')?.silver ?? 0),
      of('Sweden')?.silver ?? 0,
      of('Canada')?.silver ?? 0,
    )
    .none('who won the ski jumping?')
  return {
    name: 'medals.csv',
    ...csv([
      ['Nation', 'Gold', 'Silver', 'Bronze', 'Total'],
      ...rows.map((row) => [row.nation, row.gold, row.silver, row.bronze, row.total]),
    ]),
    questions: ask.questions,
  }
}

export function loans(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 125 }, () => {
    const lent = addDays('2026-01-03', random.int(0, 120))
    return {
      reader: random.pick(['Alva', 'Bruno', 'Cleo', 'Dario', 'Elif', 'Finn', 'Gus', 'Hana']),
      book: `${random.pick(['Atlas', 'Botany', 'Chess', 'Dunes', 'Echoes', 'Fables'])}`,
      shelf: random.pick(['Fiction', 'Science', 'Kids']),
      lent,
      back: random.chance(0.8) ? addDays(lent, random.int(1, 60)) : null,
    }
  })
  const returned = rows.flatMap((row) => (row.back === null ? [] : [{ ...row, days: daysBetween(row.lent, row.back) }]))
  const size = (inside: readonly unknown[]) => inside.length
  const ask = new AskList('loans')
    .figure(
      'count',
      'how many books have not been returned?',
      count(rows, ({ back }) => back === null),
    )
    .winner('top', 'which book is borrowed most often?', highest(by(rows, (row) => row.book, size)))
    .winner('top', 'who borrows the most?', highest(by(rows, (row) => row.reader, size)))
    .figure(
      'duration',
      'average loan time in days',
      mean(returned, (row) => row.days),
      'days',
    )
    .figure(
      'filter',
      'loans longer than 30 days',
      count(returned, (row) => row.days > 30),
    )
    .groups(
      'group',
      'loans by shelf',
      by(rows, (row) => row.shelf, size),
    )
    .figure(
      'distinct',
      'how many different readers borrowed something from Kids?',
      distinct(rows.filter(({ shelf }) => shelf === 'Kids').map(({ reader }) => reader)),
    )
    .names(
      'list',
      'which books did Cleo borrow?',
      unique(rows.filter(({ reader }) => reader === 'Cleo').map(({ book }) => book)),
    )
    .groups(
      'having',
      'readers with more than 15 loans',
      by(rows, (row) => row.reader, size).filter(([, n]) => n > 15),
    )
    .figure(
      'share',
      'share of loans that are fiction',
      share(rows, ({ shelf }) => shelf === 'Fiction'),
      'share',
    )
    .none('how much are the late fees?')
  return {
    name: 'loans.csv',
    ...csv(
      [
        ['Reader', 'Book', 'Shelf', 'Lent on', 'Returned on'],
        ...rows.map((row) => [row.reader, row.book, row.shelf, row.lent, row.back]),
      ],
      '|',
    ),
    questions: ask.questions,
  }
}

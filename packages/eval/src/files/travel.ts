// Flight delays and football transfers.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, monthOf, weekdayOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, cents, count, highest, lowest, mean, pairsOf, share, sum, top, total } from '../truth.ts'
import { csv, workbook } from '../write-files.ts'

export function flights(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 150 }, (_, at) => {
    const cancelled = random.chance(0.06)
    const delay = cancelled ? null : random.chance(0.45) ? 0 : random.int(1, 260)
    return {
      flight: `${random.pick(['BL', 'NW', 'SK'])}${300 + at}`,
      airline: random.pick(['BlueLine', 'Norwing', 'SkyHop']),
      from: random.pick(['LIS', 'MAD', 'OPO']),
      to: random.pick(['FRA', 'CDG', 'AMS', 'ZRH']),
      day: addDays('2026-01-05', random.int(0, 110)),
      delay,
      cancelled,
      passengers: random.int(40, 186),
      reason: delay !== null && delay > 0 ? random.pick(['Weather', 'Crew', 'Technical']) : null,
    }
  })
  type Row = (typeof rows)[number]
  const flown = rows.flatMap((row) => (row.delay === null ? [] : [{ ...row, delay: row.delay }]))
  const delay = (inside: readonly { delay: number | null }[]) =>
    mean(
      inside.filter((row) => row.delay !== null),
      (row) => row.delay ?? 0,
    )
  const size = (inside: readonly Row[]) => inside.length
  const people = (inside: readonly Row[]) => sum(inside.map((row) => row.passengers))
  const ask = new AskList('flights')
    .figure('average', "what's the average delay?", delay(rows))
    .winner('average', 'Which airline has the worst delays on average?', highest(by(rows, (row) => row.airline, delay)))
    .figure(
      'count',
      'how many flights got cancelled?',
      count(rows, ({ cancelled }) => cancelled),
    )
    .figure(
      'share',
      'What share of flights was cancelled?',
      share(rows, ({ cancelled }) => cancelled),
      'share',
    )
    .figure(
      'filter',
      'flights delayed by more than two hours - how many?',
      count(flown, (row) => row.delay > 120),
    )
    .groups(
      'group',
      'count delays by reason',
      by(
        rows.filter(({ reason }) => reason !== null),
        (row) => row.reason ?? '',
        size,
      ),
    )
    .winner(
      'extreme',
      'which flight was delayed the most',
      highest(
        pairsOf(
          flown,
          (row) => row.flight,
          (row) => row.delay,
        ),
      ),
    )
    .figure('total', 'how many passengers flew to FRA?', people(rows.filter(({ to }) => to === 'FRA')))
    .groups(
      'period',
      'passengers by month',
      by(rows, (row) => monthOf(row.day), people),
    )
    .figures(
      'compare',
      'average delay BlueLine vs Norwing',
      delay(rows.filter(({ airline }) => airline === 'BlueLine')),
      delay(rows.filter(({ airline }) => airline === 'Norwing')),
    )
    .figure(
      'count',
      'how many departures from LIS on a Sunday?',
      count(rows, (row) => row.from === 'LIS' && weekdayOf(row.day) === 'Sunday'),
    )
    .groups(
      'follow-up',
      ['average delay by airline', 'and by origin?'],
      by(rows, (row) => row.from, delay),
    )
    .none('How much did passengers pay?')
  return {
    name: 'flight delays.csv',
    ...csv([
      ['flight', 'airline', 'origin', 'destination', 'date', 'delay_min', 'cancelled', 'passengers', 'reason'],
      ...rows.map((row) => [
        row.flight,
        row.airline,
        row.from,
        row.to,
        row.day,
        row.delay,
        row.cancelled ? 'yes' : 'no',
        row.passengers,
        row.reason,
      ]),
    ]),
    questions: ask.questions,
  }
}

export function transfers(seed: number): MadeSet {
  const random = seeded(seed)
  const clubs = ['Arden FC', 'Bexley Town', 'Corvo', 'Dalton United', 'Esk Rovers']
  const surnames = ['Abara', 'Bruno', 'Cissé', 'Dahl', 'Ekholm', 'Farias', 'Gomes', 'Haas', 'Ivic', 'Jansen']
  const rows = Array.from({ length: 60 }, (_, at) => {
    const loan = random.chance(0.25)
    const from = random.pick(clubs)
    return {
      player: `${random.pick(['J.', 'K.', 'L.', 'M.'])} ${surnames[at % surnames.length] ?? 'Kern'} ${'ABCDEF'.charAt(Math.floor(at / surnames.length))}`,
      position: random.pick(['Goalkeeper', 'Defender', 'Midfielder', 'Forward']),
      age: random.int(17, 36),
      from,
      to: random.pick(clubs.filter((club) => club !== from)),
      fee: loan ? 0 : cents(random.int(5, 900) / 10),
      day: addDays('2025-06-10', random.int(0, 240)),
      years: random.int(1, 5),
      loan,
    }
  })
  type Row = (typeof rows)[number]
  const fees = (inside: readonly Row[]) => total(inside, (row) => row.fee)
  const size = (inside: readonly Row[]) => inside.length
  const ask = new AskList('transfers')
    .winner(
      'extreme',
      'who was the most expensive player?',
      highest(
        pairsOf(
          rows,
          (row) => row.player,
          (row) => row.fee,
        ),
      ),
    )
    .winner('top', 'which club spent the most? (to club)', highest(by(rows, (row) => row.to, fees)))
    .figure(
      'total',
      'total fees paid by Corvo as the buying club (to club)',
      fees(rows.filter(({ to }) => to === 'Corvo')),
    )
    .groups(
      'average',
      'average fee per position',
      by(
        rows,
        (row) => row.position,
        (inside) => mean(inside, (row) => row.fee),
      ),
    )
    .figure(
      'count',
      'how many loans were there?',
      count(rows, ({ loan }) => loan),
    )
    .figure(
      'filter',
      'how many players under 21 moved?',
      count(rows, ({ age }) => age < 21),
    )
    .winner(
      'extreme',
      'youngest player',
      lowest(
        pairsOf(
          rows,
          (row) => row.player,
          (row) => row.age,
        ),
      ),
    )
    .groups(
      'top',
      'top 5 fees',
      top(
        pairsOf(
          rows,
          (row) => row.player,
          (row) => row.fee,
        ),
        5,
      ),
    )
    .figure(
      'share',
      'what proportion of the moves were loans?',
      share(rows, ({ loan }) => loan),
      'share',
    )
    .groups(
      'group',
      'transfers by month',
      by(rows, (row) => monthOf(row.day), size),
    )
    .figure(
      'average',
      'what is the mean age of forwards?',
      mean(
        rows.filter(({ position }) => position === 'Forward'),
        (row) => row.age,
      ),
    )
    .figure('lookup', `how much was paid for ${rows[12]?.player}?`, rows[12]?.fee ?? 0)
    .none('how many goals did he score?')
  return {
    name: 'Transfers summer-winter.xlsx',
    ...workbook([
      [
        'Transfers',
        [
          ['Player', 'Position', 'Age', 'From club', 'To club', 'Fee (EUR m)', 'Date', 'Contract years', 'Loan'],
          ...rows.map((row) => [
            row.player,
            row.position,
            row.age,
            row.from,
            row.to,
            row.fee,
            row.day,
            row.years,
            row.loan ? 'yes' : 'no',
          ]),
        ],
      ],
    ]),
    questions: ask.questions,
  }
}

// A German driving school and a fire brigade: lessons and call-outs.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, germanDay, monthOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, cents, count, distinct, highest, mean, share, sum, total } from '../truth.ts'
import { csv, workbook } from '../write-files.ts'
import { germanNumber } from './german.ts'

export function fahrschule(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 120 }, () => {
    const kind = random.pick(['Stadt', 'Überland', 'Autobahn', 'Nacht'])
    const minutes = random.pick([45, 90, 135])
    return {
      learner: random.pick(['Aylin Kaya', 'Bruno Seitz', 'Carla Wirth', 'David Noll', 'Elif Sen', 'Felix Grau']),
      teacher: random.pick(['Herr Brandt', 'Frau Ostermann', 'Herr Yilmaz']),
      day: addDays('2026-01-12', random.int(0, 100)),
      kind,
      minutes,
      price: cents((minutes / 45) * (kind === 'Stadt' ? 58.5 : 71)),
      paid: random.chance(0.75),
      car: random.pick(['Golf', 'Corsa']),
    }
  })
  type Row = (typeof rows)[number]
  const price = (inside: readonly Row[]) => total(inside, (row) => row.price)
  const ask = new AskList('fahrschule')
    .german()
    .winner(
      'top',
      'Welcher Fahrlehrer gibt die meisten Stunden?',
      highest(
        by(
          rows,
          (row) => row.teacher,
          (inside) => inside.length,
        ),
      ),
    )
    .figure(
      'total',
      'Wie viel hat Carla Wirth bisher gezahlt?',
      price(rows.filter((row) => row.learner === 'Carla Wirth' && row.paid)),
    )
    .figure(
      'count',
      'Wie viele Fahrstunden sind noch nicht bezahlt?',
      count(rows, ({ paid }) => !paid),
    )
    .figure(
      'average',
      'Wie lange dauert eine Fahrt über die Autobahn im Schnitt?',
      mean(
        rows.filter(({ kind }) => kind === 'Autobahn'),
        (row) => row.minutes,
      ),
      'minutes',
    )
    .groups(
      'group',
      'Einnahmen pro Fahrlehrer',
      by(rows, (row) => row.teacher, price),
    )
    .figure('distinct', 'Wie viele Fahrschüler haben wir?', distinct(rows.map(({ learner }) => learner)))
    .figure(
      'filter',
      'Wie oft war Felix Grau nachts unterwegs?',
      count(rows, (row) => row.learner === 'Felix Grau' && row.kind === 'Nacht'),
    )
    .none('Wer hat die theoretische Prüfung bestanden?')
  return {
    name: 'Fahrstunden.xlsx',
    ...workbook([
      [
        'Fahrstunden',
        [
          ['Fahrschüler', 'Fahrlehrer', 'Datum', 'Art', 'Dauer (Min)', 'Preis (€)', 'Bezahlt', 'Auto'],
          ...rows.map((row) => [
            row.learner,
            row.teacher,
            germanDay(row.day),
            row.kind,
            row.minutes,
            row.price,
            row.paid ? 'ja' : 'nein',
            row.car,
          ]),
        ],
      ],
    ]),
    questions: ask.questions,
  }
}

/** Lines above the header, a dash for what was not noted, a line of sums at the end. */
export function feuerwehr(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 88 }, (_, at) => ({
    no: `${at + 1}/2025`,
    day: addDays('2025-01-03', Math.min(361, at * 4 + random.int(0, 3))),
    place: random.pick(['Altdorf', 'Neuhausen', 'Bergheim', 'Seeburg']),
    kind: random.pick(['Brand', 'Technische Hilfe', 'Fehlalarm']),
    people: random.int(4, 38),
    minutes: random.int(15, 420),
    damage: random.chance(0.6) ? random.int(2, 900) * 100 : null,
    hurt: random.pick([0, 0, 0, 1, 2]),
  }))
  type Row = (typeof rows)[number]
  const damage = (inside: readonly Row[]) => sum(inside.map((row) => row.damage ?? 0))
  const euros = (amount: number) => `${germanNumber(amount)} €`
  const ask = new AskList('feuerwehr')
    .german()
    .figure(
      'count',
      'Wie oft sind wir wegen eines Brandes ausgerückt?',
      count(rows, ({ kind }) => kind === 'Brand'),
    )
    .winner(
      'top',
      'In welchem Ort gab es die meisten Einsätze?',
      highest(
        by(
          rows,
          (row) => row.place,
          (inside) => inside.length,
        ),
      ),
    )
    .figure('total', 'Wie hoch war der Schaden insgesamt?', damage(rows))
    .figure(
      'average',
      'Wie viele Einsatzkräfte sind im Schnitt dabei?',
      mean(rows, (row) => row.people),
    )
    .figure(
      'share',
      'Wie viel Prozent der Einsätze waren Fehlalarme?',
      share(rows, ({ kind }) => kind === 'Fehlalarm'),
      'share',
    )
    .figure(
      'total',
      'Wie viele Verletzte gab es in Bergheim?',
      sum(rows.filter(({ place }) => place === 'Bergheim').map((row) => row.hurt)),
    )
    .groups(
      'trend',
      'Einsätze pro Monat',
      by(
        rows,
        (row) => monthOf(row.day),
        (inside) => inside.length,
      ),
    )
    .figure(
      'extreme',
      'Wie lange hat der längste Einsatz gedauert?',
      Math.max(...rows.map((row) => row.minutes)),
      'minutes',
    )
  return {
    name: 'Feuerwehr Einsätze 2025.csv',
    ...csv(
      [
        ['Freiwillige Feuerwehr', '', '', '', '', '', '', ''],
        ['Einsätze im Jahr 2025', '', '', '', '', '', '', ''],
        ['Nr.', 'Datum', 'Ort', 'Einsatzart', 'Einsatzkräfte', 'Dauer (Min)', 'Schaden', 'Verletzte'],
        ...rows.map((row) => [
          row.no,
          germanDay(row.day),
          row.place,
          row.kind,
          row.people,
          row.minutes,
          row.damage === null ? '-' : euros(row.damage),
          row.hurt,
        ]),
        [
          'Summe',
          '',
          '',
          '',
          sum(rows.map((row) => row.people)),
          sum(rows.map((row) => row.minutes)),
          euros(damage(rows)),
          sum(rows.map((row) => row.hurt)),
        ],
      ],
      ';',
    ),
    questions: ask.questions,
  }
}

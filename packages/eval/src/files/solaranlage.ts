// A German log of solar plants: what each has fed in, used and been paid for, month by month.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { germanDay, monthOf, quarterOf, yearOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, cents, count, distinct, highest, lowest, mean, share, sum, top, total, unique } from '../truth.ts'
import { csv } from '../write-files.ts'
import { germanNumber } from './german.ts'

export function solar(seed: number): MadeSet {
  const random = seeded(seed)
  const plants: [string, string, number][] = [
    ['Scheune Süd', 'Huber', 30],
    ['Kita Dach', 'Gemeinde', 12],
    ['Werkhalle', 'Kranz GmbH', 99],
    ['Freifläche A3', 'Stadtwerke', 250],
    ['Carport', 'Huber', 8],
  ]
  const rows = plants.flatMap(([plant, owner, size]) =>
    Array.from({ length: 24 }, (_, at) => {
      const day = `${at < 12 ? 2024 : 2025}-${String((at % 12) + 1).padStart(2, '0')}-15`
      const yielded = size * random.int(20, 130)
      const own = Math.round(yielded * random.int(5, 60) * 0.01)
      return {
        plant,
        owner,
        day,
        yielded,
        own,
        fed: yielded - own,
        paid: cents((yielded - own) * 0.082),
        fault: random.chance(0.12),
        cleaned: random.chance(0.3),
      }
    }),
  )
  type Row = (typeof rows)[number]
  const yielded = (inside: readonly Row[]) => sum(inside.map((row) => row.yielded))
  const paid = (inside: readonly Row[]) => total(inside, (row) => row.paid)
  const own = (inside: readonly Row[]) => sum(inside.map((row) => row.own))
  const ask = new AskList('solar')
    .german()
    .winner('top', 'Welche Anlage hat den höchsten Ertrag?', highest(by(rows, (row) => row.plant, yielded)))
    .figure(
      'total',
      'Wie viel Vergütung haben wir 2025 bekommen?',
      paid(rows.filter(({ day }) => yearOf(day) === '2025')),
    )
    .figure(
      'count',
      'In wie vielen Monaten gab es eine Störung?',
      distinct(rows.filter(({ fault }) => fault).map(({ day }) => monthOf(day))),
    )
    .groups(
      'group',
      'Eigenverbrauch je Anlage',
      by(rows, (row) => row.plant, own),
    )
    .figure(
      'average',
      'Durchschnittlicher Ertrag der Werkhalle',
      mean(
        rows.filter(({ plant }) => plant === 'Werkhalle'),
        (row) => row.yielded,
      ),
    )
    .figure('share', 'Welcher Anteil des Ertrags wurde selbst verbraucht?', own(rows) / yielded(rows), 'share')
    .figure('filter', 'Ertrag ohne die Freifläche A3', yielded(rows.filter(({ plant }) => plant !== 'Freifläche A3')))
    .winner(
      'extreme',
      'In welchem Quartal war der Ertrag am niedrigsten?',
      lowest(by(rows, (row) => quarterOf(row.day), yielded)),
    )
    .figures(
      'compare',
      'Ertrag 2024 im Vergleich zu 2025',
      yielded(rows.filter(({ day }) => yearOf(day) === '2024')),
      yielded(rows.filter(({ day }) => yearOf(day) === '2025')),
    )
    .figure(
      'lookup',
      'Wie viel hat die Kita Dach im Juni 2025 eingespeist?',
      rows.find(({ plant, day }) => plant === 'Kita Dach' && monthOf(day) === '2025-06')?.fed ?? 0,
    )
    .names(
      'list',
      'Welche Anlagen gehören Huber?',
      unique(rows.filter(({ owner }) => owner === 'Huber').map(({ plant }) => plant)),
    )
    .figure(
      'count',
      'Wie oft wurde der Carport nicht gereinigt?',
      count(rows, (row) => row.plant === 'Carport' && !row.cleaned),
    )
    .groups(
      'top',
      'Top 2 Anlagen nach Vergütung',
      top(
        by(rows, (row) => row.plant, paid),
        2,
      ),
    )
    .groups(
      'trend',
      'Einspeisung pro Jahr',
      by(
        rows,
        (row) => yearOf(row.day),
        (inside) => sum(inside.map((row) => row.fed)),
      ),
    )
    .figure(
      'share',
      'Wie viel Prozent der Monate hatten eine Störung bei der Scheune Süd?',
      share(
        rows.filter(({ plant }) => plant === 'Scheune Süd'),
        ({ fault }) => fault,
      ),
      'share',
    )
    .figure('distinct', 'Wie viele Betreiber gibt es?', distinct(rows.map(({ owner }) => owner)))
    .figure(
      'follow-up',
      ['Wie hoch war der Ertrag 2025?', 'Und 2024?'],
      yielded(rows.filter(({ day }) => yearOf(day) === '2024')),
    )
    .figure(
      'count',
      'Anzahl Einträge mit weniger als 500 kWh Ertrag',
      count(rows, (row) => row.yielded < 500),
    )
    .winner('extreme', 'Wer hat am wenigsten Vergütung erhalten?', lowest(by(rows, (row) => row.owner, paid)))
    .none('Wie viel Strom kostet uns der Netzbezug?')
    .none('Wie alt sind die Module?')
  return {
    name: 'PV-Erträge.csv',
    ...csv(
      [
        [
          'Anlage',
          'Betreiber',
          'Stichtag',
          'Ertrag (kWh)',
          'Eigenverbrauch (kWh)',
          'Einspeisung (kWh)',
          'Vergütung (€)',
          'Störung',
          'Gereinigt',
        ],
        ...rows.map((row) => [
          row.plant,
          row.owner,
          germanDay(row.day),
          String(row.yielded),
          String(row.own),
          String(row.fed),
          germanNumber(row.paid),
          row.fault ? 'ja' : 'nein',
          row.cleaned ? 'ja' : 'nein',
        ]),
      ],
      ';',
    ),
    questions: ask.questions,
  }
}

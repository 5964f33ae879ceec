// German lists of a town: meter readings, donations, marks, surgery appointments.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, germanDay, monthOf, quarterOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, cents, count, distinct, highest, lowest, mean, share, sum, top, total, unique } from '../truth.ts'
import { csv, workbook } from '../write-files.ts'
import { germanNumber } from './german.ts'

export function zaehler(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = ['Rathaus', 'Schule Nord', 'Hallenbad', 'Bauhof'].flatMap((building) =>
    ['Strom', 'Gas'].flatMap((kind) =>
      Array.from({ length: 12 }, (_, month) => ({
        building,
        kind,
        day: `2025-${String(month + 1).padStart(2, '0')}-28`,
        use: random.int(900, 42_000),
        cost: cents(random.int(20_000, 900_000) / 100),
      })),
    ),
  )
  type Row = (typeof rows)[number]
  const use = (inside: readonly Row[]) => sum(inside.map((row) => row.use))
  const cost = (inside: readonly Row[]) => total(inside, (row) => row.cost)
  const power = rows.filter(({ kind }) => kind === 'Strom')
  const ask = new AskList('zaehler')
    .german()
    .winner('top', 'Welches Gebäude verbraucht am meisten?', highest(by(rows, (row) => row.building, use)))
    .figure('total', 'Wie hoch waren die Kosten insgesamt?', cost(rows))
    .groups(
      'group',
      'Kosten nach Gebäude',
      by(rows, (row) => row.building, cost),
    )
    .figure(
      'filter',
      'Wie viel Strom hat das Hallenbad verbraucht?',
      use(power.filter(({ building }) => building === 'Hallenbad')),
    )
    .groups(
      'trend',
      'Verbrauch pro Quartal',
      by(rows, (row) => quarterOf(row.day), use),
    )
    .figure(
      'average',
      'durchschnittliche Kosten im Monat Januar',
      mean(
        rows.filter(({ day }) => monthOf(day) === '2025-01'),
        (row) => row.cost,
      ),
    )
    .winner(
      'extreme',
      'In welchem Monat war der Verbrauch am höchsten?',
      highest(by(rows, (row) => monthOf(row.day), use)),
    )
    .figures(
      'compare',
      'Kosten Strom im Vergleich zu Gas',
      cost(power),
      cost(rows.filter(({ kind }) => kind === 'Gas')),
    )
    .figure(
      'period',
      'Was hat uns das Rathaus im März 2025 gekostet?',
      cost(rows.filter(({ building, day }) => building === 'Rathaus' && monthOf(day) === '2025-03')),
    )
    .figure(
      'share',
      'Anteil der Schule Nord an den Kosten',
      cost(rows.filter(({ building }) => building === 'Schule Nord')) / cost(rows),
      'share',
    )
    .figure('extreme', 'höchster Verbrauch überhaupt', Math.max(...rows.map((row) => row.use)))
    .groups(
      'follow-up',
      ['Kosten insgesamt', 'und nach Art?'],
      by(rows, (row) => row.kind, cost),
    )
    .none('Wie viele Mitarbeiter hat das Rathaus?')
  return {
    name: 'Zählerstände 2025.csv',
    ...csv(
      [
        ['Gebäude', 'Art', 'Ablesedatum', 'Verbrauch (kWh)', 'Kosten (€)'],
        ...rows.map((row) => [row.building, row.kind, germanDay(row.day), String(row.use), germanNumber(row.cost)]),
      ],
      ';',
    ),
    questions: ask.questions,
  }
}

export function spenden(seed: number): MadeSet {
  const random = seeded(seed)
  const people = ['Anna Vogt', 'Bernd Ried', 'Clara Hof', 'Dieter Lang', 'Eva Sommer', 'Frank Uhl', 'Greta Moor']
  const rows = Array.from({ length: 95 }, () => ({
    donor: random.pick(people),
    town: random.pick(['Ulm', 'Jena', 'Trier']),
    day: addDays('2025-01-04', random.int(0, 400)),
    amount: random.int(10, 900) / 2,
    cause: random.pick(['Tierheim', 'Jugend', 'Hochwasser']),
    way: random.pick(['Überweisung', 'Bar', 'PayPal']),
    receipt: random.chance(0.6),
  }))
  type Row = (typeof rows)[number]
  const amount = (inside: readonly Row[]) => total(inside, (row) => row.amount)
  const ask = new AskList('spenden')
    .german()
    .figure('total', 'Wie viel Geld haben wir insgesamt bekommen?', amount(rows))
    .winner('top', 'Wer hat am meisten gespendet?', highest(by(rows, (row) => row.donor, amount)))
    .figure(
      'average',
      'Wie hoch ist eine Spende im Durchschnitt?',
      mean(rows, (row) => row.amount),
    )
    .groups(
      'group',
      'Spenden nach Zweck in Euro, also die Summe der Beträge',
      by(rows, (row) => row.cause, amount),
    )
    .figure(
      'count',
      'Wie viele Spenden kamen per PayPal?',
      count(rows, ({ way }) => way === 'PayPal'),
    )
    .figure(
      'filter',
      'Wie viele Spenden waren höher als 300 €?',
      count(rows, (row) => row.amount > 300),
    )
    .figure(
      'share',
      'Wie viel Prozent der Spenden haben eine Quittung?',
      share(rows, ({ receipt }) => receipt),
      'share',
    )
    .figure('distinct', 'Wie viele verschiedene Spender gibt es?', distinct(rows.map(({ donor }) => donor)))
    .groups(
      'top',
      'die 3 größten Spender',
      top(
        by(rows, (row) => row.donor, amount),
        3,
      ),
    )
    .figure('extreme', 'Was war die größte Einzelspende?', Math.max(...rows.map((row) => row.amount)))
    .figure('period', 'Betrag im Februar 2025', amount(rows.filter(({ day }) => monthOf(day) === '2025-02')))
    .figure('follow-up', ['Betrag in Ulm', 'und in Jena?'], amount(rows.filter(({ town }) => town === 'Jena')))
    .none('Wer arbeitet ehrenamtlich?')
  return {
    name: 'Spenden 2025.xlsx',
    ...workbook([
      [
        'Spenden',
        [
          ['Spender', 'Ort', 'Datum', 'Betrag', 'Zweck', 'Zahlungsart', 'Quittung'],
          ...rows.map((row) => [
            row.donor,
            row.town,
            germanDay(row.day),
            row.amount,
            row.cause,
            row.way,
            row.receipt ? 'ja' : 'nein',
          ]),
        ],
      ],
    ]),
    questions: ask.questions,
  }
}

export function noten(seed: number): MadeSet {
  const random = seeded(seed)
  const pupils = ['Ali', 'Bea', 'Cem', 'Dora', 'Emil', 'Fritzi', 'Gustav', 'Hanna', 'Ida', 'Jakob', 'Kira', 'Leon']
  const classes = new Map(pupils.map((pupil) => [pupil, random.pick(['7a', '7b', '7c'])]))
  const rows = pupils.flatMap((pupil) =>
    ['Mathe', 'Deutsch', 'Englisch', 'Sport'].map((subject) => ({
      pupil,
      form: classes.get(pupil) ?? '7a',
      subject,
      mark: random.int(1, 6),
      missed: random.int(0, 12),
      teacher: random.pick(['Frau Holl', 'Herr Kist', 'Frau Maas']),
    })),
  )
  type Row = (typeof rows)[number]
  const mark = (inside: readonly Row[]) => mean(inside, (row) => row.mark)
  const missed = (inside: readonly Row[]) => sum(inside.map((row) => row.missed))
  const ask = new AskList('noten')
    .german()
    .figure(
      'average',
      'Wie ist der Notendurchschnitt in Mathe?',
      mark(rows.filter(({ subject }) => subject === 'Mathe')),
    )
    .groups(
      'average',
      'durchschnittliche Note je Klasse',
      by(rows, (row) => row.form, mark),
    )
    .winner('top', 'Wer hat die meisten Fehlstunden?', highest(by(rows, (row) => row.pupil, missed)))
    .figure('total', 'Fehlstunden insgesamt', missed(rows))
    .figure(
      'count',
      'Wie viele Sechsen gab es? (Note 6)',
      count(rows, (row) => row.mark === 6),
    )
    .winner(
      'extreme',
      'In welchem Fach ist die durchschnittliche Note am niedrigsten?',
      lowest(by(rows, (row) => row.subject, mark)),
    )
    .figure(
      'lookup',
      'Welche Note hat Dora in Englisch?',
      rows.find(({ pupil, subject }) => pupil === 'Dora' && subject === 'Englisch')?.mark ?? 0,
    )
    .figure(
      'distinct',
      'Wie viele Schüler sind in der 7b?',
      distinct(rows.filter(({ form }) => form === '7b').map(({ pupil }) => pupil)),
    )
    .names(
      'list',
      'Welche Schüler sind in der Klasse 7a?',
      unique(rows.filter(({ form }) => form === '7a').map(({ pupil }) => pupil)),
    )
    .figure(
      'share',
      'Wie viel Prozent der Noten sind schlechter als 4?',
      share(rows, (row) => row.mark > 4),
      'share',
    )
    .groups(
      'group',
      'Fehlstunden pro Lehrer',
      by(rows, (row) => row.teacher, missed),
    )
    .figures(
      'compare',
      'Note in Sport gegenüber Deutsch im Durchschnitt',
      mark(rows.filter(({ subject }) => subject === 'Sport')),
      mark(rows.filter(({ subject }) => subject === 'Deutsch')),
    )
    .none('Welcher Lehrer verdient am meisten?')
  return {
    name: 'Zeugnisnoten.csv',
    ...csv(
      [
        ['Schüler', 'Klasse', 'Fach', 'Note', 'Fehlstunden', 'Lehrer'],
        ...rows.map((row) => [row.pupil, row.form, row.subject, row.mark, row.missed, row.teacher]),
      ],
      ';',
    ),
    questions: ask.questions,
  }
}

export function termine(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 130 }, (_, at) => ({
    id: `T${500 + at}`,
    doctor: random.pick(['Dr. Arnold', 'Dr. Beck', 'Dr. Cohn']),
    day: addDays('2026-01-07', random.int(0, 100)),
    wait: random.int(0, 75),
    length: random.int(5, 50),
    insurer: random.pick(['gesetzlich', 'privat']),
    came: random.chance(0.88),
    fee: cents(random.int(2_000, 24_000) / 100),
  }))
  type Row = (typeof rows)[number]
  const wait = (inside: readonly Row[]) => mean(inside, (row) => row.wait)
  const fee = (inside: readonly Row[]) => total(inside, (row) => row.fee)
  const ask = new AskList('termine')
    .german()
    .figure('average', 'Wie lange warten Patienten im Durchschnitt?', wait(rows), 'minutes')
    .winner(
      'average',
      'Bei welchem Arzt ist die durchschnittliche Wartezeit am längsten?',
      highest(by(rows, (row) => row.doctor, wait)),
    )
    .figure(
      'count',
      'Wie viele Patienten sind nicht erschienen?',
      count(rows, ({ came }) => !came),
    )
    .figure('total', 'Honorar insgesamt', fee(rows))
    .groups(
      'group',
      'Honorar nach Arzt',
      by(rows, (row) => row.doctor, fee),
    )
    .figure(
      'filter',
      'Anzahl Termine mit mehr als 60 Minuten Wartezeit',
      count(rows, (row) => row.wait > 60),
    )
    .figures(
      'compare',
      'Warten gesetzlich Versicherte länger als privat Versicherte? Durchschnitt bitte',
      wait(rows.filter(({ insurer }) => insurer === 'gesetzlich')),
      wait(rows.filter(({ insurer }) => insurer === 'privat')),
    )
    .figure(
      'share',
      'Welcher Anteil der Termine ist privat?',
      share(rows, ({ insurer }) => insurer === 'privat'),
      'share',
    )
    .groups(
      'trend',
      'Anzahl Termine pro Monat',
      by(
        rows,
        (row) => monthOf(row.day),
        (inside) => inside.length,
      ),
    )
    .figure('extreme', 'längste Wartezeit', Math.max(...rows.map((row) => row.wait)), 'minutes')
    .figure(
      'count',
      'Wie viele Termine hatte Dr. Beck im Februar?',
      count(rows, (row) => row.doctor === 'Dr. Beck' && monthOf(row.day) === '2026-02'),
    )
    .figure(
      'average',
      'Wie viel Honorar bringt ein Privatpatient im Schnitt?',
      mean(
        rows.filter(({ insurer }) => insurer === 'privat'),
        (row) => row.fee,
      ),
    )
    .none('Wie viele Patienten haben Diabetes?')
  return {
    name: 'Praxistermine.csv',
    ...csv(
      [
        ['Termin-Nr', 'Arzt', 'Datum', 'Wartezeit (Min)', 'Dauer (Min)', 'Kasse', 'Erschienen', 'Honorar'],
        ...rows.map((row) => [
          row.id,
          row.doctor,
          germanDay(row.day),
          row.wait,
          row.length,
          row.insurer,
          row.came ? 'ja' : 'nein',
          germanNumber(row.fee),
        ]),
      ],
      ';',
    ),
    questions: ask.questions,
  }
}

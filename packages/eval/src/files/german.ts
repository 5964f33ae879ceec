// Files and questions in German: semicolons, decimal commas, days first.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, daysBetween, germanDay, monthOf, quarterOf, yearOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, cents, count, distinct, highest, lowest, mean, pairsOf, share, sum, top, total } from '../truth.ts'
import { csv, workbook } from '../write-files.ts'

/** 1234.5 as 1.234,50 */
export function germanNumber(value: number): string {
  const [whole = '0', fraction = '00'] = Math.abs(value).toFixed(2).split('.')
  const groups = Number(whole).toLocaleString('en').replaceAll(',', '.')
  return `${value < 0 ? '-' : ''}${groups},${fraction}`
}

const CLIENTS = ['Müller GmbH', 'Bäckerei Huber', 'Stadtwerke Ulm', 'Köhler & Co', 'Autohaus Weiß', 'Praxis Dr. Lang']

export function invoices(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 110 }, (_, at) => {
    const day = addDays('2025-01-03', random.int(0, 500))
    const paid = random.chance(0.7)
    const net = cents(random.int(9_000, 900_000) / 100)
    return {
      id: `RE-${2_025_000 + at}`,
      client: random.pick(CLIENTS),
      day,
      due: addDays(day, 14),
      paid: paid ? addDays(day, random.int(2, 40)) : null,
      net,
      vat: cents(net * 0.19),
      gross: cents(net * 1.19),
    }
  })
  const net = (inside: readonly { net: number }[]) => total(inside, (row) => row.net)
  const gross = (inside: readonly { gross: number }[]) => total(inside, (row) => row.gross)
  const open = rows.filter(({ paid }) => paid === null)
  const paid = rows.flatMap((row) => (row.paid === null ? [] : [{ ...row, days: daysBetween(row.day, row.paid) }]))
  const ask = new AskList('rechnungen')
    .german()
    .figure('total', 'Wie hoch ist der Nettobetrag insgesamt?', net(rows))
    .figure('total', 'Summe Bruttobetrag 2025', gross(rows.filter(({ day }) => yearOf(day) === '2025')))
    .figure('count', 'Wie viele Rechnungen sind noch offen?', open.length)
    .figure('total', 'Wie viel ist noch offen?', gross(open))
    .groups(
      'group',
      'Nettobetrag je Kunde',
      by(rows, (row) => row.client, net),
    )
    .winner('top', 'Welcher Kunde hat den höchsten Umsatz?', highest(by(rows, (row) => row.client, net)))
    .groups(
      'top',
      'die drei größten Kunden nach Nettobetrag',
      top(
        by(rows, (row) => row.client, net),
        3,
      ),
    )
    .figure(
      'average',
      'durchschnittlicher Nettobetrag pro Rechnung',
      mean(rows, (row) => row.net),
    )
    .figure(
      'count',
      'Wie viele Rechnungen haben wir an Stadtwerke Ulm geschrieben?',
      count(rows, ({ client }) => client === 'Stadtwerke Ulm'),
    )
    .groups(
      'trend',
      'Umsatz pro Quartal',
      by(rows, (row) => quarterOf(row.day), net),
    )
    .figure(
      'filter',
      'Anzahl Rechnungen über 5000 Euro netto',
      count(rows, (row) => row.net > 5_000),
    )
    .figure('period', 'Nettobetrag im März 2025', net(rows.filter(({ day }) => monthOf(day) === '2025-03')))
    .figure(
      'duration',
      'Wie lange dauert es im Schnitt bis zur Zahlung in Tagen?',
      mean(paid, (row) => row.days),
      'days',
    )
    .figure('extreme', 'Wie hoch war die größte Rechnung brutto?', Math.max(...rows.map((row) => row.gross)))
    .figure('share', 'Wie viel Prozent der Rechnungen sind bezahlt?', paid.length / rows.length, 'share')
    .groups(
      'follow-up',
      ['Nettobetrag insgesamt', 'und nach Kunde?'],
      by(rows, (row) => row.client, net),
    )
    .figure('lookup', 'Wie hoch ist der Nettobetrag von RE-2025031?', rows[31]?.net ?? 0)
    .none('Wie hoch sind unsere Personalkosten?')
  return {
    name: 'Rechnungen.csv',
    ...csv(
      [
        ['Rechnungsnr', 'Kunde', 'Rechnungsdatum', 'Fälligkeit', 'Bezahlt am', 'Nettobetrag', 'MwSt', 'Bruttobetrag'],
        ...rows.map((row) => [
          row.id,
          row.client,
          germanDay(row.day),
          germanDay(row.due),
          row.paid === null ? null : germanDay(row.paid),
          germanNumber(row.net),
          germanNumber(row.vat),
          germanNumber(row.gross),
        ]),
      ],
      ';',
    ),
    questions: ask.questions,
  }
}

export function bankStatement(seed: number): MadeSet {
  const random = seeded(seed)
  const payees = ['REWE', 'Deutsche Bahn', 'Vermieter Schulz', 'Telekom', 'Arbeitgeber AG', 'Amazon']
  const rows = Array.from({ length: 130 }, () => {
    const payee = random.pick(payees)
    const amount =
      payee === 'Arbeitgeber AG'
        ? 2_850.4
        : -cents(random.int(499, payee === 'Vermieter Schulz' ? 130_000 : 18_000) / 100)
    return { day: addDays('2026-01-01', random.int(0, 180)), payee, amount }
  }).toSorted((a, b) => (a.day < b.day ? -1 : 1))
  const amount = (inside: readonly { amount: number }[]) => total(inside, (row) => row.amount)
  const out = rows.filter((row) => row.amount < 0)
  const rewe = rows.filter(({ payee }) => payee === 'REWE')
  const ask = new AskList('konto')
    .german()
    .figure('total', 'Was habe ich insgesamt bei REWE ausgegeben?', amount(rewe))
    .figure(
      'count',
      'Wie oft habe ich bei Amazon bezahlt?',
      count(rows, ({ payee }) => payee === 'Amazon'),
    )
    .groups(
      'group',
      'Betrag nach Empfänger',
      by(rows, (row) => row.payee, amount),
    )
    .groups(
      'trend',
      'Betrag pro Monat',
      by(rows, (row) => monthOf(row.day), amount),
    )
    .figure(
      'average',
      'durchschnittlicher Betrag bei Telekom',
      mean(
        rows.filter(({ payee }) => payee === 'Telekom'),
        (row) => row.amount,
      ),
    )
    .figure('extreme', 'kleinster Betrag', Math.min(...rows.map((row) => row.amount)))
    .figure('count', 'Wie viele Buchungen waren negativ?', out.length)
    .figure('distinct', 'Wie viele verschiedene Empfänger gibt es?', distinct(rows.map(({ payee }) => payee)))
    .figure('period', 'Betrag im Februar', amount(rows.filter(({ day }) => monthOf(day) === '2026-02')))
    .figures('compare', 'REWE gegen Amazon', amount(rewe), amount(rows.filter(({ payee }) => payee === 'Amazon')))
    .none('Wie viel Zinsen bekomme ich?')
  return {
    name: 'Kontoauszug.csv',
    ...csv(
      [
        ['Buchungstag', 'Empfänger', 'Verwendungszweck', 'Betrag', 'Währung'],
        ...rows.map((row, at) => [germanDay(row.day), row.payee, `Vorgang ${at + 1}`, germanNumber(row.amount), 'EUR']),
      ],
      ';',
    ),
    questions: ask.questions,
  }
}

export function absences(seed: number): MadeSet {
  const random = seeded(seed)
  const names = ['Jana Roth', 'Uwe Kern', 'Lea Vogt', 'Max Ebert', 'Nina Graf', 'Tom Busch']
  const rows = Array.from({ length: 70 }, () => {
    const from = addDays('2025-01-07', random.int(0, 340))
    return {
      name: random.pick(names),
      team: random.pick(['Vertrieb', 'Einkauf', 'Technik']),
      kind: random.pick(['Urlaub', 'Krank', 'Fortbildung']),
      from,
      days: random.int(1, 12),
      approved: random.chance(0.85),
    }
  })
  const days = (inside: readonly { days: number }[]) => sum(inside.map((row) => row.days))
  const sick = rows.filter(({ kind }) => kind === 'Krank')
  const ask = new AskList('fehlzeiten')
    .german()
    .figure('total', 'Wie viele Krankheitstage gab es?', days(sick))
    .groups(
      'group',
      'Tage pro Art',
      by(rows, (row) => row.kind, days),
    )
    .winner('top', 'Wer hat die meisten Fehltage?', highest(by(rows, (row) => row.name, days)))
    .figure(
      'total',
      'Wie viele Tage Urlaub hatte Jana Roth?',
      days(rows.filter(({ name, kind }) => name === 'Jana Roth' && kind === 'Urlaub')),
    )
    .figure(
      'count',
      'Wie viele Einträge sind nicht genehmigt?',
      count(rows, ({ approved }) => !approved),
    )
    .figure(
      'average',
      'mittlere Dauer in Tagen im Vertrieb',
      mean(
        rows.filter(({ team }) => team === 'Vertrieb'),
        (row) => row.days,
      ),
    )
    .groups(
      'group',
      'Anzahl Fehlzeiten nach Team und Art',
      by(
        rows,
        (row) => `${row.team}|${row.kind}`,
        (inside) => inside.length,
      ).map(([key, n]) => [key.split('|'), n]),
    )
    .winner('extreme', 'Welches Team hat die wenigsten Tage?', lowest(by(rows, (row) => row.team, days)))
    .figure(
      'share',
      'Anteil der genehmigten Einträge',
      share(rows, ({ approved }) => approved),
      'share',
    )
    .names(
      'filter',
      'Wer war länger als 10 Tage weg?',
      rows.filter((row) => row.days > 10).map(({ name }) => name),
    )
    .figure(
      'follow-up',
      ['Wie viele Tage pro Team?', 'nur Technik'],
      days(rows.filter(({ team }) => team === 'Technik')),
    )
    .none('Wann ist der Betriebsausflug?')
  return {
    name: 'Fehlzeiten 2025.xlsx',
    ...workbook([
      [
        'Fehlzeiten',
        [
          ['Mitarbeiter', 'Team', 'Art', 'Beginn', 'Tage', 'Genehmigt'],
          ...rows.map((row) => [
            row.name,
            row.team,
            row.kind,
            germanDay(row.from),
            row.days,
            row.approved ? 'ja' : 'nein',
          ]),
        ],
      ],
      ['Hinweise', [['Stand', '31.12.2025']]],
    ]),
    questions: ask.questions,
  }
}

export function stock(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 48 }, (_, at) => ({
    number: `0${7_100 + at}`,
    name: `${random.pick(['Schraube', 'Dübel', 'Kabel', 'Lampe'])} ${at + 1}`,
    group: random.pick(['Eisenwaren', 'Elektro', 'Garten']),
    stock: random.int(0, 400),
    least: random.int(20, 100),
    price: random.int(99, 9_900) / 100,
  }))
  const pieces = (inside: readonly { stock: number }[]) => sum(inside.map((row) => row.stock))
  const ask = new AskList('lager')
    .german()
    .figure('total', 'Wie viel Stück haben wir insgesamt auf Lager?', pieces(rows))
    .groups(
      'group',
      'Bestand nach Warengruppe',
      by(rows, (row) => row.group, pieces),
    )
    .winner(
      'extreme',
      'Welcher Artikel ist am teuersten?',
      highest(
        pairsOf(
          rows,
          (row) => row.name,
          (row) => row.price,
        ),
      ),
    )
    .names(
      'compare',
      'Bei welchen Artikeln liegt der Bestand unter dem Mindestbestand?',
      rows.filter((row) => row.stock < row.least).map(({ name }) => name),
    )
    .figure(
      'average',
      'Durchschnittspreis bei Elektro',
      mean(
        rows.filter(({ group }) => group === 'Elektro'),
        (row) => row.price,
      ),
    )
    .figure('lookup', 'Wie hoch ist der Bestand von 07112?', rows[12]?.stock ?? 0)
    .figure(
      'filter',
      'wieviele Artikel kosten mehr als 50?',
      count(rows, ({ price }) => price > 50),
    )
    .groups(
      'average',
      'Mittelwert vom Preis je Warengruppe',
      by(
        rows,
        (row) => row.group,
        (inside) => mean(inside, (row) => row.price),
      ),
    )
    .groups(
      'top',
      'Top 5 Artikel nach Bestand',
      top(
        pairsOf(
          rows,
          (row) => row.name,
          (row) => row.stock,
        ),
        5,
      ),
    )
    .none('Welcher Lieferant ist der günstigste?')
  return {
    name: 'lagerbestand.csv',
    ...csv(
      [
        ['Artikelnummer', 'Artikel', 'Warengruppe', 'Bestand', 'Mindestbestand', 'Preis'],
        ...rows.map((row) => [row.number, row.name, row.group, row.stock, row.least, germanNumber(row.price)]),
      ],
      ';',
    ),
    questions: ask.questions,
  }
}

// Generates the sample for a first visit: 240 receivables and a refund procedure, identical for the same seed. Reads no
// clock and no random source, and knows nothing of the tools that find its errors.

export { makeRefundSop } from './sample-sop.ts'

export const SAMPLE_SEED = 20_261_030
export const SAMPLE_ROWS = 240

const HEADER =
  'invoice_id,customer,region,invoice_date,due_date,paid_date,amount,currency,status,account_manager'.split(',')
const DAY_MS = 86_400_000
/** The day on which the export was made: nothing in it happened later. */
const EXPORTED = dayOf(2026, 10, 30)
const FIRST_INVOICE = dayOf(2025, 11, 3)
const BASE_ROWS = 237
const DUPLICATES = 3

/** How a customer pays: the share of invoices that stay open for good, and the days around the due date of the others. */
const HABITS = {
  prompt: { never: 0, from: -9, to: 4 },
  slow: { never: 0.05, from: 3, to: 48 },
  late: { never: 0.34, from: 20, to: 95 },
} as const

interface Customer {
  name: string
  region: string
  terms: number
  habit: keyof typeof HABITS
  manager: string
}

const CUSTOMERS: Customer[] = (
  [
    ['Norrvik Shipping AB', 'North', 30, 'late', 'Ingrid Solheim'],
    ['Halden & Sons Timber', 'North', 30, 'prompt', 'Ingrid Solheim'],
    ['Kallio Instruments Oy', 'North', 45, 'slow', 'Ingrid Solheim'],
    ['Fjordlys Energi AS', 'North', 30, 'prompt', 'Ingrid Solheim'],
    ['Skagen Cold Storage ApS', 'North', 14, 'slow', 'Ingrid Solheim'],
    ['Rautio Paper Mills Oy', 'North', 60, 'prompt', 'Ingrid Solheim'],
    ['Brandt, Keller & Co', 'Central', 30, 'late', 'Matthias Vogel'],
    ['Lindenhof Klinik GmbH', 'Central', 30, 'prompt', 'Matthias Vogel'],
    ['Ostertag Maschinenbau GmbH', 'Central', 45, 'slow', 'Matthias Vogel'],
    ['Alpenglas AG', 'Central', 30, 'prompt', 'Matthias Vogel'],
    ['Wirth Logistik GmbH', 'Central', 30, 'late', 'Matthias Vogel'],
    ['Novotny Tooling s.r.o.', 'Central', 30, 'slow', 'Matthias Vogel'],
    ['Café Lumière SARL', 'West', 14, 'late', 'Claire Fontaine'],
    ['Van der Meer Bloemen BV', 'West', 14, 'prompt', 'Claire Fontaine'],
    ['Duval Imprimerie SA', 'West', 45, 'slow', 'Claire Fontaine'],
    ['Peeters Bouw NV', 'West', 30, 'late', 'Claire Fontaine'],
    ['O’Hara Dairy Ltd', 'West', 30, 'prompt', 'Claire Fontaine'],
    ['Marlow Freight Ltd', 'West', 30, 'slow', 'Claire Fontaine'],
    ['Ribeiro Conservas Lda', 'South', 60, 'slow', 'Tomás Herrera'],
    ['Olivares e Hijos SL', 'South', 45, 'late', 'Tomás Herrera'],
    ['Officine Bellandi SpA', 'South', 60, 'late', 'Tomás Herrera'],
    ['Costa Verde Hotels SA', 'South', 30, 'prompt', 'Tomás Herrera'],
    ['Papadakis Marine SA', 'South', 60, 'slow', 'Tomás Herrera'],
    ['Marković Transport d.o.o.', 'South', 30, 'prompt', 'Tomás Herrera'],
  ] as const
).map(([name, region, terms, habit, manager]) => ({ name, region, terms, habit, manager }))

interface Receivable {
  id: string
  customer: string
  region: string
  invoiced: number
  due: string
  paid: string
  amount: string
  status: string
  manager: string
}

/** The receivables as CSV (UTF-8, LF): one header line and 240 rows, with the faults that a real export has. */
export function makeReceivables(seed: number): string {
  const random = seededRandom(seed)
  const rows = makeClean(random)
  plantFaults(rows, random)
  const cells = rows.map(({ id, customer, region, invoiced, due, paid, amount, status, manager }) => {
    return [id, customer, region, isoDay(invoiced), due, paid, amount, 'EUR', status, manager]
  })
  return [HEADER, ...cells].map((line) => `${line.map(quoted).join(',')}\n`).join('')
}

function makeClean(random: Random): Receivable[] {
  const span = EXPORTED - 2 - FIRST_INVOICE
  const days = Array.from({ length: BASE_ROWS }, () => FIRST_INVOICE + random.int(0, span)).sort((a, b) => a - b)
  return days.map((invoiced, at) => {
    const customer = random.pick(CUSTOMERS)
    const due = invoiced + customer.terms
    const habit = HABITS[customer.habit]
    const paid = random.chance(habit.never) ? null : Math.max(invoiced + 1, due + random.int(habit.from, habit.to))
    const settled = paid !== null && paid <= EXPORTED ? paid : null
    return {
      id: `INV-${isoDay(invoiced).slice(0, 4)}-${String(1041 + at)}`,
      customer: customer.name,
      region: customer.region,
      invoiced,
      due: isoDay(due),
      paid: settled === null ? '' : isoDay(settled),
      amount: money(random.int(18_000, 1_450_000)),
      status: settled !== null ? 'paid' : due < EXPORTED ? 'overdue' : 'open',
      manager: customer.manager,
    }
  })
}

/** Each fault on rows of its own, so that none hides another. */
function plantFaults(rows: Receivable[], random: Random): void {
  const untouched = new Set(rows)
  const take = (fits: (row: Receivable) => boolean): Receivable => {
    const row = random.pick([...untouched].filter(fits))
    untouched.delete(row)
    return row
  }
  const paid = (row: Receivable) => row.status === 'paid'
  const open = (row: Receivable) => !paid(row)
  const before = (year: number, month: number) => (row: Receivable) => row.invoiced < dayOf(year, month, 1)
  const longOpen = (row: Receivable) => open(row) && before(2026, 5)(row)

  // The newest payment is of the day of the export, so that the file says by itself how old it is.
  take((row) => paid(row) && row.invoiced > EXPORTED - 60).paid = isoDay(EXPORTED)
  for (const fits of [open, open, paid, paid]) take(fits).due = ''
  take((row) => longOpen(row) && before(2026, 2)(row)).due = '2026-02-30'
  take(open).amount = 'tbc'
  const credit = take(longOpen)
  credit.id = credit.id.replace('INV', 'CN')
  credit.amount = `-${money(random.int(20_000, 90_000))}`
  // A decimal point that slipped by two places.
  const slipped = take((row) => paid(row) && Number(row.amount) > 9_000)
  slipped.amount = `${slipped.amount.replace('.', '')}.00`
  take(longOpen).status = 'paid'
  for (let n = 0; n < 2; n++) take(longOpen).status = 'disputed'

  const of = (name: string) => (row: Receivable) => row.customer === name
  take(of('Norrvik Shipping AB')).customer = 'NORRVIK SHIPPING AB'
  take(of('Wirth Logistik GmbH')).customer = ' Wirth Logistik GmbH'
  take(of('Halden & Sons Timber')).customer = 'Halden & Sons Timber '
  take(of('Officine Bellandi SpA')).customer = 'Officine Bellandi Spa'

  // The export repeated a few lines some way below the first.
  for (const fits of [open, paid, paid]) {
    const row = take((r) => fits(r) && rows.indexOf(r) < BASE_ROWS - 20)
    rows.splice(rows.indexOf(row) + random.int(3, 15), 0, { ...row })
  }
  if (rows.length !== BASE_ROWS + DUPLICATES) throw new Error(`the sample has ${rows.length} rows`)
}

interface Random {
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number
  pick<T>(from: readonly T[]): T
  chance(of: number): boolean
}

/** mulberry32: 32 bits of state are plenty for a few hundred rows, and it is the same on every machine. */
function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    int,
    chance: (of) => next() < of,
    pick(from) {
      const chosen = from[int(0, from.length - 1)]
      if (chosen === undefined) throw new Error('nothing to pick from')
      return chosen
    },
  }
}

/** Whole days since 1970-01-01, so that a date never meets a time zone. */
function dayOf(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / DAY_MS
}
const isoDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)
const money = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

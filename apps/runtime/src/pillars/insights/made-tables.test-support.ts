// Generates two data sets for tests from a seed: sales and invoices, as records and as CSV.
// The reference computes with the records; the CSV has faults on top that an answer must see through.

export interface Sale {
  id: string
  /** Days since 1970-01-01. */
  day: number
  region: string
  product: string
  customer: string
  units: number
  /** In cents; `null` where the cell is empty. */
  revenue: number | null
}

export interface Invoice {
  id: string
  customer: string
  region: string
  issued: number
  due: number
  paid: number | null
  amount: number
}

export const REGIONS = ['North', 'South', 'East', 'West', 'Centre']
export const PRODUCTS = ['Anvil', 'Bellows', 'Crane', 'Drill', 'Engine', 'Filter']

/** Mulberry32: small, and the same everywhere. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const day = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / 86_400_000
export const isoOf = (at: number): string => new Date(at * 86_400_000).toISOString().slice(0, 10)
export const money = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`

export function madeSales(seed: number, count: number): { sales: Sale[]; csv: string } {
  const random = randomOf(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const [first, last] = [day('2024-07-01'), day('2026-06-30')]
  const sales = Array.from({ length: count }, (_, at): Sale => {
    // The first and the last row pin the time that the file covers.
    const when = at === 0 ? first : at === 1 ? last : first + Math.floor(random() * (last - first + 1))
    const product = pick(PRODUCTS)
    const units = 1 + Math.floor(random() * 20)
    const price = 2_000 + 3_500 * PRODUCTS.indexOf(product) + Math.floor(random() * 900)
    const season = 1 + 0.3 * Math.sin((2 * Math.PI * (when - first)) / 365)
    const revenue = at > 1 && random() < 0.01 ? null : Math.round(units * price * season)
    return {
      id: `S-${10_000 + at}`,
      day: when,
      region: pick(REGIONS),
      product,
      customer: `Customer ${1 + Math.floor(random() ** 2 * 40)} Ltd`,
      units,
      revenue,
    }
  })
  const lines = sales.map(({ id, day: when, region, product, customer, units, revenue }, at) => {
    const shown = at % 17 === 3 ? ` ${region.toUpperCase()} ` : region
    return `${id},${isoOf(when)},${shown},${product},${customer},${units},${revenue === null ? (at % 2 ? '' : 'n/a') : money(revenue)}`
  })
  // Some rows stand there twice, which must not count twice.
  const repeated = lines.filter((_, at) => at % 97 === 5)
  return { sales, csv: ['order_id,order_date,region,product,customer,units,revenue', ...lines, ...repeated].join('\n') }
}

export function madeInvoices(seed: number, count: number): { invoices: Invoice[]; asOf: number; csv: string } {
  const random = randomOf(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const asOf = day('2026-09-30')
  const invoices = Array.from({ length: count }, (_, at): Invoice => {
    const issued = at === 0 ? asOf : asOf - Math.floor(random() * 400)
    const due = issued + pick([14, 30, 60])
    const settled = due - 20 + Math.floor(random() * 120)
    const paid = random() < 0.6 && settled <= asOf && settled >= issued ? settled : null
    return {
      id: `R-${20_000 + at}`,
      customer: `Buyer ${1 + Math.floor(random() * 25)} GmbH`,
      region: pick(REGIONS),
      issued,
      due,
      paid,
      amount: 5_000 + Math.floor(random() ** 2 * 900_000),
    }
  })
  const lines = invoices.map(
    ({ id, customer, region, issued, due, paid, amount }) =>
      `${id};${customer};${region};${isoOf(issued)};${isoOf(due)};${paid === null ? '' : isoOf(paid)};${money(amount)};EUR`,
  )
  const header = 'invoice_no;customer;region;invoice_date;due_date;paid_date;amount;currency'
  return { invoices, asOf, csv: [header, ...lines, ...lines.filter((_, at) => at % 89 === 7)].join('\n') }
}

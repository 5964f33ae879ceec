// Orders of a shop, web traffic and a stock list.
import { seeded } from '@biplane/proof/seeded'
import { AskList } from '../ask-list.ts'
import { addDays, isWeekend, monthOf, newest, quarterOf, weekdayOf } from '../days.ts'
import type { MadeSet } from '../question.ts'
import { by, cents, count, distinct, highest, lowest, mean, share, sum, top, total, unique } from '../truth.ts'
import { csv, ndjson } from '../write-files.ts'

const PRODUCTS = [
  ['Desk lamp', 'Lighting', 39.9],
  ['Floor lamp', 'Lighting', 119],
  ['Oak desk', 'Furniture', 449],
  ['Office chair', 'Furniture', 229.5],
  ['Notebook A5', 'Stationery', 4.5],
  ['Fountain pen', 'Stationery', 24.9],
] as const
const REPS = ['Ana Ruiz', 'Ben Okafor', 'Chloe Marsh', 'Dmitri Volkov', 'Emi Tanaka']
const COUNTRIES = ['Germany', 'France', 'Spain', 'Poland']

export function orders(seed: number): MadeSet {
  const random = seeded(seed)
  const customers = Array.from(
    { length: 38 },
    (_, at) => `Customer ${String.fromCharCode(65 + (at % 26))}${at + 10} Ltd`,
  )
  const rows = Array.from({ length: 260 }, (_, at) => {
    const [product, category, price] = random.pick(PRODUCTS)
    const qty = random.int(1, 12)
    const discount = random.pick([0, 0, 0, 5, 10])
    return {
      id: `SO-${10_000 + at}`,
      day: addDays('2025-01-02', random.int(0, 420)),
      customer: random.pick(customers),
      country: random.pick(COUNTRIES),
      rep: random.pick(REPS),
      product,
      category,
      qty,
      price,
      discount,
      revenue: cents(qty * price * (1 - discount / 100)),
      returned: random.chance(0.12),
    }
  })
  const revenue = (inside: readonly { revenue: number }[]) => total(inside, (row) => row.revenue)
  const inYear = rows.filter(({ day }) => day.startsWith('2025'))
  const inMonth = (month: string) => rows.filter(({ day }) => monthOf(day) === month)
  const inQuarter = (quarter: string) => rows.filter(({ day }) => quarterOf(day) === quarter)
  const germany = rows.filter(({ country }) => country === 'Germany')
  const perCustomer = by(
    rows,
    (row) => row.customer,
    (inside) => inside.length,
  )
  const rate = (inside: readonly { returned: boolean }[]) => share(inside, (row) => row.returned)
  const ask = new AskList('orders')
    .figure('total', 'How much did we sell in total?', revenue(rows))
    .figure('total', "what's our total revenue", revenue(rows))
    .figure('total', 'how many units did we sell?', sum(rows.map(({ qty }) => qty)))
    .figure(
      'average',
      'What is the average order value?',
      mean(rows, (row) => row.revenue),
    )
    .winner('top', 'Which rep sold the most in 2025?', highest(by(inYear, (row) => row.rep, revenue)))
    .groups(
      'top',
      'top 5 customers by revenue',
      top(
        by(rows, (row) => row.customer, revenue),
        5,
      ),
    )
    .figure('count', 'How many orders came from Germany?', germany.length)
    .figure('share', 'What percentage of orders were returned?', rate(rows), 'share')
    .groups(
      'share',
      'return rate by product',
      by(rows, (row) => row.product, rate),
      'share',
    )
    .winner('share', 'which product has the highest return rate?', highest(by(rows, (row) => row.product, rate)))
    .groups(
      'group',
      "What's our revenue by category and month in 2025?",
      unique(inYear.map(({ category, day }) => `${category}|${monthOf(day)}`)).map((key) => {
        const [category = '', month = ''] = key.split('|')
        return [
          [category, month],
          revenue(inYear.filter((row) => row.category === category && monthOf(row.day) === month)),
        ]
      }),
    )
    .names(
      'having',
      'customers who ordered more than 10 times',
      perCustomer.filter(([, n]) => n > 10).map(([key]) => key),
    )
    .figures(
      'compare',
      'Did we sell more in March or in February 2025?',
      revenue(inMonth('2025-03')),
      revenue(inMonth('2025-02')),
    )
    .figures(
      'compare',
      'compare Q1 2025 with Q2 2025 revenue',
      revenue(inQuarter('2025-Q1')),
      revenue(inQuarter('2025-Q2')),
    )
    .figure(
      'filter',
      'how many orders were over 1000?',
      count(rows, (row) => row.revenue > 1000),
    )
    .figure('period', 'revenue in Q3 2025', revenue(inQuarter('2025-Q3')))
    .figure('period', 'What did we make in november 2025', revenue(inMonth('2025-11')))
    .groups(
      'trend',
      'monthly revenue in 2025',
      by(inYear, (row) => monthOf(row.day), revenue),
    )
    .figure('distinct', 'How many different customers do we have?', distinct(rows.map(({ customer }) => customer)))
    .figure(
      'count',
      'how many orders were placed on a weekend?',
      count(rows, (row) => isWeekend(row.day)),
    )
    .groups(
      'group',
      'orders per weekday',
      by(
        rows,
        (row) => weekdayOf(row.day),
        (inside) => inside.length,
      ),
    )
    .figure('filter', 'total revenue without Lighting', revenue(rows.filter(({ category }) => category !== 'Lighting')))
    .figure('lookup', `who was the customer of SO-${10_017}?`, 0)
    .groups(
      'follow-up',
      ['total revenue', 'and by country?'],
      by(rows, (row) => row.country, revenue),
    )
    .groups(
      'follow-up',
      ['revenue by rep', 'only Germany'],
      by(germany, (row) => row.rep, revenue),
    )
    .figure(
      'follow-up',
      ['How many orders came from Germany?', 'and from France?'],
      count(rows, (row) => row.country === 'France'),
    )
    .figure(
      'average',
      'avg discount',
      mean(rows, (row) => row.discount),
    )
    .figure('total', 'totl revenu from Spain', revenue(rows.filter(({ country }) => country === 'Spain')))
    .none('What is our profit margin?')
    .none('how many orders were delivered late?')
    .verdict(
      'Did Ana Ruiz sell more than Ben Okafor?',
      revenue(rows.filter(({ rep }) => rep === 'Ana Ruiz')) > revenue(rows.filter(({ rep }) => rep === 'Ben Okafor')),
      revenue(rows.filter(({ rep }) => rep === 'Ana Ruiz')),
      revenue(rows.filter(({ rep }) => rep === 'Ben Okafor')),
    )
  const looked = ask.questions.find(({ category }) => category === 'lookup')
  if (looked) looked.truth = { is: 'names', names: [rows[17]?.customer ?? ''] }
  const lines = rows.map((row) => [
    row.id,
    row.day,
    row.customer,
    row.country,
    row.rep,
    row.category,
    row.product,
    row.qty,
    row.price.toFixed(2),
    row.discount,
    row.revenue.toFixed(2),
    row.returned ? 'yes' : 'no',
  ])
  const head = [
    'order_id',
    'order_date',
    'customer',
    'country',
    'sales_rep',
    'category',
    'product',
    'qty',
    'unit_price',
    'discount_pct',
    'revenue',
    'returned',
  ]
  return { name: 'orders.csv', ...csv([head, ...lines]), questions: ask.questions }
}

export function webTraffic(seed: number): MadeSet {
  const random = seeded(seed)
  const rows = Array.from({ length: 240 }, (_, at) => ({
    date: addDays('2026-01-01', Math.floor(at / 4)),
    channel: ['Organic', 'Paid', 'Email', 'Social'][at % 4] ?? '',
    device: random.pick(['mobile', 'desktop', 'tablet']),
    sessions: random.int(40, 900),
    signups: random.int(0, 30),
    bounce_rate: random.int(20, 80) / 100,
    seconds: random.int(10, 400),
  }))
  const sessions = (inside: readonly { sessions: number }[]) => sum(inside.map((row) => row.sessions))
  const last = newest(rows.map(({ date }) => date))
  const ask = new AskList('web')
    .figure('total', 'How many sessions did we have altogether?', sessions(rows))
    .groups(
      'group',
      'sessions by channel',
      by(rows, (row) => row.channel, sessions),
    )
    .winner(
      'top',
      'Which channel brings the most signups?',
      highest(
        by(
          rows,
          (row) => row.channel,
          (inside) => sum(inside.map((row) => row.signups)),
        ),
      ),
    )
    .figure(
      'average',
      "what's the average bounce rate?",
      mean(rows, (row) => row.bounce_rate),
      'share',
    )
    .groups(
      'average',
      'bounce rate per device',
      by(
        rows,
        (row) => row.device,
        (inside) => mean(inside, (row) => row.bounce_rate),
      ),
      'share',
    )
    .figure('filter', 'sessions from mobile', sessions(rows.filter(({ device }) => device === 'mobile')))
    .figure('period', 'how many sessions in february', sessions(rows.filter(({ date }) => monthOf(date) === '2026-02')))
    .figures(
      'compare',
      'email vs social sessions',
      sessions(rows.filter(({ channel }) => channel === 'Email')),
      sessions(rows.filter(({ channel }) => channel === 'Social')),
    )
    .figure('extreme', 'what was the highest number of sessions?', Math.max(...rows.map((row) => row.sessions)))
    .winner('extreme', 'on which day did we get the most sessions?', highest(by(rows, (row) => row.date, sessions)))
    .figure(
      'period',
      'total signups on the last day',
      sum(rows.filter(({ date }) => date === last).map((row) => row.signups)),
    )
    .groups(
      'trend',
      'sessions per month',
      by(rows, (row) => monthOf(row.date), sessions),
    )
    .none('what did we spend on paid ads?')
  return {
    name: 'web-analytics.jsonl',
    ...ndjson(rows.map(({ seconds, ...row }) => ({ ...row, avg_session_seconds: seconds }))),
    questions: ask.questions,
  }
}

export function inventory(seed: number): MadeSet {
  const random = seeded(seed)
  const kinds = ['Bolts', 'Nuts', 'Washers', 'Brackets', 'Hinges']
  const rows = Array.from({ length: 90 }, (_, at) => ({
    sku: `00${4100 + at}`,
    item: `${random.pick(['M4', 'M5', 'M6', 'M8'])} ${random.pick(kinds)} ${at}`,
    warehouse: random.pick(['Leeds', 'Hull', 'York']),
    supplier: random.pick(['Acme Metals', 'Borg & Sons', 'Northline', 'Tyne Fasteners']),
    stock: random.pick([0, 0, random.int(1, 40), random.int(40, 900), random.int(40, 900)]),
    reorder: random.int(10, 120),
    cost: random.int(5, 990) / 100,
    discontinued: random.chance(0.15),
  }))
  const stock = (inside: readonly { stock: number }[]) => sum(inside.map((row) => row.stock))
  const ask = new AskList('stock')
    .figure(
      'count',
      'How many items are out of stock?',
      count(rows, (row) => row.stock === 0),
    )
    .names(
      'compare',
      'which items are below their reorder level?',
      rows.filter((row) => row.stock < row.reorder).map((row) => row.item),
    )
    .figure('total', 'total stock in Leeds', stock(rows.filter(({ warehouse }) => warehouse === 'Leeds')))
    .groups(
      'group',
      'stock per warehouse',
      by(rows, (row) => row.warehouse, stock),
    )
    .winner('extreme', 'what is the most expensive item?', highest(rows.map((row) => [row.item, row.cost])))
    .figure('lookup', 'how many do we have of sku 004117?', rows[17]?.stock ?? 0)
    .figure(
      'count',
      'how many discontinued items are there?',
      count(rows, (row) => row.discontinued),
    )
    .figure(
      'count',
      'how many products are not discontinued',
      count(rows, (row) => !row.discontinued),
    )
    .figure('distinct', 'number of suppliers', distinct(rows.map(({ supplier }) => supplier)))
    .winner(
      'top',
      'which supplier has the most items?',
      highest(
        by(
          rows,
          (row) => row.supplier,
          (inside) => inside.length,
        ),
      ),
    )
    .figure(
      'total',
      'what is all our stock worth?',
      total(rows, (row) => row.stock * row.cost),
    )
    .names(
      'list',
      'list the discontinued items in Hull',
      rows.filter((row) => row.discontinued && row.warehouse === 'Hull').map((row) => row.item),
    )
    .figure(
      'average',
      'average unit cost of items from Northline',
      mean(
        rows.filter(({ supplier }) => supplier === 'Northline'),
        (row) => row.cost,
      ),
    )
    .groups(
      'extreme',
      'cheapest item price in each warehouse',
      by(
        rows,
        (row) => row.warehouse,
        (inside) => Math.min(...inside.map((row) => row.cost)),
      ),
    )
    .winner('extreme', 'which warehouse holds the least stock?', lowest(by(rows, (row) => row.warehouse, stock)))
    .none('when do the next deliveries arrive?')
  return {
    name: 'inventory.csv',
    ...csv([
      ['SKU', 'Item', 'Warehouse', 'Supplier', 'Qty in stock', 'Reorder level', 'Unit cost', 'Discontinued'],
      ...rows.map((row) => [
        row.sku,
        row.item,
        row.warehouse,
        row.supplier,
        row.stock,
        row.reorder,
        row.cost.toFixed(2),
        row.discontinued ? 'TRUE' : 'FALSE',
      ]),
    ]),
    questions: ask.questions,
  }
}

// Open, overdue and paid invoices as conditions of a plan: one definition, for every question about them.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import type { PlanCondition, PlanOperand } from '@biplane/contracts/wire/table-plan'
import { isDate, isNumeric, isText, isYesNo } from '../plan-scope.ts'
import { mainMoney } from './choose-columns.ts'
import { columnOperand, type Draft, hasRole, live, numberOfItem, use, whereIs } from './draft.ts'
import type { Lexicon } from './lexicon.ts'
import type { Calendar } from './periods.ts'
import { tokensOf } from './tokens.ts'

const CLOSED = new Set(
  'paid settled closed cleared collected bezahlt beglichen ausgeglichen paye payee regle reglee solde pagado pagada cobrado cancelled canceled void voided storniert annule annulee anulado written_off writtenoff abgeschrieben credited gutgeschrieben refunded erstattet draft entwurf brouillon borrador rejected paid_in_full fully_paid vollstandig_bezahlt'.split(
    ' ',
  ),
)
const PAID = new Set(
  'paid settled cleared collected bezahlt beglichen ausgeglichen paye payee regle reglee solde pagado pagada cobrado paid_in_full fully_paid vollstandig_bezahlt'.split(
    ' ',
  ),
)
const OPEN = new Set(
  'open unpaid outstanding due overdue pending late sent issued partial partially_paid part_paid partly_paid offen uberfallig unbezahlt gemahnt teilbezahlt teilweise_bezahlt mahnung ouvert ouverte impaye impayee en_retard en_attente pendiente vencido vencida impagado abierto abierta disputed in_dispute reminder posted sent_out'.split(
    ' ',
  ),
)

const GONE = new Set([...CLOSED].filter((word) => !PAID.has(word) && word !== 'closed'))
const DUE_NAME = /due|f(?:ä|a|ae)llig|maturity|echeance|vencimiento/i

export interface InvoiceColumns {
  status: ColumnReading | null
  paidDate: ColumnReading | null
  paidAmount: ColumnReading | null
  balance: ColumnReading | null
  due: ColumnReading | null
  amount: ColumnReading | null
}

const named = (lexicon: Lexicon, pattern: RegExp, fits: (column: ColumnReading) => boolean): ColumnReading | null =>
  lexicon.columns.find(({ full, column }) => pattern.test(full.join(' ')) && fits(column))?.column ?? null

export function invoiceColumns(lexicon: Lexicon): InvoiceColumns {
  // What is owed of an invoice is its amount with tax.
  const amount =
    named(lexicon, /\b(?:gross|brutto|bruttobetrag|gross amount)\b/, isNumeric) ?? mainMoney(lexicon)?.column ?? null
  return {
    status:
      lexicon.columns.find(
        ({ column, full }) =>
          (isText(column) || isYesNo(column)) &&
          /\b(?:status|state|paid|bezahlt|zahlungsstatus|statut|estado|zustand)\b/.test(full.join(' ')) &&
          statusLike(column),
      )?.column ?? null,
    paidDate: named(
      lexicon,
      /\b(?:paid|payment|settled|zahlung|bezahlt|paiement|pago|zahldatum|zahlungsdatum)\b/,
      isDate,
    ),
    paidAmount: named(
      lexicon,
      /\b(?:paid|payment|payments|received|bezahlt|gezahlt|paye|pagado|teilzahlung)\b/,
      isNumeric,
    ),
    balance: named(
      lexicon,
      /\b(?:balance|outstanding|open amount|amount due|amount open|remaining|restbetrag|offener betrag|offen|saldo|solde)\b/,
      isNumeric,
    ),
    due: named(
      lexicon,
      /\b(?:due|fallig|falligkeit|falligkeitsdatum|zahlungsziel|echeance|vencimiento|maturity)\b/,
      isDate,
    ),
    amount,
  }
}

const key = (value: string): string =>
  tokensOf(value)
    .map(({ norm }) => norm)
    .join('_')

/** A column of states of payment, not of orders or of repairs. */
const statusLike = (column: ColumnReading): boolean =>
  isYesNo(column) || column.values.some((value) => PAID.has(key(value)) || OPEN.has(key(value)))

export interface InvoiceRule {
  where: PlanCondition[][]
  /** What is still to be paid of a row. */
  open: PlanOperand | null
  /** Words of a status that say neither. */
  unknown: string[]
}

/** A row is open unless its status, payment date, payment or balance says that nothing is left to pay. */
export function openRule(lexicon: Lexicon, calendar: Pick<Calendar, 'asOf' | 'named'>): InvoiceRule | null {
  const { status, paidDate, paidAmount, balance, amount } = invoiceColumns(lexicon)
  const where: PlanCondition[][] = []
  const unknown: string[] = []
  if (calendar.named && paidDate) where.push(...openOn(lexicon, status, paidDate, calendar.asOf))
  else if (status && isYesNo(status)) where.push([whereIs(status, [false])])
  else if (status) {
    const closed = status.values.filter((value) => CLOSED.has(key(value)))
    unknown.push(
      ...status.values.filter((value) => !CLOSED.has(key(value)) && !OPEN.has(key(value)) && value.trim() !== ''),
    )
    if (closed.length > 0) where.push([whereIs(status, closed, true)])
  } else if (paidDate) where.push([{ operand: columnOperand(paidDate), op: 'empty' }])
  const open: PlanOperand | null = balance
    ? columnOperand(balance)
    : paidAmount && amount && paidAmount !== amount
      ? { of: 'difference', left: amount.name, right: paidAmount.name }
      : amount
        ? columnOperand(amount)
        : null
  if (open && (balance || (paidAmount && paidAmount !== amount))) where.push([{ operand: open, op: 'ne', values: [0] }])
  return status || paidDate || paidAmount || balance ? { where, open, unknown } : null
}

/** On a day in the past: written by then, and paid later or not at all. */
function openOn(
  lexicon: Lexicon,
  status: ColumnReading | null,
  paidDate: ColumnReading,
  day: string,
): PlanCondition[][] {
  const gone = status && isText(status) ? status.values.filter((value) => GONE.has(key(value))) : []
  const paid = columnOperand(paidDate)
  const written = named(
    lexicon,
    /\b(?:invoice date|bill date|issued|issue date|created|rechnungsdatum|date|datum)\b/,
    (column) => isDate(column) && column !== paidDate && !DUE_NAME.test(column.name),
  )
  return [
    ...(status && gone.length > 0 ? [[whereIs(status, gone, true)]] : []),
    [
      { operand: paid, op: 'empty' },
      { operand: paid, op: 'gt', values: [day] },
    ],
    ...(written ? [[{ operand: columnOperand(written), op: 'le' as const, values: [day] }]] : []),
  ]
}

/** “How much is open?” of invoices means all that is not paid, not the one status of that name. */
function opensInvoices({ items }: Draft, at: number, { status, paidDate, due, amount }: InvoiceColumns): boolean {
  const item = items[at]
  const before = items[at - 1]
  if (
    !item ||
    item.used ||
    !(status ?? paidDate) ||
    !due ||
    !amount ||
    !/^(?:open|offen|offene|offenen)$/.test(item.words.join(' '))
  )
    return false
  return (
    status === null ||
    (!before?.columns.includes(status) && !(hasRole(before, 'be') && items[at - 2]?.columns.includes(status) === true))
  )
}

export function readInvoiceWords(draft: Draft): void {
  const { items, lexicon } = draft
  for (const [at, item] of items.entries()) {
    const columns = invoiceColumns(lexicon)
    if (opensInvoices(draft, at, columns)) item.role = { is: 'invoice', state: 'open' }
    if (!live(item, 'invoice')) continue
    // A column or a value of that name is what is meant: “paid is no”, “days late”.
    if (
      item.columns.some((column) => isYesNo(column) || (isNumeric(column) && item.role.state === 'overdue')) &&
      item.named !== 'meaning'
    ) {
      const number = numberOfItem(items[at - 1]) ?? numberOfItem(items[at - 2])
      const column = item.columns.find(isNumeric)
      if (column && number !== null) bindDays(draft, at, columnOperand(column))
      continue
    }
    const rule = openRule(lexicon, draft.calendar)
    if (item.role.state === 'paid') {
      readPaid(draft, at, columns)
      // “how much was paid for it” of a table without invoices is what was spent.
      const said = items[at]
      if (said && !said.used && !columns.status && !columns.paidDate && said.columns.length === 0)
        said.role = { is: 'perform' }
      continue
    }
    if (item.role.state === 'ageing' && !(columns.due && columns.amount)) continue
    if (!rule && !(item.role.state !== 'open' && columns.due)) continue
    use(item)
    if (hasRole(items[at - 1], 'not')) use(items[at - 1])
    for (const group of rule?.where ?? []) pushState(draft, ...group)
    if (rule && rule.unknown.length > 0) {
      draft.assumptions.push({
        part: 'where',
        chosen: 'open',
        others: [],
        note: { is: 'open_status', statuses: rule.unknown.slice(0, 8) },
      })
    }
    if (item.role.state === 'overdue' && columns.due) {
      const days: PlanOperand = { of: 'duration', from: columns.due.name, to: null, unit: 'days' }
      if (!bindDays(draft, at, days)) draft.where.push([{ operand: days, op: 'gt', values: [0] }])
    }
    if (rule?.open) draft.openAmount = rule.open
  }
}

function readPaid(draft: Draft, at: number, { status, paidDate }: InvoiceColumns): void {
  const item = draft.items[at]
  if (!item) return
  if (status && isText(status)) {
    const paid = status.values.filter((value) => PAID.has(key(value)))
    if (paid.length === 0) return
    use(item)
    pushState(draft, whereIs(status, paid))
  } else if (!status && paidDate) {
    use(item)
    pushState(draft, { operand: columnOperand(paidDate), op: 'not_empty' })
  }
}

/** Conditions of one call are alternatives. */
const pushState = (draft: Draft, ...conditions: PlanCondition[]): void => {
  const shares = draft.items.some((item) => hasRole(item, 'share') || hasRole(item, 'percent'))
  ;(shares ? draft.counted : draft.where).push(conditions)
}

/** “more than 90 days late” */
function bindDays(draft: Draft, at: number, operand: PlanOperand): boolean {
  const { items } = draft
  const from = Math.max(0, at - 4)
  const numberAt = items.findIndex((item, place) => place >= from && place < at && numberOfItem(item) !== null)
  const value = numberOfItem(items[numberAt])
  if (numberAt < 0 || value === null) return false
  const compare = items.slice(Math.max(0, numberAt - 2), numberAt).find((item) => live(item, 'compare'))
  use(items[numberAt], compare, items[at], ...items.slice(numberAt, at))
  const op = compare && hasRole(compare, 'compare') ? compare.role.op : 'ge'
  draft.where.push([{ operand, op, values: [value] }])
  return true
}

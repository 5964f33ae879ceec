// Assigns roles to the columns of an invoice list by name and type, never by order.
import { type Column, isNumeric, nameWords } from './columns.ts'

export const ROLES = [
  'id',
  'customer',
  'amount',
  'currency',
  'status',
  'due_date',
  'paid_date',
  'invoice_date',
  'as_of',
] as const
export type Role = (typeof ROLES)[number]
export type Roles = Partial<Record<Role, Column>>

interface RoleRule {
  /** Which types can play it. */
  fits(column: Column): boolean
  /** Names that say it, best first; the first rule that any column fits decides. */
  names: RegExp[]
}

/** A date column in which nothing stands yet still is one: nobody has paid. */
const isDate = (column: Column) => column.type === 'date' || column.filled === 0
const isText = (column: Column) => column.type === 'text'
const isIdentifier = (column: Column) => column.type === 'text' || column.type === 'integer'
const isAmount = (column: Column) => column.type === 'currency' || column.type === 'number' || column.type === 'integer'

const RULES: Record<Role, RoleRule> = {
  id: {
    fits: isIdentifier,
    names: [
      /^(?:invoice|inv|bill|document|doc|voucher|receivable)_?(?:id|no|nr|number|num|ref)?$/,
      /^(?:id|uuid|reference|ref)$/,
      /_(?:id|no|nr|number)$/,
    ],
  },
  customer: {
    fits: isText,
    names: [
      /^(?:customer|client|debtor|buyer|payer|company|account)(?:_name)?$/,
      /(?:customer|client|debtor|buyer|company)(?!.*_(?:id|no|nr|number|code|email|manager)$)/,
      /^name$/,
    ],
  },
  amount: {
    fits: isAmount,
    names: [
      /^(?:open|outstanding|remaining|unpaid)_(?:amount|balance|value)$|^(?:amount|balance)_(?:open|due|outstanding)$|^(?:outstanding|balance)$/,
      /^(?:amount|total|value|gross|invoice_amount|total_amount|amount_total)$/,
      /(?:amount|total|balance|gross|revenue|sales|price|value|net)/,
    ],
  },
  currency: { fits: isText, names: [/^(?:currency|ccy|curr|currency_code)$/] },
  status: { fits: isText, names: [/^(?:status|state|payment_status|invoice_status)$/, /status$/] },
  due_date: {
    fits: isDate,
    names: [/^(?:due|due_date|date_due|payment_due|payment_due_date)$/, /(?:^|_)due(?:_|$)/, /maturity/],
  },
  paid_date: {
    fits: isDate,
    names: [
      /^(?:paid|paid_date|date_paid|payment_date|paid_on|paid_at)$/,
      /(?:^|_)paid(?:_|$)/,
      /settled|settlement|cleared|payment_received/,
    ],
  },
  invoice_date: {
    fits: isDate,
    names: [
      /^(?:invoice|invoice_date|date_of_invoice|issue_date|issued|billing_date|bill_date|document_date)$/,
      /invoice|issue|bill/,
      /^(?:date|created|created_at|posting_date|order_date)$/,
    ],
  },
  as_of: {
    fits: isDate,
    names: [
      /^as_?of(?:_date)?$/,
      /(?:^|_)(?:as_of|snapshot|statement|report|reporting|export|extract)(?:_date|ed)?(?:_|$)/,
    ],
  },
}

export function readRoles(columns: Column[]): Roles {
  const roles: Roles = {}
  const taken = new Set<Column>()
  for (const role of ROLES) {
    const column = findRole(
      RULES[role],
      columns.filter((c) => !taken.has(c)),
    )
    if (!column) continue
    roles[role] = column
    taken.add(column)
  }
  return roles
}

function findRole(rule: RoleRule, columns: Column[]): Column | undefined {
  for (const name of rule.names) {
    const found = columns.find((column) => rule.fits(column) && name.test(nameWords(column.name)))
    if (found) return found
  }
  return undefined
}

/** Columns that numbers can be asked of: those that name a thing are not among them. */
export const measures = (columns: Column[], roles: Roles): Column[] =>
  columns.filter(
    (column) =>
      isNumeric(column.type) && column !== roles.id && !/(?:^|_)(?:id|no|nr|code)$/.test(nameWords(column.name)),
  )

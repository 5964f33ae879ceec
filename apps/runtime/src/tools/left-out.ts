// Owns what a calculation left out, why, and in which rows. Nothing is left out silently.
import { z } from 'zod'
import { boundedTable, type Cell, provenanceOf, type TableDraft } from './artifact-shapes.ts'
import { add, type Decimal, formatMoney, ZERO } from './decimal.ts'
import type { FileFacts } from './define-tool.ts'
import { cellAt, type Sheet } from './sheet.ts'
import { shownCell } from './shown-text.ts'

/** Each reason in words that follow “left out:”. */
export const LEFT_OUT_REASONS = {
  contradiction: 'the status contradicts the day of payment',
  no_due_date: 'no due date',
  impossible_due_date: 'a due date that no calendar has',
  unreadable_due_date: 'a due date that cannot be read',
  unreadable_paid_date: 'a day of payment that cannot be read',
  no_value: 'no value',
  unreadable_value: 'a value that is not a number',
  no_date: 'no date that can be read',
  credit_note: 'a negative amount, such as a credit note',
  repeated: 'an exact repeat of an earlier row',
  ragged: 'another number of cells than the header',
} as const
export type LeftOutReason = keyof typeof LEFT_OUT_REASONS

const REASON_KEYS = Object.keys(LEFT_OUT_REASONS) as [LeftOutReason, ...LeftOutReason[]]

export const leftOut = z.object({
  reason: z.enum(REASON_KEYS),
  text: z.string(),
  /** 1-based; at most the first 100 of `count`. */
  rows: z.array(z.number().int()),
  count: z.number().int(),
  /** What these rows amount to for each currency, as far as their amounts can be read. */
  totals: z.array(z.object({ currency: z.string(), total: z.string() })),
})
export type LeftOut = z.infer<typeof leftOut>

const LINKED_ROWS = 100
const TABLE_ROWS = 500

interface Left {
  rows: number[]
  totals: Map<string, Decimal>
}

/** Collects what is left out; reasons come out in the order of the table above. */
export class LeftOutBook {
  readonly #left = new Map<LeftOutReason, Left>()

  leave(reason: LeftOutReason, row: number, money?: { amount: Decimal; currency: string }): void {
    const left: Left = this.#left.get(reason) ?? { rows: [], totals: new Map() }
    left.rows.push(row)
    if (money) left.totals.set(money.currency, add(left.totals.get(money.currency) ?? ZERO, money.amount))
    this.#left.set(reason, left)
  }

  get count(): number {
    return [...this.#left.values()].reduce((sum, { rows }) => sum + rows.length, 0)
  }

  list(): LeftOut[] {
    return REASON_KEYS.flatMap((reason) => {
      const left = this.#left.get(reason)
      if (!left) return []
      const totals = [...left.totals].map(([currency, total]) => ({ currency, total: formatMoney(total) }))
      const rows = left.rows.slice(0, LINKED_ROWS)
      return [{ reason, text: LEFT_OUT_REASONS[reason], rows, count: left.rows.length, totals }]
    })
  }

  /**
   * The rows themselves with their reason, so that each can be looked at; `null` when there is none. `notable` are rows
   * that were counted and still deserve a look.
   */
  table(sheet: Sheet, { file, tool, key, notable = [] }: LeftOutView): TableDraft | null {
    const left = REASON_KEYS.flatMap((reason) =>
      (this.#left.get(reason)?.rows ?? [])
        .slice(0, TABLE_ROWS)
        .map((row) => ({ row, why: `left out: ${LEFT_OUT_REASONS[reason]}` })),
    )
    const rows = [...left, ...notable].sort((a, b) => a.row - b.row)
    if (rows.length === 0) return null
    const { id, customer, due_date, amount } = sheet.roles
    const columns = [id, customer, due_date, amount].filter((column) => column !== undefined)
    const reasons = this.list()
    return {
      kind: 'table',
      key,
      title: notable.length > 0 ? 'Rows left out or worth a look' : 'Rows left out',
      summary: [
        ...reasons.map(({ text, count }) => `${text}: ${count}`),
        ...(notable.length > 0 ? [`worth a look: ${notable.length}`] : []),
      ].join('; '),
      provenance: provenanceOf(tool, file, {
        rows: sheet.table.rows.length,
        expression: 'rows that the calculation could not use, and rows that weigh in it',
        steps: reasons.map(({ text, count }) => ({ label: text, expression: 'rows', result: String(count) })),
      }),
      data: boundedTable(
        {
          columns: [
            { key: 'why', label: 'Why', type: 'text' },
            ...columns.map((column) => ({
              key: `c${column.index}`,
              label: shownCell(column.name),
              type: 'text' as const,
            })),
          ],
          rows: rows.map(({ row, why }) => {
            const cells: Cell[] = [why, ...columns.map((column) => shownCell(cellAt(sheet, row, column)))]
            return { row, cells }
          }),
        },
        this.count + notable.length,
      ),
    }
  }
}

export interface LeftOutView {
  tool: { name: string; version: string }
  file: FileFacts
  key: string
  notable?: { row: number; why: string }[]
}

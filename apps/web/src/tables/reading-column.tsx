// How one column is read: its type, unit, formats and whether it adds up, each with what speaks for it.
import type { ColumnKind, ColumnReading, NumberFormat } from '@biplane/contracts/wire/file-reading'
import { formatNumber } from '../design/format.ts'
import { ChevronIcon, WarningIcon } from '../design/icons.tsx'
import { FIELD } from '../design/menu.ts'
import { READING_STRINGS } from '../strings/reading-strings.ts'
import { Labelled } from './condition-form.tsx'
import type { ColumnCorrection } from './reading-correction.ts'
import { Choice } from './reading-parts.tsx'

const words = READING_STRINGS
const KINDS: readonly ColumnKind[] = [
  ...(['text', 'integer', 'decimal', 'money', 'percent', 'date', 'datetime', 'duration', 'boolean'] as const),
]
const DATE_FORMATS = ['D.M.YYYY', 'D/M/YYYY', 'M/D/YYYY', 'YYYY-MM-DD']
const FORMATS: readonly { text: string; format: NumberFormat }[] = [
  { text: '1,234.50', format: { decimal: '.', group: ',' } },
  { text: '1.234,50', format: { decimal: ',', group: '.' } },
  { text: '1 234,50', format: { decimal: ',', group: ' ' } },
  { text: "1'234.50", format: { decimal: '.', group: "'" } },
  { text: '1234.50', format: { decimal: '.', group: '' } },
  { text: '1234,50', format: { decimal: ',', group: '' } },
]

interface ReadingColumnProps {
  column: ColumnReading
  save: (change: Omit<ColumnCorrection, 'name'>) => void
}

export function ReadingColumn({ column, save }: ReadingColumnProps) {
  const { name, kind, unit, unreadable } = column
  const open = [kind, column.additivity, column.number_format, column.date_format].some(
    (decision) => decision?.confidence === 'ambiguous',
  )
  return (
    <details open={open} className={`group rounded-xl border ${open ? 'border-warn/60' : 'border-line'}`}>
      <summary className="flex min-h-10 list-none items-center gap-2 px-3 [&::-webkit-details-marker]:hidden">
        <ChevronIcon size={12} className="shrink-0 text-ink-3 transition-transform group-open:rotate-90" />
        <span className="min-w-0 grow font-medium wrap-anything">{name}</span>
        {open && (
          <span className="flex shrink-0 items-center gap-1 text-xs text-warn">
            <WarningIcon size={13} /> {words.sure.ambiguous}
          </span>
        )}
        <span className="shrink-0 text-xs text-ink-3">
          {words.kinds[kind.value]}
          {unit === null ? '' : ` · ${unit}`}
        </span>
      </summary>
      <div className="grid gap-2.5 px-3 pb-3 side:grid-cols-2">
        <Choice
          name={words.kind}
          decision={kind}
          options={KINDS}
          label={(value) => words.kinds[value]}
          choose={(value) => save({ kind: value })}
        />
        <Unit unit={unit} save={(next) => save({ unit: next })} />
        <Formats column={column} save={save} />
        {unreadable.count > 0 && (
          <p className="text-xs wrap-anything text-warn side:col-span-2">
            {words.unreadable(
              formatNumber(unreadable.count),
              unreadable.examples.map(({ text, row }) => words.example(text, row)).join(', '),
            )}
          </p>
        )}
      </div>
    </details>
  )
}

function Unit({ unit, save }: { unit: string | null; save: (unit: string | null) => void }) {
  const submit = (text: string) => {
    const next = text.trim() === '' ? null : text.trim().slice(0, 20)
    if (next !== unit) save(next)
  }
  return (
    <Labelled name={words.unit}>
      {(id) => (
        <input
          id={id}
          className={FIELD}
          maxLength={20}
          defaultValue={unit ?? ''}
          placeholder="EUR, kg, h"
          onBlur={(event) => submit(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') submit(event.currentTarget.value)
          }}
        />
      )}
    </Labelled>
  )
}

function Formats({ column, save }: ReadingColumnProps) {
  const { additivity, number_format: numbers, date_format: dates } = column
  return (
    <>
      {additivity.value !== 'not_numeric' && (
        <Choice
          name={words.additivity}
          decision={additivity}
          options={['additive', 'non_additive', 'identifier']}
          label={(value) => words.adds[value]}
          choose={(value) => save({ additivity: value })}
        />
      )}
      {numbers && (
        <Choice
          name={words.numbers}
          decision={{ ...numbers, value: textOf(numbers.value), alternatives: numbers.alternatives.map(textOf) }}
          options={FORMATS.map(({ text }) => text)}
          choose={(text) => {
            const found = FORMATS.find((one) => one.text === text)
            if (found) save({ number_format: found.format })
          }}
        />
      )}
      {dates && (
        <Choice
          name={words.dates}
          decision={dates}
          options={DATE_FORMATS}
          choose={(value) => save({ date_format: value })}
        />
      )}
    </>
  )
}

/** A format is shown by an example. */
const textOf = ({ decimal, group }: NumberFormat): string => `1${group}234${decimal}50`

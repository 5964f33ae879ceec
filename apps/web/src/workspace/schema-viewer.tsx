// Renders a file's schema, one line per column.

import type { SchemaData } from '@biplane/contracts/wire/artifacts'
import { Tip } from '../design/buttons.tsx'
import { formatNumber } from '../design/format.ts'
import { ScrollBox } from '../design/scroll-box.tsx'
import { STRINGS } from '../strings.ts'

const words = STRINGS.workspace.schema

export function SchemaViewer({ schema }: { schema: SchemaData }) {
  return (
    <div className="pb-1">
      <ScrollBox label={STRINGS.workspace.kinds.schema} className="border-t border-line">
        <table className="w-full text-[0.8125rem] tabular-nums">
          <thead className="bg-sunken text-ink-2">
            <tr>
              {[words.column, words.type, words.filled, words.distinct, words.range, words.examples].map((head) => (
                <th key={head} scope="col" className="px-3 py-1.5 text-start font-medium whitespace-nowrap first:ps-4">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {schema.columns.map((column) => (
              <tr key={column.name} className="border-t border-line/70 align-top">
                <th scope="row" className="px-3 py-1.5 ps-4 text-start font-medium whitespace-nowrap">
                  {column.name}
                  {column.candidate_key && (
                    <Tip text={words.keyHint}>
                      <span className="ms-1.5 rounded bg-accent-soft px-1 text-xs font-normal text-accent">
                        {words.key}
                      </span>
                    </Tip>
                  )}
                </th>
                <td className="px-3 py-1.5 whitespace-nowrap text-ink-2">{words.types[column.type]}</td>
                <td className="px-3 py-1.5">
                  <Filled rows={schema.rows} nulls={column.nulls} />
                </td>
                <td className="px-3 py-1.5 text-end">{formatNumber(column.distinct)}</td>
                <td className="px-3 py-1.5 whitespace-nowrap text-ink-2">{rangeOf(column)}</td>
                <td className="max-w-72 min-w-40 truncate px-3 py-1.5 text-ink-2" title={column.examples.join(', ')}>
                  {column.examples.join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </div>
  )
}

const rangeOf = ({ min, max }: SchemaData['columns'][number]) => (min === null || max === null ? '' : `${min} … ${max}`)

/** Full only when nothing is missing: 99.6 % is not 100 %. */
function Filled({ rows, nulls }: { rows: number; nulls: number }) {
  const share = rows === 0 ? 0 : (rows - nulls) / rows
  const percent = nulls === 0 && rows > 0 ? 100 : Math.min(99, Math.round(100 * share))
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <span aria-hidden="true" className="h-1.5 w-12 overflow-hidden rounded-full bg-hover">
        <span className="block h-full bg-accent/70" style={{ width: `${percent}%` }} />
      </span>
      {percent} %
    </span>
  )
}

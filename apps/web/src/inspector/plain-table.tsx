// Table of the inspector: named, scrolling in its own box.
import type { ReactNode } from 'react'
import { ScrollBox } from '../design/scroll-box.tsx'
import { INSPECTOR_STRINGS as words } from '../strings/inspector-strings.ts'

interface PlainTableProps {
  label: string
  heads: readonly string[]
  rows: readonly { key: string; cells: readonly ReactNode[]; current?: boolean }[]
}

export function PlainTable({ label, heads, rows }: PlainTableProps) {
  if (rows.length === 0) return <p className="py-4 text-[0.875rem] text-ink-3">{words.none}</p>
  return (
    <ScrollBox label={label} className="overflow-x-auto rounded-xl border border-line bg-card">
      <table className="w-full text-start text-[0.8125rem] tabular-nums">
        <thead>
          <tr>
            {heads.map((head) => (
              <th
                key={head}
                scope="col"
                className="border-b border-line px-3 py-2 text-start font-semibold whitespace-nowrap"
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells, current = false }) => (
            <tr key={key} className={current ? 'bg-accent-soft' : 'hover:bg-hover'}>
              {cells.map((cell, at) => (
                <td key={heads[at]} className="border-t border-line/60 px-3 py-1.5 align-top whitespace-nowrap">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

export const Id = ({ id }: { id: string | null }) => (
  <code title={id ?? ''} className="font-mono text-xs text-ink-2">
    {id === null ? '–' : id.length > 13 ? `…${id.slice(-12)}` : id}
  </code>
)

const TONES: Record<string, string> = {
  completed: 'text-good',
  ok: 'text-good',
  failed: 'text-bad',
  degraded: 'text-bad',
  cancelled: 'text-ink-3',
  running: 'text-accent font-semibold',
  queued: 'text-warn',
}

export const Status = ({ status }: { status: string }) => <span className={TONES[status] ?? ''}>{status}</span>

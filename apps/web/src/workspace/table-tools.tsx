// What can be done to a table as it is shown: columns chosen, rows saved as a file or copied.
import type { TableData } from '@biplane/contracts/wire/artifacts'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { ChevronDownIcon, DownloadIcon } from '../design/icons.tsx'
import { MENU, MENU_ITEM } from '../design/menu.ts'
import { saveFile } from '../files/save-file.ts'
import { STRINGS } from '../strings.ts'
import { fileNameOf } from './made-parts.tsx'
import { toCsv, toTabbedText, toWorkbook } from './table-export.ts'

const words = STRINGS.workspace.table

const TRIGGER = 'inline-flex min-h-7.5 items-center gap-1 rounded-lg px-2 text-ink-2 hover:bg-hover'

/** Of fewer columns none is in the way. */
const CHOICE_FROM = 2

export interface TableToolsProps extends ColumnChoiceProps {
  /** Rows and columns as they are shown. */
  table: TableData
  /** All rows that are held here, also those that a filter hides. */
  held: number
}

export default function TableTools({ title, columns, hidden, choose, table, held }: TableToolsProps) {
  return (
    <>
      {columns.length > CHOICE_FROM && <ColumnChoice title={title} columns={columns} hidden={hidden} choose={choose} />}
      <TableExport title={title} table={table} held={held} />
    </>
  )
}

interface ColumnChoiceProps {
  title: string
  columns: TableData['columns']
  hidden: ReadonlySet<string>
  choose: (hidden: ReadonlySet<string>) => void
}

/** One column is always shown. */
function ColumnChoice({ title, columns, hidden, choose }: ColumnChoiceProps) {
  const shown = columns.filter(({ key }) => !hidden.has(key)).length
  const toggle = (key: string) => {
    const next = new Set(hidden)
    if (!next.delete(key)) next.add(key)
    choose(next)
  }
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger aria-label={words.columnsOf(title)} className={TRIGGER}>
        {hidden.size === 0 ? words.columns : words.columnsShown(shown, columns.length)} <ChevronDownIcon size={10} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className={`${MENU} max-h-80 max-w-72 overflow-y-auto`}
        >
          {columns.map(({ key, label }) => (
            <DropdownMenu.CheckboxItem
              key={key}
              className={MENU_ITEM}
              checked={!hidden.has(key)}
              disabled={shown === 1 && !hidden.has(key)}
              // The menu stays open: several columns are chosen at a time.
              onSelect={(event) => event.preventDefault()}
              onCheckedChange={() => toggle(key)}
            >
              <span aria-hidden="true" className="w-3 text-accent">
                {hidden.has(key) ? '' : '✓'}
              </span>
              <span className="truncate">{label}</span>
            </DropdownMenu.CheckboxItem>
          ))}
          {hidden.size > 0 && (
            <DropdownMenu.Item className={`${MENU_ITEM} text-accent`} onSelect={() => choose(new Set())}>
              {words.allColumns}
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function TableExport({ title, table, held }: Pick<TableToolsProps, 'title' | 'table' | 'held'>) {
  const [said, setSaid] = useState('')
  const trying = (act: () => Promise<string>) => act().then(setSaid, () => setSaid(words.notSaved))
  const saveCsv = async () => {
    saveFile(new Blob([toCsv(table)], { type: 'text/csv' }), fileNameOf(title, 'csv'))
    return ''
  }
  const saveWorkbook = async () => {
    saveFile(await toWorkbook(table, title), fileNameOf(title, 'xlsx'))
    return ''
  }
  const copy = async () => {
    await navigator.clipboard.writeText(toTabbedText(table))
    return words.copied
  }
  return (
    <>
      <span role="status">{said}</span>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger aria-label={words.exportOf(title)} className={TRIGGER}>
          <DownloadIcon size={13} /> <ChevronDownIcon size={10} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="end" sideOffset={4} collisionPadding={8} className={MENU}>
            <DropdownMenu.Label className="max-w-64 px-2.5 py-1 text-xs text-ink-3">
              {held < table.total_rows ? words.ofAll(held, table.total_rows) : words.asShown(table.rows.length)}
            </DropdownMenu.Label>
            <DropdownMenu.Item className={MENU_ITEM} onSelect={() => void trying(saveCsv)}>
              {words.csv}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={MENU_ITEM} onSelect={() => void trying(saveWorkbook)}>
              {words.xlsx}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={MENU_ITEM} onSelect={() => void trying(copy)}>
              {words.copy}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </>
  )
}

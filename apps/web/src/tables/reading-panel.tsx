// Shows how a file is read as a table, and lets a person correct every part of it. Loaded when first opened.
import type { FileReading, ReadingCorrection } from '@biplane/contracts/wire/file-reading'
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { Button } from '../design/buttons.tsx'
import { formatNumber } from '../design/format.ts'
import { SheetFrame } from '../design/sheet-frame.tsx'
import { READING_STRINGS } from '../strings/reading-strings.ts'
import { refusalIn } from '../transport/refusal-in.ts'
import { trpc } from '../transport/trpc.ts'
import { useRunPlan } from './plan-run.tsx'
import { ReadingColumn } from './reading-column.tsx'
import { correctColumn } from './reading-correction.ts'
import { ReadingFile } from './reading-file.tsx'

const words = READING_STRINGS

interface ReadingPanelProps {
  file: { file_uuid: string; name: string }
  /** The plan of the last answer about this file. */
  last: TablePlan | null
  close: () => void
}

export default function ReadingPanel({ file, last, close }: ReadingPanelProps) {
  const { file_uuid, name } = file
  const utils = trpc.useUtils()
  const query = trpc.file.reading.get.useQuery({ file_uuid }, { retry: false })
  const run = useRunPlan()
  const [saved, setSaved] = useState(false)
  const change = trpc.file.reading.set.useMutation({
    onSuccess(reading) {
      utils.file.reading.get.setData({ file_uuid }, reading)
      setSaved(true)
    },
  })
  const save = (correction: ReadingCorrection) => change.mutate({ file_uuid, correction })
  const reading = query.data
  const failure = query.error ?? change.error
  return (
    <SheetFrame title={words.title(name)} close={close}>
      <Dialog.Description className="text-[0.8125rem] text-ink-2">{words.intro}</Dialog.Description>
      <p role="status" className="min-h-6 text-[0.8125rem] text-good">
        {change.isPending ? words.saving : saved ? words.saved : query.isPending ? words.loading : ''}
      </p>
      {failure && (
        <p role="alert" className="mb-2 rounded-lg bg-bad-soft px-3 py-2 text-[0.8125rem] wrap-anything">
          {refusalIn(failure)?.message ?? words.notATable}
        </p>
      )}
      {reading && <Reading key={JSON.stringify(reading)} reading={reading} busy={change.isPending} save={save} />}
      {saved && (
        <div className="mt-3 flex flex-wrap justify-end gap-2">
          <Button tone="quiet" onClick={() => save({})}>
            {words.reset}
          </Button>
          {last && run && (
            <Button
              tone="primary"
              onClick={() => {
                close()
                run(last)
              }}
            >
              {words.rerun}
            </Button>
          )}
        </div>
      )}
    </SheetFrame>
  )
}

interface ReadingProps {
  reading: FileReading
  busy: boolean
  save: (correction: ReadingCorrection) => void
}

/** More columns are not corrected by hand. */
const MAX_COLUMNS = 100

function Reading({ reading, busy, save }: ReadingProps) {
  return (
    <fieldset disabled={busy} className="min-w-0 text-[0.8125rem]">
      <ReadingFile reading={reading} save={save} />
      <h3 className="mt-4 mb-1.5 font-semibold">
        {words.columns} <span className="font-normal text-ink-3">· {words.rows(formatNumber(reading.rows))}</span>
      </h3>
      <ul className="space-y-2">
        {reading.columns.slice(0, MAX_COLUMNS).map((column) => (
          <li key={column.name}>
            <ReadingColumn column={column} save={(part) => save(correctColumn(reading, column, part))} />
          </li>
        ))}
      </ul>
    </fieldset>
  )
}

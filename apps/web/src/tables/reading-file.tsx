// How the file as a whole is read: header line, sheet, encoding, delimiter, and the lines that are left out.
import type { FileReading, ReadingCorrection } from '@biplane/contracts/wire/file-reading'
import { FIELD } from '../design/menu.ts'
import { READING_STRINGS } from '../strings/reading-strings.ts'
import { Labelled } from './condition-form.tsx'
import { correctFile } from './reading-correction.ts'
import { Choice, Evidence } from './reading-parts.tsx'

const words = READING_STRINGS
const ENCODINGS = ['utf-8', 'windows-1252', 'windows-1250', 'windows-1251', 'utf-16le', 'shift_jis']
const DELIMITERS = [',', ';', '\t', '|']

interface ReadingFileProps {
  reading: FileReading
  save: (correction: ReadingCorrection) => void
}

export function ReadingFile({ reading, save }: ReadingFileProps) {
  const change = (part: Omit<ReadingCorrection, 'columns'>) => save(correctFile(reading, part))
  const totals = reading.left_out.some(({ reason }) => reason === 'totals' || reason === 'subtotal')
  return (
    <section aria-label={words.file}>
      <div className="grid gap-2.5 side:grid-cols-2">
        <Header reading={reading} change={(header) => change({ header })} />
        {reading.part && (reading.part.alternatives.length > 0 || reading.part.confidence === 'corrected') && (
          <Choice name={words.sheet} decision={reading.part} options={[]} choose={(part) => change({ part })} />
        )}
        {reading.encoding && (
          <Choice
            name={words.encoding}
            decision={reading.encoding}
            options={ENCODINGS}
            choose={(encoding) => change({ encoding })}
          />
        )}
        {reading.delimiter && (
          <Choice
            name={words.delimiter}
            decision={reading.delimiter}
            options={DELIMITERS}
            label={delimiterName}
            choose={(delimiter) => change({ delimiter })}
          />
        )}
      </div>
      {reading.left_out.length > 0 && (
        <div className="mt-2.5">
          <p className="text-xs text-ink-3">{words.leftOut}</p>
          <ul className="list-disc ps-4 wrap-anything">
            {reading.left_out.map(({ reason, count, evidence }) => (
              <li key={reason}>
                {count} × {reason.replaceAll('_', ' ')}: {evidence}
              </li>
            ))}
          </ul>
          {totals && (
            <label className="mt-1 flex min-h-8 items-center gap-2">
              <input type="checkbox" onChange={() => change({ keep_totals: true })} /> {words.keepTotals}
            </label>
          )}
        </div>
      )}
    </section>
  )
}

const isNamed = (value: string): value is keyof typeof words.delimiters => value in words.delimiters
const delimiterName = (value: string): string => (isNamed(value) ? words.delimiters[value] : `“${value}”`)

interface HeaderProps {
  reading: FileReading
  change: (header: number[]) => void
}

function Header({ reading: { header }, change }: HeaderProps) {
  const shown = header.value[0] ?? 0
  const submit = (text: string) => {
    const line = Number(text)
    if (!Number.isInteger(line) || line < 0 || line > 1000 || line === shown) return
    change(line === 0 ? [] : [line])
  }
  return (
    <div>
      <Labelled name={words.header}>
        {(id) => (
          <input
            id={id}
            type="number"
            min={0}
            max={1000}
            className={FIELD}
            title={words.headerHint}
            defaultValue={shown}
            onBlur={(event) => submit(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') submit(event.currentTarget.value)
            }}
          />
        )}
      </Labelled>
      <Evidence decision={header} />
    </div>
  )
}

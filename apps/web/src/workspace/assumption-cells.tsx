// Editable assumptions, each a named cell. A changed value is sent to the conversation as words; nothing is computed
// here.
import { PILLARS, type Pillar } from '@biplane/contracts/vocabulary/pillars'
import type { Assumption } from '@biplane/contracts/wire/process-artifacts'
import { type FormEvent, useState } from 'react'
import { useChat } from '../chat/use-chat.ts'
import { Button } from '../design/buttons.tsx'
import { ignoreInputMethodEnter } from '../design/composition.ts'
import { ScrollBox } from '../design/scroll-box.tsx'
import { PROCESS_STRINGS } from '../strings/process-strings.ts'

const words = PROCESS_STRINGS.assumptions

export function AssumptionCells({ pillar, assumptions }: { pillar: Pillar; assumptions: readonly Assumption[] }) {
  const { send } = useChat()
  return (
    <div className="pb-3">
      <p className="px-4 pb-2 text-[0.8125rem] text-ink-2">{words.hint}</p>
      <ScrollBox label={words.title} className="max-h-[28rem] border-y border-line">
        <table className="w-full border-separate border-spacing-0 text-[0.8125rem]">
          <caption className="spoken">{words.title}</caption>
          <thead>
            <tr>
              {[words.name, words.value, words.source].map((head) => (
                <th
                  key={head}
                  scope="col"
                  className="sticky top-0 z-10 border-b border-line bg-sunken px-2.5 py-1.5 text-start font-medium text-ink-2"
                >
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {assumptions.map((assumption) => (
              <tr key={assumption.name}>
                <th scope="row" className="border-b border-line/70 px-2.5 py-1.5 text-start font-normal">
                  {assumption.label}
                  <code className="block font-mono text-xs text-ink-3">{assumption.name}</code>
                </th>
                <td className="border-b border-line/70 px-2.5 py-1.5">
                  <AssumptionCell
                    // A new value from the server is a new cell.
                    key={assumption.value}
                    assumption={assumption}
                    onSet={(value) =>
                      send(words.sentence(assumption.name, value), [], { agent: PILLARS[pillar].liaison })
                    }
                  />
                </td>
                <td className="border-b border-line/70 px-2.5 py-1.5 text-ink-2">
                  {assumption.source}
                  {assumption.kind === 'default' && assumption.source !== words.kinds.default && (
                    <span className="text-warn"> · {words.kinds.default}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </div>
  )
}

export function AssumptionCell({ assumption, onSet }: { assumption: Assumption; onSet: (value: number) => void }) {
  const { name, label, value, unit, min, max } = assumption
  const [written, setWritten] = useState(String(value))
  const [asked, setAsked] = useState(false)
  const number = Number(written)
  const fits = written.trim() !== '' && Number.isFinite(number) && number >= min && number <= max
  const changed = fits && number !== value && !asked
  const apply = (event: FormEvent) => {
    event.preventDefault()
    if (!changed) return
    setAsked(true)
    onSet(number)
  }
  return (
    <form onSubmit={apply} className="flex items-center gap-2">
      <input
        type="number"
        step="any"
        min={min}
        max={max}
        name={name}
        value={written}
        aria-label={words.set(label)}
        title={words.range(min, max)}
        aria-invalid={!fits}
        onKeyDown={ignoreInputMethodEnter}
        onChange={(event) => {
          setWritten(event.target.value)
          setAsked(false)
        }}
        className={`w-28 rounded-md border bg-card px-2 py-1 text-end tabular-nums ${fits ? 'border-line' : 'border-bad'}`}
      />
      <span className="text-xs whitespace-nowrap text-ink-3">{unit}</span>
      {changed && (
        <Button type="submit" tone="primary" className="min-h-7! px-2! text-xs!">
          {words.apply}
        </Button>
      )}
    </form>
  )
}

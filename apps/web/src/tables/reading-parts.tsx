// The pieces of which a reading is shown: one decision with its choices, and what speaks for it.
import type { Confidence } from '@biplane/contracts/wire/file-reading'
import { FIELD } from '../design/menu.ts'
import { READING_STRINGS } from '../strings/reading-strings.ts'
import { Labelled } from './condition-form.tsx'

interface ChoiceProps<T extends string> {
  name: string
  decision: { value: T; confidence: Confidence; evidence: string; alternatives: T[] }
  /** Offered besides the value and its alternatives. */
  options: readonly T[]
  label?: (value: T) => string
  choose: (value: T) => void
}

export function Choice<T extends string>({ name, decision, options, label = String, choose }: ChoiceProps<T>) {
  const all = [...new Set([decision.value, ...decision.alternatives, ...options])]
  const open = decision.confidence === 'ambiguous'
  return (
    <div className="min-w-0">
      <Labelled name={name}>
        {(id) => (
          <select
            id={id}
            className={`${FIELD} ${open ? 'border-warn! bg-warn-soft!' : ''}`}
            value={decision.value}
            onChange={({ target }) => {
              const value = all.find((one) => one === target.value)
              if (value !== undefined) choose(value)
            }}
          >
            {all.map((value) => (
              <option key={value} value={value}>
                {label(value)}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Evidence decision={decision} />
    </div>
  )
}

export function Evidence({ decision }: { decision: { confidence: Confidence; evidence: string } }) {
  const sure = READING_STRINGS.sure[decision.confidence]
  return (
    <p className="mt-0.5 text-xs wrap-anything text-ink-3">
      {sure !== '' && (
        <span className={decision.confidence === 'ambiguous' ? 'font-medium text-warn' : 'font-medium'}>{sure}: </span>
      )}
      {decision.evidence}
    </p>
  )
}

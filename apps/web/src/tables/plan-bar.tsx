// What stands under an answer about a table: its plan as chips, or the form where the question was not fully understood.
// Loaded when the first such answer is shown.
import { Button } from '../design/buttons.tsx'
import { TABLE_STRINGS } from '../strings/table-strings.ts'
import { STRINGS } from '../strings.ts'
import { trpc } from '../transport/trpc.ts'
import { readTableAnswer } from './answer-data.ts'
import { PlanChips } from './plan-chips.tsx'
import { PlanForm } from './plan-form.tsx'

interface PlanBarProps {
  artifact_id: string
  version: number
  /** A later message exists, so its questions are closed. */
  over: boolean
}

export default function PlanBar({ artifact_id, version, over }: PlanBarProps) {
  // What an id and a version name never changes.
  const query = trpc.artifact.get.useQuery(
    { artifact_id, version },
    { staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY },
  )
  if (query.isError) {
    return (
      <p role="alert" className="flex min-h-8 items-center gap-2 text-[0.8125rem] text-ink-3">
        {TABLE_STRINGS.plan.failed}
        <Button tone="quiet" onClick={() => void query.refetch()}>
          {STRINGS.workspace.tryAgain}
        </Button>
      </p>
    )
  }
  const answer = query.data ? readTableAnswer(query.data.data) : undefined
  if (answer === undefined) return <PlanPlace />
  if (answer === null) return null
  return answer.state === 'ask' && !over ? <PlanForm answer={answer} /> : <PlanChips answer={answer} />
}

/** As high as one line of chips, so that nothing moves when they come. */
export function PlanPlace() {
  return (
    <p role="status" aria-label={TABLE_STRINGS.plan.loading} className="min-h-8">
      <span className="block h-6 w-40 animate-breathe rounded-full bg-hover" />
    </p>
  )
}

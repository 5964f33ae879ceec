// Review state of a result version and its two actions. The new state is read from the log, so every reader sees it.
// [A1]
import { moveArtifact } from '@biplane/contracts/vocabulary/artifact-states'
import type { ArtifactStatus } from '@biplane/contracts/wire/artifacts'
import { useState } from 'react'
import { Button } from '../design/buttons.tsx'
import { CheckIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'
import { refusalIn } from '../transport/refusal-in.ts'
import { trpc } from '../transport/trpc.ts'

const words = STRINGS.workspace.lifecycle

const TONES: Record<ArtifactStatus, string> = {
  draft: 'bg-sunken text-ink-2',
  review: 'bg-warn-soft text-warn',
  approved: 'bg-good-soft text-good',
}

interface LifecycleProps {
  artifact_id: string
  version: number
  title: string
  status: ArtifactStatus
}

export function ArtifactLifecycle({ artifact_id, version, title, status }: LifecycleProps) {
  const { client } = trpc.useUtils()
  const [step, setStep] = useState<'idle' | 'asking' | { failed: string }>('idle')
  const take = (move: 'review' | 'approve') => {
    setStep('asking')
    client.artifact[move].mutate({ artifact_id, version }).then(
      () => setStep('idle'),
      (error: unknown) => setStep({ failed: refusalIn(error)?.message ?? words.failed }),
    )
  }
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-t border-line px-4 py-2 text-[0.8125rem]">
      <span
        className={`inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-xs font-medium ${TONES[status]}`}
      >
        {status === 'approved' && <CheckIcon size={11} />}
        <span className="spoken">{words.label} </span>
        {words.states[status]}
      </span>
      <span className="grow" />
      {typeof step === 'object' && (
        <span role="alert" className="text-xs text-bad">
          {step.failed}
        </span>
      )}
      {status === 'draft' && (
        <Button
          tone="quiet"
          disabled={step === 'asking'}
          aria-label={words.reviewOf(title)}
          onClick={() => take('review')}
        >
          {words.review}
        </Button>
      )}
      {status !== 'approved' && moveArtifact(status, 'approve') !== null && (
        <Button disabled={step === 'asking'} aria-label={words.approveOf(title)} onClick={() => take('approve')}>
          {words.approve}
        </Button>
      )}
    </div>
  )
}

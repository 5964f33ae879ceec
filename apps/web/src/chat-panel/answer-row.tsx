// Renders an agent's answer, from the routing decision to its end.

import type { ThreadMessage } from '@biplane/contracts/wire/threads'
import { memo, type ReactNode } from 'react'
import { agentName } from '../design/agents.tsx'
import { Button, IconButton } from '../design/buttons.tsx'
import { timeOfDay } from '../design/format.ts'
import { ErrorIcon, RetryIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'
import { PlanPart } from '../tables/plan-part.tsx'
import { Asides, useAnswerParts } from './answer-text.tsx'
import { ArtifactChips } from './artifact-chips.tsx'
import { CopyButton } from './copy-button.tsx'
import { HandoffLine } from './handoff-line.tsx'
import { InlineResults } from './inline-results.tsx'
import { Markdown } from './markdown.tsx'
import { RoutingBadge } from './routing-badge.tsx'
import { ToolSteps } from './tool-steps.tsx'
import { UiPart } from './ui-part.tsx'
import { AnswerProvider } from './workspace-wish.tsx'

interface AnswerRowProps {
  message: ThreadMessage
  /** Why this agent answers stands right above it. */
  isTold: boolean
  /** It is in line behind another answer. */
  waits: boolean
  /** This tab has asked for its end. */
  stopping: boolean
  /** A later message exists, so its questions are closed. */
  over: boolean
  withdraw: (invocation_id: string) => void
  /** Takes its question out of the queue and up again, to say it in other words. */
  editWaiting: (answer: ThreadMessage) => void
  retry: (answer: ThreadMessage) => void
  /** What a person says by a button that the answer shows. */
  say: (words: string) => void
  /** Asks another agent the same. */
  askInstead: (agent_id: string, answer: ThreadMessage) => void
}

export const AnswerRow = memo(function AnswerRow(props: AnswerRowProps) {
  const { message } = props
  const growing = message.status === 'streaming'
  const { text, asides } = useAnswerParts(message.content)
  return (
    <AnswerProvider value={message.message_id}>
      <article aria-label={STRINGS.message.said(agentName(message.agent_id))} aria-busy={growing} className="min-w-0">
        <RoutingBadge
          agent_id={message.agent_id}
          routing={message.routing}
          isTold={props.isTold}
          askInstead={(agent_id) => props.askInstead(agent_id, message)}
        />
        <ToolSteps tools={message.tools} files={message.file_progress} />
        {text !== '' && (
          <div className="mt-1.5">
            <Markdown text={text} growing={growing} />
          </div>
        )}
        <InlineResults artifacts={message.artifacts} />
        {message.status !== 'streaming' && <PlanPart artifacts={message.artifacts} over={props.over} />}
        <UiPart ui={message.ui} over={props.over} say={props.say} />
        <ArtifactChips message_id={message.message_id} artifacts={message.artifacts} />
        <Asides asides={asides} growing={growing} />
        {message.handoff && (
          <HandoffLine handoff={message.handoff} askInstead={(agent_id) => props.askInstead(agent_id, message)} />
        )}
        <Foot {...props} />
      </article>
    </AnswerProvider>
  )
})

/** One line that is always there, so that nothing moves when the work ends and the actions come. */
function Foot({ message, waits, stopping, withdraw, editWaiting, retry }: AnswerRowProps) {
  switch (message.status) {
    case 'queued':
      return (
        <p className="flex min-h-8 items-center gap-2 text-[0.8125rem] text-ink-3">
          <ThinkingDot />
          {stopping ? STRINGS.message.stopping : waits ? STRINGS.message.waits : STRINGS.message.starting}
          {waits && !stopping && message.invocation_id !== null && (
            <>
              <Button tone="quiet" onClick={() => editWaiting(message)}>
                {STRINGS.message.editWaiting}
              </Button>
              <Button tone="quiet" onClick={() => withdraw(message.invocation_id ?? '')}>
                {STRINGS.message.withdraw}
              </Button>
            </>
          )}
        </p>
      )
    case 'streaming':
      return <Activity message={message} stopping={stopping} />
    case 'complete':
      return <Actions message={message} onRetry={() => retry(message)} />
    case 'cancelled':
      return (
        <Ended
          words={message.content === '' ? STRINGS.message.stoppedEmpty : STRINGS.message.stopped}
          onRetry={() => retry(message)}
        >
          {message.content !== '' && <CopyButton text={message.content} label={STRINGS.message.copy} />}
        </Ended>
      )
    case 'failed':
      return (
        <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-xl bg-bad-soft px-3.5 py-2.5 text-[0.8125rem]">
          <ErrorIcon className="shrink-0 text-bad" />
          <p className="min-w-40 grow basis-0">
            <strong className="font-semibold">{STRINGS.message.failed}</strong> {message.error?.message}
          </p>
          <Button onClick={() => retry(message)}>
            <RetryIcon size={13} /> {STRINGS.message.retry}
          </Button>
        </div>
      )
  }
}

function Activity({ message, stopping }: { message: ThreadMessage; stopping: boolean }) {
  const { activity } = message
  const words = stopping
    ? STRINGS.message.stopping
    : (activity?.label ?? (message.content === '' ? STRINGS.message.thinking : ''))
  return (
    <div className="flex min-h-8 items-center gap-2.5 text-[0.8125rem] text-ink-3">
      <ThinkingDot />
      <span className="truncate">{words}</span>
      {activity?.progress != null && !stopping && (
        <span
          role="progressbar"
          aria-label={activity.label}
          aria-valuenow={Math.round(100 * activity.progress)}
          aria-valuemin={0}
          aria-valuemax={100}
          className="h-1 w-20 shrink-0 overflow-hidden rounded-full bg-hover"
        >
          <span
            className="block h-full rounded-full bg-accent transition-[width]"
            style={{ width: `${100 * activity.progress}%` }}
          />
        </span>
      )}
      {message.attempt > 1 && <span className="shrink-0">{STRINGS.message.again(message.attempt)}</span>}
    </div>
  )
}

function Actions({ message, onRetry }: { message: ThreadMessage; onRetry: () => void }) {
  return (
    <div className="-ms-2 flex min-h-8 items-center gap-1 text-ink-3">
      {message.content !== '' && <CopyButton text={message.content} label={STRINGS.message.copy} />}
      {message.handoff === null && (
        <IconButton label={STRINGS.message.retry} size="small" onClick={onRetry}>
          <RetryIcon size={14} />
        </IconButton>
      )}
      <time dateTime={message.timestamp} className="text-xs tabular-nums">
        {timeOfDay(message.timestamp)}
      </time>
    </div>
  )
}

function Ended({ words, onRetry, children }: { words: string; onRetry: () => void; children: ReactNode }) {
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-1 text-[0.8125rem] text-ink-3">
      <span className="me-1">{words}</span>
      {children}
      <IconButton label={STRINGS.message.retry} size="small" onClick={onRetry}>
        <RetryIcon />
      </IconButton>
    </div>
  )
}

const ThinkingDot = () => <span aria-hidden="true" className="size-2 shrink-0 animate-breathe rounded-full bg-accent" />

// Lists the steps of an answer: tools, and the progress of each file.

import type { MessageView } from '@biplane/contracts/wire/events'
import { Collapsible } from 'radix-ui'
import { CheckIcon, ChevronIcon, ErrorIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'

type Tool = MessageView['tools'][number]
type FileProgress = MessageView['file_progress'][number]

export function ToolSteps({ tools, files }: { tools: Tool[]; files: FileProgress[] }) {
  const broken = files.filter((f) => f.status === 'error')
  return (
    <>
      {tools.length > 0 && (
        <Collapsible.Root className="mt-1.5">
          <Collapsible.Trigger className="group flex max-w-full items-center gap-1.5 rounded text-[0.8125rem] text-ink-3 hover:text-ink">
            <ChevronIcon size={12} className="shrink-0 transition-transform group-data-[state=open]:rotate-90" />
            <span className="shrink-0">{STRINGS.message.steps(tools.length)}</span>
            <span className="truncate group-data-[state=open]:hidden">· {tools.at(-1)?.summary}</span>
          </Collapsible.Trigger>
          <Collapsible.Content>
            <ol
              aria-label={STRINGS.message.stepsLabel}
              className="mt-1.5 space-y-1.5 border-s border-line ps-3.5 text-[0.8125rem]"
            >
              {tools.map((tool) => (
                <li key={tool.call_id} className="flex items-start gap-2">
                  <StepMark status={tool.status} />
                  <span className="min-w-0">
                    <span className="text-ink-2">{tool.summary}</span>{' '}
                    <code className="font-mono text-xs wrap-anything text-ink-3">{tool.tool}</code>
                  </span>
                </li>
              ))}
            </ol>
          </Collapsible.Content>
        </Collapsible.Root>
      )}
      {broken.map((file) => (
        <p
          key={file.file_uuid}
          className="mt-2 flex items-start gap-2 rounded-lg bg-bad-soft px-3 py-2 text-[0.8125rem]"
        >
          <ErrorIcon className="mt-0.5 shrink-0 text-bad" />
          <span className="wrap-anything">
            <strong className="font-semibold">{file.name}</strong> {file.message}
          </span>
        </p>
      ))}
    </>
  )
}

function StepMark({ status }: { status: Tool['status'] }) {
  const name = STRINGS.message.stepStatus[status]
  return (
    <span role="img" aria-label={name} title={name} className="mt-1 grid size-3.5 shrink-0 place-items-center">
      {status === 'finished' && <CheckIcon size={13} className="text-good" />}
      {status === 'failed' && <ErrorIcon size={13} className="text-bad" />}
      {status === 'started' && <span className="size-2 animate-breathe rounded-full bg-accent" />}
    </span>
  )
}

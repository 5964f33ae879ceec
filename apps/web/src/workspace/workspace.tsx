// The workspace beside a liaison's conversation: results of its answers and the session's files.
import type { MessageView } from '@biplane/contracts/wire/events'
import { DropdownMenu } from 'radix-ui'
import { useEffect, useMemo, useRef, useState } from 'react'
import { IconButton } from '../design/buttons.tsx'
import { excerpt, timeOfDay } from '../design/format.ts'
import { ChevronDownIcon, ChevronIcon, TableIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'
import { FileStrip } from './file-strip.tsx'
import { type NumberedWish, ResultBoard } from './result-board.tsx'
import { type Result, resultFor, resultsOf } from './results.ts'

const words = STRINGS.workspace

interface WorkspaceProps {
  messages: readonly MessageView[]
  wished: NumberedWish | null
  empty: string
}

export function Workspace({ messages, wished, empty }: WorkspaceProps) {
  const results = useResults(messages)
  const [chosen, setChosen] = useState<string | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const [heard, setHeard] = useState<NumberedWish | null>(null)
  if (wished !== heard) {
    setHeard(wished)
    if (wished) setChosen(resultFor(results, wished.wish)?.message_id ?? chosen)
  }
  const newest = results[0]?.message_id ?? null

  // A new answer's results come to the front by themselves.
  useEffect(() => {
    setChosen(null)
    scroller.current?.scrollTo({ top: 0 })
  }, [newest])

  const at = Math.max(
    0,
    results.findIndex((r) => r.message_id === chosen),
  )
  const result = results[at]
  const here = wished && result && resultFor(results, wished.wish)?.message_id === result.message_id ? wished : null
  return (
    <section aria-label={words.label} className="flex min-h-0 min-w-0 grow flex-col bg-page">
      {result && <ResultHead results={results} at={at} choose={setChosen} />}
      <div ref={scroller} className="relative min-h-0 grow overflow-y-auto overscroll-contain">
        <div className="mx-auto flex min-h-full max-w-[72rem] flex-col gap-4 p-4 side:p-6">
          {result ? (
            <ResultBoard key={result.message_id} result={result} wished={here} />
          ) : (
            <div className="m-auto max-w-sm text-center">
              <span className="mx-auto mb-3 grid size-11 place-items-center rounded-2xl bg-sunken text-ink-3">
                <TableIcon size={20} />
              </span>
              <h2 className="font-display text-lg font-semibold">{words.emptyTitle}</h2>
              <p className="mt-1 text-[0.875rem] text-pretty text-ink-2">{empty}</p>
            </div>
          )}
        </div>
      </div>
      <FileStrip messages={messages} />
    </section>
  )
}

/** The same results keep their identity while an answer only grows in words. */
function useResults(messages: readonly MessageView[]): Result[] {
  const results = useMemo(() => resultsOf(messages), [messages])
  const fingerprint = JSON.stringify(results)
  return useMemo(() => results, [fingerprint])
}

function ResultHead({ results, at, choose }: { results: Result[]; at: number; choose: (message_id: string) => void }) {
  const result = results[at]
  const step = (by: number) => {
    const next = results[at + by]
    if (next) choose(next.message_id)
  }
  const position = results.length - at
  return (
    <header className="flex min-h-14 items-center gap-3 border-b border-line px-4 side:px-6">
      <DropdownMenu.Root>
        <DropdownMenu.Trigger
          disabled={results.length < 2}
          aria-label={words.choose}
          className="group flex min-w-0 grow items-center gap-2 rounded-lg text-start enabled:hover:text-accent"
        >
          <h2 className="truncate font-display text-lg font-semibold">{titleOf(result)}</h2>
          {results.length > 1 && <ChevronDownIcon size={13} className="shrink-0 text-ink-3" />}
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="start"
            sideOffset={6}
            collisionPadding={12}
            className="z-50 max-h-96 w-[min(26rem,calc(100vw-1.5rem))] animate-arrive overflow-y-auto rounded-xl border border-line bg-card p-1 shadow-float"
          >
            <DropdownMenu.RadioGroup value={result?.message_id ?? ''} onValueChange={choose}>
              {results.map((each) => (
                <DropdownMenu.RadioItem
                  key={each.message_id}
                  value={each.message_id}
                  className="flex min-h-9 items-center gap-3 rounded-lg px-2.5 py-1.5 text-[0.8125rem] outline-none data-highlighted:bg-hover data-[state=checked]:text-accent"
                >
                  <span className="min-w-0 grow truncate">{titleOf(each)}</span>
                  <span className="shrink-0 text-xs text-ink-3 tabular-nums">{timeOfDay(each.timestamp)}</span>
                </DropdownMenu.RadioItem>
              ))}
            </DropdownMenu.RadioGroup>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {results.length > 1 && (
        <div className="flex shrink-0 items-center text-xs text-ink-3 tabular-nums">
          <IconButton label={words.earlier} disabled={at === results.length - 1} onClick={() => step(1)}>
            <ChevronIcon size={13} className="rotate-180" />
          </IconButton>
          <span aria-hidden="true">
            {position} / {results.length}
          </span>
          <span className="spoken">{words.resultOf(position, results.length)}</span>
          <IconButton label={words.newer} disabled={at === 0} onClick={() => step(-1)}>
            <ChevronIcon size={13} />
          </IconButton>
        </div>
      )}
    </header>
  )
}

const titleOf = (result: Result | undefined) => excerpt(result?.question ?? '', 90) || words.untitled

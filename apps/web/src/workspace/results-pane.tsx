// The results of a thread beside its talk: those of one answer at a time, of all areas or of one, and the thread's files.
import type { Pillar } from '@biplane/contracts/vocabulary/pillars'
import { PILLAR_NAMES } from '@biplane/contracts/vocabulary/pillars'
import type { MessageView } from '@biplane/contracts/wire/events'
import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { iconOf, placeName, placeOfAgent } from '../design/agents.tsx'
import { IconButton } from '../design/buttons.tsx'
import { excerpt, timeOfDay } from '../design/format.ts'
import { ChevronDownIcon, ChevronIcon, TableIcon } from '../design/icons.tsx'
import { areaPath, Link } from '../shell/router.tsx'
import { STRINGS } from '../strings.ts'
import { FileStrip } from './file-strip.tsx'
import { type NumberedWish, ResultBoard } from './result-board.tsx'
import { type Result, resultFor, resultsOf } from './results.ts'

const words = STRINGS.workspace

interface ResultsPaneProps {
  messages: readonly MessageView[]
  /** Only the results of this area. */
  area: Pillar | null
  wished: NumberedWish | null
  /** The result of the address, where it is not among the messages that are loaded. */
  named: Result | 'unknown' | null
  /** Says which answer's results are in front. */
  onChoose: (result: Result) => void
  /** What the pane itself can do. */
  actions: ReactNode
}

export function ResultsPane({ messages, area, wished, named, onChoose, actions }: ResultsPaneProps) {
  const all = useResults(messages)
  const ofArea = useMemo(
    () => (area === null ? all : all.filter(({ agent_id }) => placeOfAgent(agent_id) === area)),
    [all, area],
  )
  const results = useMemo(() => (named === null || named === 'unknown' ? ofArea : [named, ...ofArea]), [named, ofArea])
  const [chosen, setChosen] = useState<string | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const [heard, setHeard] = useState<NumberedWish | null>(null)
  // The address may name a result that is still to be loaded: the wish waits for it.
  const found = wished === heard || wished === null ? null : resultFor(results, wished.wish)
  if (found) {
    setHeard(wished)
    setChosen(found.message_id)
  }
  const newest = results[0]?.message_id ?? null

  // A new answer's results come to the front by themselves.
  const before = useRef(newest)
  useEffect(() => {
    const { current } = before
    before.current = newest
    // What is loaded is not new.
    if (current === newest || current === null) return
    setChosen(null)
    scroller.current?.scrollTo({ top: 0 })
  }, [newest])

  const at = Math.max(
    0,
    results.findIndex((r) => r.message_id === chosen),
  )
  const result = results[at]
  const here = wished && result && resultFor(results, wished.wish)?.message_id === result.message_id ? wished : null
  const choose = (message_id: string) => {
    setChosen(message_id)
    const next = results.find((each) => each.message_id === message_id)
    if (next) onChoose(next)
  }
  return (
    <section aria-label={words.label} className="flex min-h-0 min-w-0 grow flex-col bg-page">
      <ResultHead results={named === 'unknown' ? [] : results} at={at} choose={choose} actions={actions} />
      <AreaFilter results={all} area={area} />
      <div ref={scroller} className="relative min-h-0 grow overflow-y-auto overscroll-contain">
        <div className="mx-auto flex min-h-full max-w-[72rem] flex-col gap-4 p-4 side:p-5">
          {named === 'unknown' ? (
            <Empty title={words.unknownTitle} text={words.unknownText} />
          ) : result ? (
            <ResultBoard key={result.message_id} result={result} wished={here} />
          ) : (
            <Empty title={words.emptyTitle} text={words.empty} />
          )}
        </div>
      </div>
      <FileStrip messages={messages} />
    </section>
  )
}

function Empty({ title, text }: { title: string; text: string }) {
  return (
    <div className="m-auto max-w-sm text-center">
      <span className="mx-auto mb-3 grid size-11 place-items-center rounded-2xl bg-sunken text-ink-3">
        <TableIcon size={20} />
      </span>
      <h2 className="font-display text-lg font-semibold">{title}</h2>
      <p className="mt-1 text-[0.875rem] text-pretty text-ink-2">{text}</p>
    </div>
  )
}

/** Areas are filters of what was found; one in which nothing was found is not offered. */
function AreaFilter({ results, area }: { results: readonly Result[]; area: Pillar | null }) {
  const found = PILLAR_NAMES.filter(
    (pillar) => pillar === area || results.some(({ agent_id }) => placeOfAgent(agent_id) === pillar),
  )
  if (found.length === 0) return null
  return (
    <nav
      aria-label={words.areas}
      className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-4 py-1.5 side:px-5"
    >
      {[null, ...found].map((each) => {
        const Mark = each && iconOf(each)
        return (
          <Link
            key={each ?? 'all'}
            to={areaPath(each)}
            aria-current={each === area ? 'page' : undefined}
            className={`inline-flex min-h-7 items-center gap-1.5 rounded-full px-2.5 text-xs whitespace-nowrap ${
              each === area ? 'bg-accent-soft font-medium text-accent' : 'text-ink-2 hover:bg-hover'
            }`}
          >
            {Mark && <Mark size={12} />}
            {each === null ? words.allAreas : placeName(each)}
          </Link>
        )
      })}
    </nav>
  )
}

/** The same results keep their identity while an answer only grows in words. */
export function useResults(messages: readonly MessageView[]): Result[] {
  const results = useMemo(() => resultsOf(messages), [messages])
  const fingerprint = JSON.stringify(results)
  return useMemo(() => results, [fingerprint])
}

interface ResultHeadProps {
  results: Result[]
  at: number
  choose: (message_id: string) => void
  actions: ReactNode
}

function ResultHead({ results, at, choose, actions }: ResultHeadProps) {
  const result = results[at]
  const step = (by: number) => {
    const next = results[at + by]
    if (next) choose(next.message_id)
  }
  const position = results.length - at
  return (
    <header className="flex min-h-12 shrink-0 items-center gap-2 border-b border-line px-4 side:px-5">
      <DropdownMenu.Root>
        <DropdownMenu.Trigger
          disabled={results.length < 2}
          aria-label={words.choose}
          className="group flex min-w-0 grow items-center gap-2 rounded-lg text-start enabled:hover:text-accent"
        >
          <h2 className="truncate font-display text-base font-semibold">{result ? titleOf(result) : words.label}</h2>
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
      {actions}
    </header>
  )
}

const titleOf = ({ question }: Result) => excerpt(question, 90) || words.untitled

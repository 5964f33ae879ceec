// The guide's greeting with three ways to start.
import { type ReactNode, type RefObject, useState } from 'react'
import { useDraft } from '../chat/use-chat.ts'
import type { ComposerHandle } from '../chat-panel/composer.tsx'
import { ContentIcon, OperationsIcon, SampleIcon } from '../design/icons.tsx'
import { fetchSample } from '../files/sample.ts'
import { useSession } from '../session/session-context.tsx'
import { STRINGS } from '../strings.ts'

const words = STRINGS.guide

interface StartsProps {
  composer: RefObject<ComposerHandle | null>
}

function useStarts({ composer }: StartsProps) {
  const session = useSession()
  const draft = useDraft()
  const [sample, setSample] = useState<'idle' | 'loading' | 'failed'>('idle')

  const trySample = async () => {
    setSample('loading')
    try {
      const files = await fetchSample((path) => session.request(path))
      const own = draft.text
      draft.write(words.sample.words)
      const uploads = draft.attach(files)
      draft.send()
      await uploads
      // What the person had begun to write is theirs.
      if (own !== '') draft.write(own)
      setSample('idle')
    } catch {
      setSample('failed')
    }
  }
  const describe = () => {
    if (draft.text === '') draft.write(words.process.opening)
    composer.current?.focus()
  }
  return { sample, trySample, describe }
}

/** The same beginnings, small, under a conversation that has begun. */
export function NextStarts({ composer }: StartsProps) {
  const { sample, trySample, describe } = useStarts({ composer })
  const style =
    'min-h-8 rounded-full border border-line bg-card px-3 py-1 text-[0.8125rem] text-ink-2 hover:border-line-strong hover:text-ink disabled:opacity-50'
  return (
    <ul aria-label={words.starts} className="mt-4 flex flex-wrap gap-1.5">
      <li>
        <button type="button" className={style} disabled={sample === 'loading'} onClick={trySample}>
          {sample === 'loading' ? words.sample.loading : words.sample.title}
        </button>
      </li>
      <li>
        <button type="button" className={style} onClick={describe}>
          {words.process.title}
        </button>
      </li>
      {sample === 'failed' && (
        <li role="alert" className="self-center text-[0.8125rem] text-bad">
          {words.sample.failed}
        </li>
      )}
    </ul>
  )
}

export function Starts({ composer }: StartsProps) {
  const { sample, trySample, describe } = useStarts({ composer })
  return (
    <div className="my-auto py-6">
      <h1 className="max-w-[22ch] font-display text-[2rem] leading-tight font-semibold tracking-tight text-balance side:text-[2.5rem]">
        {words.greeting}
      </h1>
      <p className="mt-3 max-w-[58ch] text-pretty text-ink-2">{words.introduction}</p>
      <ul aria-label={words.starts} className="mt-7 grid gap-3 side:grid-cols-3">
        <Start
          icon={<SampleIcon size={18} />}
          title={words.sample.title}
          text={sample === 'loading' ? words.sample.loading : words.sample.text}
          busy={sample === 'loading'}
          onStart={trySample}
          first
        />
        <Start
          icon={<ContentIcon size={18} />}
          title={words.drop.title}
          text={words.drop.text}
          onStart={() => composer.current?.chooseFiles()}
        />
        <Start
          icon={<OperationsIcon size={18} />}
          title={words.process.title}
          text={words.process.text}
          onStart={describe}
        />
      </ul>
      {sample === 'failed' && (
        <p role="alert" className="mt-3 text-[0.8125rem] text-bad">
          {words.sample.failed}
        </p>
      )}
    </div>
  )
}

interface StartProps {
  icon: ReactNode
  title: string
  text: string
  onStart: () => void
  busy?: boolean
  first?: boolean
}

function Start({ icon, title, text, onStart, busy = false, first = false }: StartProps) {
  return (
    <li>
      <button
        type="button"
        onClick={onStart}
        disabled={busy}
        className={`group flex h-full w-full items-start gap-3 rounded-2xl border p-4 text-start transition-colors side:flex-col side:gap-2.5 ${
          first ? 'border-accent/35 bg-accent-soft hover:border-accent' : 'border-line bg-card hover:border-line-strong'
        } shadow-card`}
      >
        <span className={`text-accent ${busy ? 'animate-breathe' : ''}`}>{icon}</span>
        <span>
          <span className="block font-semibold">{title}</span>
          <span className="mt-0.5 block text-[0.8125rem] text-pretty text-ink-2">{text}</span>
        </span>
      </button>
    </li>
  )
}

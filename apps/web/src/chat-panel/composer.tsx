// The input of a conversation: text, files, send, stop. Its content lives in the draft and outlives this view.
import { type Ref, useId, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import type { Chat } from '../chat/use-chat.ts'
import { IconButton } from '../design/buttons.tsx'
import { AttachIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'
import { ComposerHint, SendButtons, StopButton } from './composer-actions.tsx'
import { ComposerAttachments } from './composer-attachments.tsx'
import { OfflineNotice, RevisionNotice, WaitingNotice } from './composer-notices.tsx'
import { useComposer } from './use-composer.ts'

/** What others may ask of a composer. */
export interface ComposerHandle {
  focus(): void
  chooseFiles(): void
}

interface ComposerProps {
  chat: Chat
  offline: boolean
  handle?: Ref<ComposerHandle>
}

/** What the server reads; it looks at the content again. */
const ACCEPTED =
  '.csv,.tsv,.tab,.json,.ndjson,.jsonl,.xlsx,.xlsm,.xls,.xlsb,.ods,.parquet,.docx,.docm,.pdf,.html,.htm,.xhtml,.md,.markdown,.txt,.text,.log,.bpmn,.xml'

export function Composer({ chat, offline, handle }: ComposerProps) {
  const composer = useComposer(chat)
  const { draft, sendable, busy, queue, onChoose, onKeyDown, onPaste } = composer
  const field = useRef<HTMLTextAreaElement>(null)
  const chooser = useRef<HTMLInputElement>(null)
  const hint = useId()
  useGrow(field, draft.text)
  useImperativeHandle(handle, () => ({
    focus() {
      field.current?.focus()
      field.current?.setSelectionRange(field.current.value.length, field.current.value.length)
    },
    chooseFiles: () => chooser.current?.click(),
  }))

  return (
    <form
      className="mx-auto w-full max-w-[46rem] px-3 pb-3 side:px-6 side:pb-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (sendable) queue()
      }}
    >
      {offline && <OfflineNotice />}
      <WaitingNotice chat={chat} />
      {draft.replaces !== null && <RevisionNotice leave={draft.leaveRevision} />}
      <div className="rounded-2xl border border-line-strong/70 bg-card shadow-card transition-colors focus-within:border-accent">
        <ComposerAttachments draft={draft} />
        <textarea
          ref={field}
          rows={1}
          value={draft.text}
          aria-label={STRINGS.composer.label}
          aria-describedby={hint}
          placeholder={STRINGS.composer.placeholder}
          onChange={(event) => draft.write(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          className="block max-h-52 min-h-11 w-full resize-none bg-transparent px-4 pt-3 pb-1 text-base outline-none placeholder:text-ink-3 side:text-[0.9375rem]"
        />
        <div className="flex items-center gap-1 p-1.5 ps-2">
          <IconButton label={STRINGS.composer.attach} onClick={() => chooser.current?.click()}>
            <AttachIcon />
          </IconButton>
          <input ref={chooser} type="file" multiple hidden accept={ACCEPTED} onChange={onChoose} />
          <ComposerHint id={hint} composer={composer} />
          {busy && <StopButton composer={composer} />}
          <SendButtons composer={composer} />
        </div>
      </div>
    </form>
  )
}

/** As high as its words, up to the limit of its style. */
function useGrow(field: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const box = field.current
    if (!box) return
    box.style.height = 'auto'
    box.style.height = `${box.scrollHeight}px`
  }, [field, text])
}

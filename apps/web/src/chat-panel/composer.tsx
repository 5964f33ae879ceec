// The input of a conversation: text, files, send, stop. Its content lives in the draft and outlives this view.
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import {
  type ChangeEvent,
  type ClipboardEvent,
  type KeyboardEvent,
  type Ref,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react'
import { type Chat, useDraft } from '../chat/use-chat.ts'
import { Button, IconButton } from '../design/buttons.tsx'
import { isInputMethodKey } from '../design/composition.ts'
import { AttachIcon, EditIcon, SendIcon, StopIcon } from '../design/icons.tsx'
import { isUploading } from '../files/attachments.ts'
import { STRINGS } from '../strings.ts'
import { ComposerAttachments } from './composer-attachments.tsx'
import { pastedFiles } from './pasted-files.ts'
import { SendChoice } from './send-choice.tsx'
import { useEarlierWords } from './use-earlier-words.ts'

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

/** From here on the remaining characters are shown. */
const TELL_BELOW = 1_000

export function Composer({ chat, offline, handle }: ComposerProps) {
  const draft = useDraft()
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

  const left = LIMITS.textChars - draft.text.length
  const hasFile = draft.attachments.some((a) => a.upload.kind !== 'failed')
  const sendable = left >= 0 && (draft.text.trim() !== '' || hasFile) && !draft.sendWhenReady
  const busy = chat.stoppable !== null
  const stopping = chat.stoppable !== null && chat.stopping.has(chat.stoppable)

  const recalled = useEarlierWords(chat.messages, draft)
  /** The message may be for another assistant than the one that answers: the answer is stopped by itself. [L12] */
  const interrupt = () => {
    chat.stop()
    draft.send({ when_busy: 'interrupt' })
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isInputMethodKey(event.nativeEvent)) return
    if (recalled.onKey(event)) return
    if (event.key !== 'Enter' || event.shiftKey) return
    // On a touch keyboard Enter is the only way to a new line.
    if (matchMedia('(pointer: coarse)').matches && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    if (!sendable) return
    if (busy && (event.ctrlKey || event.metaKey)) interrupt()
    else draft.send()
  }
  const onPaste = (event: ClipboardEvent) => {
    const files = pastedFiles(event.clipboardData)
    if (files.length === 0) return
    event.preventDefault()
    void draft.attach(files)
  }
  const onChoose = (event: ChangeEvent<HTMLInputElement>) => {
    void draft.attach([...(event.target.files ?? [])])
    event.target.value = ''
  }

  return (
    <form
      className="mx-auto w-full max-w-[46rem] px-3 pb-3 side:px-6 side:pb-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (sendable) draft.send()
      }}
    >
      {offline && (
        <p role="status" className="px-2 pb-1.5 text-xs text-warn">
          {STRINGS.composer.offline}
        </p>
      )}
      <Waiting chat={chat} />
      {draft.replaces !== null && (
        <div role="status" className="flex items-center gap-2 px-2 pb-1.5 text-xs text-ink-2">
          <EditIcon size={12} className="shrink-0 text-accent" />
          <span className="min-w-0 grow">{STRINGS.composer.revising}</span>
          <Button tone="quiet" className="min-h-7! px-2! text-xs!" onClick={draft.leaveRevision}>
            {STRINGS.composer.leaveRevision}
          </Button>
        </div>
      )}
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
          <p id={hint} className={`min-w-0 grow truncate px-1 text-xs ${left < 0 ? 'text-bad' : 'text-ink-3'}`}>
            {left < TELL_BELOW ? (
              STRINGS.composer.left(left)
            ) : draft.sendWhenReady ? (
              STRINGS.composer.sendsWhenReady
            ) : (
              <span className="hidden desk:inline pointer-coarse:hidden">
                {draft.text !== '' && STRINGS.composer.hint}
              </span>
            )}
          </p>
          {busy && (
            <IconButton
              label={stopping ? STRINGS.composer.stopping : STRINGS.composer.stop}
              tone="line"
              disabled={stopping}
              onClick={chat.stop}
              className="rounded-full!"
            >
              <StopIcon />
            </IconButton>
          )}
          {busy && sendable && <SendChoice queue={() => draft.send()} interrupt={interrupt} />}
          {(!busy || sendable) && (
            <IconButton
              type="submit"
              label={sendLabel(busy, isUploading(draft.attachments))}
              tone="primary"
              disabled={!sendable}
              className="rounded-full!"
            >
              <SendIcon />
            </IconButton>
          )}
        </div>
      </div>
    </form>
  )
}

/** How many messages wait, and where they are to be found. */
function Waiting({ chat }: { chat: Chat }) {
  const waiting = chat.messages.filter(
    (m) => m.status === 'queued' && m.role === 'assistant' && !chat.active.has(m.invocation_id ?? ''),
  ).length
  if (waiting === 0) return null
  return (
    <p role="status" className="px-2 pb-1.5 text-xs text-ink-3">
      {STRINGS.composer.waiting(waiting)}
    </p>
  )
}

function sendLabel(busy: boolean, uploading: boolean): string {
  if (uploading) return STRINGS.composer.sendAfterUpload
  return busy ? STRINGS.composer.queue : STRINGS.composer.send
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

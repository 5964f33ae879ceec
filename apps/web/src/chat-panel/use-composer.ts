// Hook of the composer without any rendering: whether the draft can be sent, and what keys, pasted files and chosen
// files do.
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { ChangeEvent, ClipboardEvent, KeyboardEvent } from 'react'
import { type Chat, useDraft } from '../chat/use-chat.ts'
import { isInputMethodKey } from '../design/composition.ts'
import { isUploading } from '../files/attachments.ts'
import { pastedFiles } from './pasted-files.ts'
import { useEarlierWords } from './use-earlier-words.ts'

export type ComposerState = ReturnType<typeof useComposer>

export function useComposer(chat: Chat) {
  const draft = useDraft()
  const recalled = useEarlierWords(chat.messages, draft)
  const left = LIMITS.textChars - draft.text.length
  const hasFile = draft.attachments.some((a) => a.upload.kind !== 'failed')
  const sendable = left >= 0 && (draft.text.trim() !== '' || hasFile) && !draft.sendWhenReady
  const busy = chat.stoppable !== null

  const queue = () => draft.send()
  /** The message may be for another assistant than the one that answers: the answer is stopped by itself. [L12] */
  const interrupt = () => {
    chat.stop()
    draft.send({ when_busy: 'interrupt' })
  }

  return {
    draft,
    left,
    sendable,
    busy,
    stopping: chat.stoppable !== null && chat.stopping.has(chat.stoppable),
    uploading: isUploading(draft.attachments),
    stop: chat.stop,
    queue,
    interrupt,
    onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
      if (isInputMethodKey(event.nativeEvent)) return
      if (recalled.onKey(event)) return
      if (event.key !== 'Enter' || event.shiftKey) return
      // On a touch keyboard Enter is the only way to a new line.
      if (matchMedia('(pointer: coarse)').matches && !event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      if (!sendable) return
      if (busy && (event.ctrlKey || event.metaKey)) interrupt()
      else queue()
    },
    onPaste(event: ClipboardEvent) {
      const files = pastedFiles(event.clipboardData)
      if (files.length === 0) return
      event.preventDefault()
      void draft.attach(files)
    },
    onChoose(event: ChangeEvent<HTMLInputElement>) {
      void draft.attach([...(event.target.files ?? [])])
      event.target.value = ''
    },
  }
}

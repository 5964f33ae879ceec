// Buttons of the composer that act on the conversation (stop, send), and the hint beside them.
import { IconButton } from '../design/buttons.tsx'
import { SendIcon, StopIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'
import { SendChoice } from './send-choice.tsx'
import type { ComposerState } from './use-composer.ts'

/** From here on the remaining characters are shown. */
const TELL_BELOW = 1_000

export function ComposerHint({ id, composer: { left, draft } }: { id: string; composer: ComposerState }) {
  return (
    <p id={id} className={`min-w-0 grow truncate px-1 text-xs ${left < 0 ? 'text-bad' : 'text-ink-3'}`}>
      {left < TELL_BELOW ? (
        STRINGS.composer.left(left)
      ) : draft.sendWhenReady ? (
        STRINGS.composer.sendsWhenReady
      ) : (
        <span className="hidden desk:inline pointer-coarse:hidden">{draft.text !== '' && STRINGS.composer.hint}</span>
      )}
    </p>
  )
}

export function StopButton({ composer: { stopping, stop } }: { composer: ComposerState }) {
  return (
    <IconButton
      label={stopping ? STRINGS.composer.stopping : STRINGS.composer.stop}
      tone="line"
      disabled={stopping}
      onClick={stop}
      className="rounded-full!"
    >
      <StopIcon />
    </IconButton>
  )
}

export function SendButtons({ composer }: { composer: ComposerState }) {
  const { busy, sendable, uploading, queue, interrupt } = composer
  return (
    <>
      {busy && sendable && <SendChoice queue={queue} interrupt={interrupt} />}
      {(!busy || sendable) && (
        <IconButton
          type="submit"
          label={sendLabel(busy, uploading)}
          tone="primary"
          disabled={!sendable}
          className="rounded-full!"
        >
          <SendIcon />
        </IconButton>
      )}
    </>
  )
}

function sendLabel(busy: boolean, uploading: boolean): string {
  if (uploading) return STRINGS.composer.sendAfterUpload
  return busy ? STRINGS.composer.queue : STRINGS.composer.send
}

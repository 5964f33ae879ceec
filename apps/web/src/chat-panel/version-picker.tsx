// Switches between the versions of an edited message. [E5]
import type { Branching } from '../chat/branches.ts'
import { IconButton } from '../design/buttons.tsx'
import { ChevronIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'

interface VersionPickerProps {
  branching: Branching
  choose: (root: string, version: number) => void
}

const words = STRINGS.message

export function VersionPicker({ branching: { root, versions, shown }, choose }: VersionPickerProps) {
  return (
    <fieldset aria-label={words.versions} className="inline-flex min-w-0 items-center text-xs text-ink-3 tabular-nums">
      <IconButton
        label={words.earlierVersion}
        size="tiny"
        disabled={shown === 0}
        onClick={() => choose(root, shown - 1)}
      >
        <ChevronIcon size={12} className="rotate-180" />
      </IconButton>
      <span aria-hidden="true">
        {shown + 1} / {versions.length}
      </span>
      <span className="spoken">{words.versionOf(shown + 1, versions.length)}</span>
      <IconButton
        label={words.laterVersion}
        size="tiny"
        disabled={shown === versions.length - 1}
        onClick={() => choose(root, shown + 1)}
      >
        <ChevronIcon size={12} />
      </IconButton>
    </fieldset>
  )
}

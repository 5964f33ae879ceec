// Button that copies a text and reports whether it worked.
import { useEffect, useRef, useState } from 'react'
import { IconButton } from '../design/buttons.tsx'
import { CheckIcon, CopyIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'

const SHOWN_MS = 1_600

export function CopyButton({ text, label, className = '' }: { text: string; label: string; className?: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const copy = async () => {
    const worked = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    setOutcome(worked ? 'copied' : 'failed')
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setOutcome(null), SHOWN_MS)
  }
  const said = outcome === 'copied' ? STRINGS.message.copied : STRINGS.message.copyFailed
  return (
    <>
      <IconButton label={outcome === null ? label : said} onClick={copy} size="small" className={className}>
        {outcome === 'copied' ? <CheckIcon /> : <CopyIcon />}
      </IconButton>
      <span className="spoken" role="status">
        {outcome !== null && said}
      </span>
    </>
  )
}

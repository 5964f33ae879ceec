// Accepts files dropped anywhere on the page and attaches them to the draft.
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { UploadIcon } from '../design/icons.tsx'
import { STRINGS } from '../strings.ts'

export function DropZone({ onFiles, children }: { onFiles: (files: File[]) => void; children: ReactNode }) {
  const [over, setOver] = useState(false)
  const take = useRef(onFiles)
  useEffect(() => {
    take.current = onFiles
  })

  useEffect(() => {
    // The event for entering a child comes before the one for leaving its parent, so both are counted.
    let depth = 0
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    const on = {
      dragenter(event: DragEvent) {
        if (!carriesFiles(event)) return
        depth += 1
        setOver(true)
      },
      dragleave(event: DragEvent) {
        if (!carriesFiles(event)) return
        depth = Math.max(0, depth - 1)
        if (depth === 0) setOver(false)
      },
      dragover(event: DragEvent) {
        if (carriesFiles(event)) event.preventDefault()
      },
      drop(event: DragEvent) {
        if (!carriesFiles(event)) return
        event.preventDefault()
        depth = 0
        setOver(false)
        const files = [...(event.dataTransfer?.files ?? [])]
        if (files.length > 0) take.current(files)
      },
    }
    addEventListener('dragenter', on.dragenter)
    addEventListener('dragleave', on.dragleave)
    addEventListener('dragover', on.dragover)
    addEventListener('drop', on.drop)
    return () => {
      removeEventListener('dragenter', on.dragenter)
      removeEventListener('dragleave', on.dragleave)
      removeEventListener('dragover', on.dragover)
      removeEventListener('drop', on.drop)
    }
  }, [])

  return (
    <>
      {children}
      {over && (
        <div className="pointer-events-none fixed inset-3 z-50 grid place-items-center rounded-3xl border-2 border-dashed border-accent bg-page/85 backdrop-blur-sm">
          <p className="flex items-center gap-3 font-display text-xl text-accent">
            <UploadIcon size={22} /> {STRINGS.composer.dropHere}
          </p>
        </div>
      )}
    </>
  )
}

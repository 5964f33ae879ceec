// What can be done to a chart: another kind of it, and its picture as a file or on the clipboard.
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { ChevronDownIcon, DownloadIcon } from '../design/icons.tsx'
import { MENU, MENU_ITEM } from '../design/menu.ts'
import { saveFile } from '../files/save-file.ts'
import { STRINGS } from '../strings.ts'
import { CHART_TYPES, type ChartType } from './chart-type.ts'
import { fileNameOf } from './made-parts.tsx'

const words = STRINGS.workspace.chart

/** The picture of a chart that is drawn. */
export interface ChartPicture {
  png(): Promise<Blob>
  svg(): Promise<Blob>
}

interface ChartToolsProps {
  title: string
  /** `null` where the kind cannot be changed. */
  type: ChartType | null
  choose: (type: ChartType) => void
  picture: () => ChartPicture | null
}

export function ChartTools({ title, type, choose, picture }: ChartToolsProps) {
  const [said, setSaid] = useState('')
  const trying = (act: (of: ChartPicture) => Promise<string>) => {
    const drawn = picture()
    if (!drawn) return setSaid(words.notDrawn)
    act(drawn).then(setSaid, () => setSaid(words.notSaved))
  }
  const save = (kind: 'png' | 'svg') =>
    trying(async (drawn) => {
      saveFile(await drawn[kind](), fileNameOf(title, kind))
      return ''
    })
  const copy = () =>
    trying(async (drawn) => {
      // The promise itself: some browsers ask whether a person began it.
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': drawn.png() })])
      return words.copied
    })
  return (
    <div className="flex flex-wrap items-center justify-end gap-1 px-3 pb-1 text-xs text-ink-3">
      <span role="status" className="me-auto px-1">
        {said}
      </span>
      {type !== null && (
        <label className="flex items-center gap-1">
          <span className="spoken">{words.typeOf(title)}</span>
          <select
            value={type}
            onChange={(event) => choose(CHART_TYPES.find((each) => each === event.target.value) ?? type)}
            className="min-h-7.5 rounded-lg bg-transparent px-1.5 text-xs text-ink-2 hover:bg-hover"
          >
            {CHART_TYPES.map((each) => (
              <option key={each} value={each}>
                {words.types[each]}
              </option>
            ))}
          </select>
        </label>
      )}
      <DropdownMenu.Root>
        <DropdownMenu.Trigger
          aria-label={words.exportOf(title)}
          className="inline-flex min-h-7.5 items-center gap-1 rounded-lg px-2 text-ink-2 hover:bg-hover"
        >
          <DownloadIcon size={13} /> <ChevronDownIcon size={10} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="end" sideOffset={4} collisionPadding={8} className={MENU}>
            <DropdownMenu.Item className={MENU_ITEM} onSelect={() => save('png')}>
              {words.png}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={MENU_ITEM} onSelect={() => save('svg')}>
              {words.svg}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={MENU_ITEM} onSelect={copy}>
              {words.copy}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  )
}

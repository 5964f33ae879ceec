// Sheet that lists the keyboard shortcuts. Loaded on first use.
import { Dialog } from 'radix-ui'
import { SheetFrame } from '../design/sheet-frame.tsx'
import { STRINGS } from '../strings.ts'

const words = STRINGS.shortcuts
const { keys } = words

const ANYWHERE: [string[], string][] = [
  [['Ctrl', 'K'], keys.palette],
  [['?'], keys.help],
  [['M'], keys.compose],
  [['C'], keys.conversations],
  [['/'], keys.search],
  [['N'], keys.create],
  [['1', '…', '5'], keys.places],
  [['L'], keys.latest],
  [['S'], keys.stop],
]
const WRITING: [string[], string][] = [
  [['Enter'], keys.send],
  [['Shift', 'Enter'], keys.line],
  [['Ctrl', 'Enter'], STRINGS.composer.interruptChoice],
]

export default function ShortcutSheet({ close }: { close: () => void }) {
  return (
    <SheetFrame title={words.title} close={close}>
      <Dialog.Description className="text-[0.8125rem] text-ink-2">{words.intro}</Dialog.Description>
      <Keys rows={ANYWHERE} />
      <h3 className="mt-5 text-[0.8125rem] font-semibold">{words.whileWriting}</h3>
      <Keys rows={WRITING} />
    </SheetFrame>
  )
}

function Keys({ rows }: { rows: [string[], string][] }) {
  return (
    <dl className="mt-3 grid grid-cols-[auto_1fr] items-center gap-x-5 gap-y-2 text-[0.875rem]">
      {rows.map(([pressed, meaning]) => (
        <div key={meaning} className="contents">
          <dt className="flex items-center gap-1">
            {pressed.map((key) => (
              <kbd
                key={key}
                className="min-w-6 rounded-md border border-line-strong/70 bg-sunken px-1.5 py-0.5 text-center font-mono text-xs"
              >
                {key}
              </kbd>
            ))}
          </dt>
          <dd className="text-ink-2">{meaning}</dd>
        </div>
      ))}
    </dl>
  )
}

// One thread in the list: open, rename, pin, archive, export, delete.
import type { ThreadListItem } from '@biplane/contracts/wire/threads'
import { DropdownMenu } from 'radix-ui'
import { type FormEvent, useState } from 'react'
import { Button, IconButton } from '../design/buttons.tsx'
import { ignoreInputMethodEnter, isInputMethodKey } from '../design/composition.ts'
import { dayAndTime } from '../design/format.ts'
import { MoreIcon } from '../design/icons.tsx'
import { FIELD, MENU, MENU_ITEM } from '../design/menu.ts'
import { saveFile } from '../files/save-file.ts'
import { threadAddress, useRouter } from '../shell/router.tsx'
import { STRINGS } from '../strings.ts'
import { trpc } from '../transport/trpc.ts'
import { useThreadActs } from './use-threads.ts'

const words = STRINGS.conversations
const TITLE_CHARS = 200

interface ItemProps {
  item: ThreadListItem
  open: () => void
  /** Chosen for what is done to several at once; `null` while nothing is chosen. */
  chosen: boolean | null
  onChoose: (chosen: boolean) => void
  /** Deletes it after a moment in which it can be undone. */
  onRemove: () => void
}

export function ThreadItem({ item, open, chosen, onChoose, onRemove }: ItemProps) {
  const { thread_id, title, message_count, updated_at, pinned, archived } = item
  const current = useRouter().thread === thread_id
  const address = threadAddress(thread_id)
  const [mode, setMode] = useState<'shown' | 'renaming'>('shown')
  const [failed, setFailed] = useState(false)
  const acts = useThreadActs()
  const utils = trpc.useUtils()
  const name = title || words.untitled
  const trying = (act: Promise<unknown>) => {
    setFailed(false)
    act.catch(() => setFailed(true))
  }
  const keep = async (format: 'markdown' | 'json') => {
    const { content, mime, filename } = await utils.client.thread.export.query({ thread_id, format })
    saveFile(new Blob([content], { type: mime }), filename)
  }
  const rename = (next: string) => {
    setMode('shown')
    if (next !== '' && next !== title) trying(acts.rename(thread_id, next))
  }

  if (mode === 'renaming') return <Renaming title={title} done={rename} cancel={() => setMode('shown')} />
  return (
    <div className="group flex items-center gap-2 rounded-lg ps-2 hover:bg-hover has-focus-visible:bg-hover">
      <input
        type="checkbox"
        checked={chosen === true}
        aria-label={words.choose(name)}
        onChange={(event) => onChoose(event.target.checked)}
        className={`size-4 accent-(--accent) ${chosen === null ? 'opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100' : ''}`}
      />
      <button
        type="button"
        aria-current={current || undefined}
        onClick={open}
        className="min-h-11 min-w-0 grow py-1.5 text-start"
      >
        <span className={`block truncate text-[0.875rem] ${current ? 'font-medium' : ''}`}>{name}</span>
        <span className="block truncate text-xs text-ink-3 tabular-nums">
          {dayAndTime(updated_at)} · {words.messages(message_count)}
          {current && ` · ${words.current}`}
        </span>
        {failed && (
          <span role="alert" className="block text-xs text-bad">
            {words.actionFailed}
          </span>
        )}
      </button>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>
          <IconButton label={words.actions(name)} size="small">
            <MoreIcon size={15} />
          </IconButton>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="end" sideOffset={4} collisionPadding={8} className={MENU}>
            <DropdownMenu.Item className={MENU_ITEM} onSelect={() => setMode('renaming')}>
              {words.rename}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={MENU_ITEM} onSelect={() => trying(acts.pin(thread_id, !pinned))}>
              {pinned ? words.unpin : words.pin}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={MENU_ITEM} onSelect={() => trying(acts.archive(thread_id, !archived))}>
              {archived ? words.unarchive : words.archive}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={MENU_ITEM} asChild>
              <a href={address} target="_blank" rel="noreferrer">
                {words.ownTab}
              </a>
            </DropdownMenu.Item>
            <DropdownMenu.Item className={MENU_ITEM} onSelect={() => trying(keep('markdown'))}>
              {words.exportMarkdown}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={MENU_ITEM} onSelect={() => trying(keep('json'))}>
              {words.exportJson}
            </DropdownMenu.Item>
            <DropdownMenu.Separator className="my-1 h-px bg-line" />
            <DropdownMenu.Item className={`${MENU_ITEM} text-bad`} onSelect={onRemove}>
              {words.remove}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  )
}

interface RenamingProps {
  title: string
  done: (title: string) => void
  cancel: () => void
}

function Renaming({ title, done, cancel }: RenamingProps) {
  const [text, setText] = useState(title)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    done(text.trim())
  }
  return (
    <form onSubmit={submit} className="flex items-center gap-1.5 py-1 ps-2">
      <input
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here.
        autoFocus
        value={text}
        maxLength={TITLE_CHARS}
        aria-label={words.renameLabel}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          ignoreInputMethodEnter(event)
          // Escape inside a composition drops the composed characters, not the new name.
          if (event.key !== 'Escape' || isInputMethodKey(event.nativeEvent)) return
          event.stopPropagation()
          cancel()
        }}
        className={FIELD}
      />
      <Button type="submit" tone="primary">
        {words.save}
      </Button>
      <Button tone="quiet" onClick={cancel}>
        {words.cancel}
      </Button>
    </form>
  )
}

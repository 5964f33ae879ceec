// One conversation in the list: open, rename, export, delete.
import type { ConversationView } from '@biplane/contracts/wire/commands'
import { AlertDialog, DropdownMenu } from 'radix-ui'
import { type FormEvent, useState } from 'react'
import { targetOf, useConversationActs } from '../chat/use-conversation-list.ts'
import { Button, IconButton } from '../design/buttons.tsx'
import { ignoreInputMethodEnter, isInputMethodKey } from '../design/composition.ts'
import { dayAndTime } from '../design/format.ts'
import { MoreIcon } from '../design/icons.tsx'
import { DIALOG, FIELD, MENU, MENU_ITEM, OVERLAY } from '../design/menu.ts'
import { saveFile } from '../files/save-file.ts'
import { pathOf, threadAddress } from '../shell/router.tsx'
import { STRINGS } from '../strings.ts'
import { trpc } from '../transport/trpc.ts'

const words = STRINGS.conversations
const TITLE_CHARS = 200

interface ItemProps {
  conversation: ConversationView
  open: () => void
}

export function ConversationItem({ conversation, open }: ItemProps) {
  const { conversation_id, thread_id, agent_type, title, message_count, updated_at, current } = conversation
  const address = threadAddress(thread_id, pathOf(targetOf(agent_type) ?? 'guide'), conversation_id)
  const [mode, setMode] = useState<'shown' | 'renaming' | 'removing'>('shown')
  const [failed, setFailed] = useState(false)
  const acts = useConversationActs()
  const utils = trpc.useUtils()
  const name = title || words.untitled
  const trying = (act: Promise<unknown>) => {
    setFailed(false)
    act.catch(() => setFailed(true))
  }
  const keep = async (format: 'markdown' | 'json') => {
    const { content, mime, filename } = await utils.client.conversation.export.query({ conversation_id, format })
    saveFile(new Blob([content], { type: mime }), filename)
  }
  const rename = (next: string) => {
    setMode('shown')
    if (next !== '' && next !== title) trying(acts.rename(conversation_id, next))
  }

  if (mode === 'renaming') return <Renaming title={title} done={rename} cancel={() => setMode('shown')} />
  return (
    <div className="group flex items-center gap-1 rounded-lg ps-5.5 hover:bg-hover has-focus-visible:bg-hover">
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
            <DropdownMenu.Item className={`${MENU_ITEM} text-bad`} onSelect={() => setMode('removing')}>
              {words.remove}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <AlertDialog.Root open={mode === 'removing'} onOpenChange={(shown) => !shown && setMode('shown')}>
        <AlertDialog.Portal>
          <AlertDialog.Overlay className={OVERLAY} />
          <AlertDialog.Content className={DIALOG}>
            <AlertDialog.Title className="font-display text-lg font-semibold wrap-anything">
              {words.removeTitle(name)}
            </AlertDialog.Title>
            <AlertDialog.Description className="mt-1.5 text-[0.875rem] text-ink-2">
              {words.removeText}
            </AlertDialog.Description>
            <div className="mt-4 flex justify-end gap-2">
              <AlertDialog.Cancel asChild>
                <Button tone="quiet">{words.cancel}</Button>
              </AlertDialog.Cancel>
              <AlertDialog.Action asChild>
                <Button tone="primary" onClick={() => trying(acts.remove(conversation))}>
                  {words.removeConfirm}
                </Button>
              </AlertDialog.Action>
            </div>
          </AlertDialog.Content>
        </AlertDialog.Portal>
      </AlertDialog.Root>
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
    <form onSubmit={submit} className="flex items-center gap-1.5 py-1 ps-5.5">
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

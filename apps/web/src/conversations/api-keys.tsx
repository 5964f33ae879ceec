// Creates, lists and revokes API keys. A secret stays in this component's state, and only until the dialog closes.
import { type FormEvent, useState } from 'react'
import { CopyButton } from '../chat-panel/copy-button.tsx'
import { Button } from '../design/buttons.tsx'
import { ignoreInputMethodEnter } from '../design/composition.ts'
import { dayAndTime } from '../design/format.ts'
import { FIELD } from '../design/menu.ts'
import { STRINGS } from '../strings.ts'
import { refusalIn } from '../transport/refusal-in.ts'
import { trpc } from '../transport/trpc.ts'
import { DialogSection } from './dialog-section.tsx'

const words = STRINGS.account

export function ApiKeys() {
  const { data, refetch } = trpc.apiKey.list.useQuery()
  const [name, setName] = useState('')
  const [secret, setSecret] = useState<string | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const onError = (error: unknown) => setFailed(refusalIn(error)?.message ?? words.failed)
  const onSettled = () => void refetch()
  const create = trpc.apiKey.create.useMutation({
    onError,
    onSettled,
    onSuccess({ api_key }) {
      setName('')
      setSecret(api_key)
    },
  })
  const revoke = trpc.apiKey.revoke.useMutation({ onError, onSettled })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setFailed(null)
    setSecret(null)
    if (name.trim() !== '') create.mutate({ name: name.trim() })
  }
  return (
    <DialogSection title={words.keys} intro={words.keysText} failed={failed}>
      <form onSubmit={submit} className="mt-2 flex gap-2">
        <input
          aria-label={words.keyName}
          placeholder={words.keyName}
          maxLength={64}
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={ignoreInputMethodEnter}
          className={FIELD}
        />
        <Button type="submit" disabled={create.isPending}>
          {words.keyCreate}
        </Button>
      </form>
      {secret !== null && (
        <div role="status" className="mt-2 rounded-lg border border-line px-3 py-2">
          <p className="text-[0.8125rem]">{words.keyShown}</p>
          <div className="mt-1 flex items-center gap-2">
            <code className="min-w-0 grow font-mono text-xs break-all">{secret}</code>
            <CopyButton text={secret} label={words.keyCopy} />
          </div>
        </div>
      )}
      <ul className="mt-1">
        {data?.map(({ key_id, name: called, expires_at }) => (
          <li key={key_id} className="flex min-h-9 items-center gap-3 text-[0.8125rem]">
            <span className="min-w-0 grow truncate">{called}</span>
            <span className="shrink-0 text-ink-2">{words.keyUntil(dayAndTime(expires_at))}</span>
            <Button tone="quiet" aria-label={words.keyRevoke(called)} onClick={() => revoke.mutate({ key_id })}>
              {words.keyRevokeShort}
            </Button>
          </li>
        ))}
      </ul>
    </DialogSection>
  )
}

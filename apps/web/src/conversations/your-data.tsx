// What a person may do with everything of theirs: download it, or delete it for good.
import { useState } from 'react'
import { leaveTab } from '../chat/tab-owner.ts'
import { Button } from '../design/buttons.tsx'
import { useSession } from '../session/session-context.tsx'
import { STRINGS } from '../strings.ts'

const words = STRINGS.account

/** A ticket in the address lets the browser write the archive to disk as it arrives: nothing of it is held in the page. */
async function download(ticket: Promise<string>): Promise<void> {
  const link = document.createElement('a')
  link.href = `/api/me/export?session_token=${encodeURIComponent(await ticket)}`
  link.download = ''
  link.click()
}

export function YourData({ trying }: { trying: (act: Promise<void>) => void }) {
  const session = useSession()
  const [deleting, setDeleting] = useState(false)
  const remove = async () => {
    const response = await session.request('/api/me', { method: 'DELETE' })
    if (!response.ok) throw new Error(`not deleted (HTTP ${response.status})`)
    await leaveTab(session)
  }
  return (
    <section aria-label={words.data} className="mt-5 border-t border-line pt-4">
      <h3 className="text-[0.8125rem] font-semibold">{words.data}</h3>
      <p className="mt-1 text-[0.8125rem] text-ink-2">{words.dataText}</p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button onClick={() => trying(download(session.ticket()))}>{words.download}</Button>
        {!deleting && <Button onClick={() => setDeleting(true)}>{words.deleteAll}</Button>}
      </div>
      {deleting && (
        <div className="mt-3 rounded-lg bg-bad-soft px-3 py-2">
          <p className="text-[0.875rem]">{words.deleteAllText}</p>
          <div className="mt-3 flex justify-end gap-2">
            <Button tone="quiet" onClick={() => setDeleting(false)}>
              {STRINGS.conversations.cancel}
            </Button>
            <Button tone="primary" onClick={() => trying(remove())}>
              {words.deleteAllConfirm}
            </Button>
          </div>
        </div>
      )}
    </section>
  )
}

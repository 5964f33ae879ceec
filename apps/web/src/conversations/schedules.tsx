// Lists the schedules of the session and makes new ones, for the thread that is shown.
import type { ScheduleView } from '@biplane/contracts/wire/schedules'
import { type FormEvent, useState } from 'react'
import { Button } from '../design/buttons.tsx'
import { ignoreInputMethodEnter } from '../design/composition.ts'
import { dayAndTime } from '../design/format.ts'
import { FIELD } from '../design/menu.ts'
import { useRouter } from '../shell/router.tsx'
import { STRINGS } from '../strings.ts'
import { refusalIn } from '../transport/refusal-in.ts'
import { trpc } from '../transport/trpc.ts'
import { DialogSection } from './dialog-section.tsx'
import { cronOf, RHYTHMS, type Rhythm } from './rhythm.ts'

const words = STRINGS.schedules

export function Schedules() {
  const { data, refetch } = trpc.schedule.list.useQuery({})
  const [failed, setFailed] = useState<string | null>(null)
  const calls = {
    onMutate: () => setFailed(null),
    onError: (error: unknown) => setFailed(refusalIn(error)?.message ?? STRINGS.account.failed),
    onSettled: () => void refetch(),
  }
  const pause = trpc.schedule.pause.useMutation(calls)
  const resume = trpc.schedule.resume.useMutation(calls)
  const remove = trpc.schedule.delete.useMutation(calls)
  return (
    <DialogSection title={words.title} intro={words.intro} failed={failed}>
      <NewSchedule calls={calls} />
      <ul className="mt-1">
        {data?.map((schedule) => (
          <li key={schedule.schedule_id} className="flex min-h-11 items-center gap-2 py-1 text-[0.8125rem]">
            <div className="min-w-0 grow">
              <p className="truncate">{schedule.title}</p>
              <p className="text-ink-2">{stateOf(schedule)}</p>
            </div>
            {schedule.status === 'active' && (
              <Button
                tone="quiet"
                aria-label={words.pauseOne(schedule.title)}
                onClick={() => pause.mutate({ schedule_id: schedule.schedule_id })}
              >
                {words.pause}
              </Button>
            )}
            {schedule.status === 'paused' && (
              <Button
                tone="quiet"
                aria-label={words.resumeOne(schedule.title)}
                onClick={() => resume.mutate({ schedule_id: schedule.schedule_id })}
              >
                {words.resume}
              </Button>
            )}
            <Button
              tone="quiet"
              aria-label={words.removeOne(schedule.title)}
              onClick={() => remove.mutate({ schedule_id: schedule.schedule_id })}
            >
              {words.remove}
            </Button>
          </li>
        ))}
      </ul>
    </DialogSection>
  )
}

function stateOf({ status, next_at, paused_because, last_run }: ScheduleView): string {
  const missed = last_run?.status === 'missed' ? ` ${words.missed(dayAndTime(last_run.due_at))}` : ''
  if (status === 'ended') return words.ended + missed
  if (status === 'paused') return (paused_because ? words.pausedFor(paused_because.message) : words.paused) + missed
  return (next_at === null ? '' : words.next(dayAndTime(next_at))) + missed
}

interface NewScheduleProps {
  calls: { onMutate: () => void; onError: (error: unknown) => void; onSettled: () => void }
}

function NewSchedule({ calls }: NewScheduleProps) {
  const { thread } = useRouter()
  const [message, setMessage] = useState('')
  const [rhythm, setRhythm] = useState<Rhythm>('monday')
  const [time, setTime] = useState('08:00')
  const create = trpc.schedule.create.useMutation({ ...calls, onSuccess: () => setMessage('') })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (message.trim() === '' || time === '') return
    create.mutate({
      ...(thread && { thread_id: thread }),
      message: message.trim(),
      timing: { kind: 'cron', cron: cronOf(rhythm, time) },
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    })
  }
  return (
    <form onSubmit={submit} className="mt-2 flex flex-wrap gap-2">
      <input
        aria-label={words.message}
        placeholder={words.message}
        maxLength={4_000}
        value={message}
        onChange={(event) => setMessage(event.target.value)}
        onKeyDown={ignoreInputMethodEnter}
        className={FIELD}
      />
      <select
        aria-label={words.rhythm}
        value={rhythm}
        onChange={(event) => setRhythm(RHYTHMS.find((known) => known === event.target.value) ?? 'monday')}
        className={`${FIELD} w-auto! grow`}
      >
        {RHYTHMS.map((each) => (
          <option key={each} value={each}>
            {words.rhythms[each]}
          </option>
        ))}
      </select>
      <input
        type="time"
        aria-label={words.time}
        value={time}
        onChange={(event) => setTime(event.target.value)}
        className={`${FIELD} w-auto!`}
      />
      <Button type="submit" disabled={create.isPending}>
        {words.create}
      </Button>
    </form>
  )
}

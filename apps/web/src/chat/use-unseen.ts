// Hook that counts answers of this thread that ended while the page was hidden, for the badge in its title.
import { useEffect, useRef, useState } from 'react'
import { useChannel } from './chat-provider.tsx'

export function useUnseen(): number {
  const channel = useChannel()
  const [unseen, setUnseen] = useState(0)
  const running = useRef<ReadonlySet<string>>(new Set())
  useEffect(() => {
    const isHidden = () => document.visibilityState === 'hidden'
    const look = () => {
      const { active } = channel.getView()
      const ended = [...running.current].filter((id) => !active.has(id)).length
      running.current = active
      if (ended > 0 && isHidden()) setUnseen((n) => n + ended)
    }
    const seen = () => {
      if (!isHidden()) setUnseen(0)
    }
    running.current = channel.getView().active
    const leave = channel.subscribe(look)
    document.addEventListener('visibilitychange', seen)
    return () => {
      leave()
      document.removeEventListener('visibilitychange', seen)
    }
  }, [channel])
  return unseen
}

// Page for an unknown address, and for a thread that is not here: deleted, foreign and unknown ones look alike. [H4]
import { STRINGS } from '../strings.ts'

export function NotFoundPage({ title, text }: { title: string; text: string }) {
  return (
    <div className="m-auto p-6 text-center">
      <h1 className="font-display text-2xl font-semibold">{title}</h1>
      <p className="mt-2 text-ink-2">{text}</p>
      {/* Opened anew: the session's current thread is shown. */}
      <a href="/" className="mt-4 inline-block text-accent underline underline-offset-4">
        {STRINGS.notFound.home}
      </a>
    </div>
  )
}

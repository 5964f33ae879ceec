// Page for an unknown address.
import { Link } from '../shell/router.tsx'
import { STRINGS } from '../strings.ts'

export function NotFoundPage() {
  return (
    <div className="m-auto p-6 text-center">
      <h1 className="font-display text-2xl font-semibold">{STRINGS.notFound.title}</h1>
      <p className="mt-2 text-ink-2">{STRINGS.notFound.text}</p>
      <Link to="/" className="mt-4 inline-block text-accent underline underline-offset-4">
        {STRINGS.notFound.home}
      </Link>
    </div>
  )
}

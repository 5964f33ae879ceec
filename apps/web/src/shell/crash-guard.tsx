// Error boundary of the page. The conversation is on the server and is not affected.
import { Component, type ReactNode } from 'react'
import { Button } from '../design/buttons.tsx'
import { STRINGS } from '../strings.ts'

export class CrashGuard extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false }

  static getDerivedStateFromError() {
    return { crashed: true }
  }

  override render() {
    if (!this.state.crashed) return this.props.children
    return (
      <main role="alert" className="grid h-full place-content-center gap-3 p-6 text-center">
        <h1 className="font-display text-2xl">{STRINGS.crash.title}</h1>
        <p className="text-ink-2">{STRINGS.crash.text}</p>
        <Button tone="primary" className="mx-auto" onClick={() => location.reload()}>
          {STRINGS.crash.reload}
        </Button>
      </main>
    )
  }
}

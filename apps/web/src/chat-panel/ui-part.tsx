// Loads the A2UI renderer on demand. A renderer that fails takes nothing else with it.
import { Component, lazy, memo, type ReactNode, Suspense } from 'react'
import { STRINGS } from '../strings.ts'

const Surfaces = lazy(() => import('./a2ui-surfaces.tsx'))

interface UiPartProps {
  ui: readonly Record<string, unknown>[]
  over: boolean
  say: (words: string) => void
}

export const UiPart = memo(function UiPart(props: UiPartProps) {
  if (props.ui.length === 0) return null
  return (
    <Guard>
      <Suspense fallback={<p className="mt-3 text-[0.8125rem] text-ink-3">{STRINGS.ui.loading}</p>}>
        <Surfaces {...props} />
      </Suspense>
    </Guard>
  )
})

class Guard extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? (
      <p className="mt-2 text-[0.8125rem] text-warn">{STRINGS.ui.refused}</p>
    ) : (
      this.props.children
    )
  }
}

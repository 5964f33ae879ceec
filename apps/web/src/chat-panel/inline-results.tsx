// The main result of an answer within the talk, where no pane stands beside it. Loaded on its own.
import type { ArtifactHeader } from '@biplane/contracts/wire/artifacts'
import { createContext, lazy, Suspense, useContext } from 'react'
import { OrElse } from '../workspace/or-else.tsx'

const InlineResult = lazy(() => import('../workspace/inline-result.tsx'))

const InlineContext = createContext(false)

/** Whether results are to be drawn within the talk. */
export const InlineProvider = InlineContext.Provider

export function InlineResults({ artifacts }: { artifacts: readonly ArtifactHeader[] }) {
  const inline = useContext(InlineContext)
  if (!inline || artifacts.length === 0) return null
  return (
    <OrElse fallback={null}>
      <Suspense fallback={null}>
        <InlineResult artifacts={artifacts} />
      </Suspense>
    </OrElse>
  )
}

// Draws Markdown with a renderer that is loaded on its own. Text appears once the renderer is there; the plain text is shown
// only when the renderer cannot be loaded.
import { Component, lazy, memo, type ReactNode, Suspense } from 'react'

const loadBody = () => import('./markdown-body.tsx')
const MarkdownBody = lazy(loadBody)

/** Fetches the renderer before the first answer needs it. */
export const preloadMarkdown = (): void => void loadBody().catch(() => {})

/** Raw Markdown is not shown while the renderer loads, unless loading hangs: then plain text beats nothing. */
const UNSEEN_AT_FIRST = '[animation:arrive_200ms_8s_both]'

export const Markdown = memo(function Markdown({ text, growing }: { text: string; growing: boolean }) {
  const plain = (style: string) => <div className={`prose prose-plain ${style}`}>{text}</div>
  return (
    <OrPlain plain={plain('')}>
      <Suspense fallback={plain(UNSEEN_AT_FIRST)}>
        <MarkdownBody text={text} growing={growing} />
      </Suspense>
    </OrPlain>
  )
})

/** A renderer that fails, or cannot be fetched, must not take the answer with it. */
class OrPlain extends Component<{ plain: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? this.props.plain : this.props.children
  }
}

// Renders an answer's Markdown while it grows. Loaded on first use. Renders no HTML, no image, and only links that
// `safe-url.ts` allows; the library's defaults would allow all of them. [SECURITY 24]
import { type ComponentProps, type CSSProperties, isValidElement, type JSX, type ReactNode } from 'react'
import { type Components, Streamdown, type UrlTransform } from 'streamdown'
import { ScrollBox } from '../design/scroll-box.tsx'
import { STRINGS } from '../strings.ts'
import { CopyButton } from './copy-button.tsx'
import { holdBack } from './hold-back.ts'
import { safeUrl } from './safe-url.ts'
import { useAnswerId, useWish } from './workspace-wish.tsx'

interface MarkdownBodyProps {
  text: string
  /** Is more to come? Then what is open (a list, a fence) is drawn as if it were closed. */
  growing: boolean
}

export default function MarkdownBody({ text, growing }: MarkdownBodyProps) {
  return (
    <Streamdown
      className="prose"
      mode="streaming"
      parseIncompleteMarkdown={growing}
      isAnimating={false}
      controls={false}
      linkSafety={NO_DIALOG}
      rehypePlugins={NO_PLUGINS}
      urlTransform={dropUnsafe}
      components={COMPONENTS}
    >
      {growing ? holdBack(text) : text}
    </Streamdown>
  )
}

/** What the renderer hands to a component: the element's own attributes, and the parsed node, which is not used. */
type Drawn<Tag extends keyof JSX.IntrinsicElements> = ComponentProps<Tag> & { node?: unknown }

const NO_DIALOG = { enabled: false }
/** Without the plugin that parses HTML, a tag in an answer is shown as the text that it is. */
const NO_PLUGINS: never[] = []

/** A second net under the components: no address that is not allowed reaches any attribute. */
const dropUnsafe: UrlTransform = (url, key) => (key === 'href' && safeUrl(url) ? url : undefined)

function Anchor({ href, children }: Drawn<'a'>) {
  const url = href === undefined ? null : safeUrl(href)
  if (!url) return <span>{children}</span>
  if (url.kind === 'row') return <RowLink row={url.row}>{children}</RowLink>
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
      <span className="spoken"> ({STRINGS.markdown.external})</span>
    </a>
  )
}

function RowLink({ row, children }: { row: number; children: ReactNode }) {
  const wish = useWish()
  const message_id = useAnswerId()
  if (!wish) return <span>{children}</span>
  return (
    <button
      type="button"
      title={STRINGS.markdown.row(String(row))}
      onClick={() => wish({ kind: 'row', row, message_id, file_uuid: null })}
      className="rounded-md border border-line bg-sunken px-1.5 text-[0.9em] leading-normal whitespace-nowrap text-accent tabular-nums hover:border-accent"
    >
      {children}
    </button>
  )
}

function Picture({ alt }: Drawn<'img'>) {
  return <span className="text-ink-3 italic">[{STRINGS.markdown.imageBlocked(alt ?? '')}]</span>
}

function Table({ children }: Drawn<'table'>) {
  return (
    <ScrollBox label={STRINGS.markdown.table} className="prose-table">
      <table>{children}</table>
    </ScrollBox>
  )
}

function InlineCode({ children }: Drawn<'code'>) {
  return <code className="prose-inline-code">{children}</code>
}

function CodeBlock({ children }: Drawn<'pre'>) {
  const code = textOf(children)
  return (
    <div className="prose-code group relative">
      <pre className="overflow-x-auto rounded-[10px] border border-line bg-sunken p-3 pe-12 font-mono text-[0.84em] leading-relaxed">
        <code>{code}</code>
      </pre>
      <CopyButton text={code} label={STRINGS.markdown.copyCode} className="absolute end-1.5 top-1.5" />
    </div>
  )
}

function textOf(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node)
  if (Array.isArray(node)) return node.map(textOf).join('')
  return isValidElement<{ children?: ReactNode }>(node) ? textOf(node.props.children) : ''
}

const HeadCell = ({ style, children }: Drawn<'th'>) => <th style={alignOf(style)}>{children}</th>
const Cell = ({ style, children }: Drawn<'td'>) => <td style={alignOf(style)}>{children}</td>
const NumberedList = ({ start, children }: Drawn<'ol'>) => <ol start={start}>{children}</ol>
const Box = ({ checked }: Drawn<'input'>) => <input type="checkbox" checked={checked === true} readOnly disabled />
const alignOf = (style: CSSProperties | undefined) => (style?.textAlign ? { textAlign: style.textAlign } : undefined)

type Childish = { children?: ReactNode; node?: unknown }

/** Every element comes without the attributes that an answer may have forged for it. */
const COMPONENTS: Components = {
  a: Anchor,
  img: Picture,
  table: Table,
  inlineCode: InlineCode,
  pre: CodeBlock,
  ol: NumberedList,
  th: HeadCell,
  td: Cell,
  input: Box,
  h1: ({ children }: Childish) => <h1>{children}</h1>,
  h2: ({ children }: Childish) => <h2>{children}</h2>,
  h3: ({ children }: Childish) => <h3>{children}</h3>,
  h4: ({ children }: Childish) => <h4>{children}</h4>,
  h5: ({ children }: Childish) => <h5>{children}</h5>,
  h6: ({ children }: Childish) => <h6>{children}</h6>,
  p: ({ children }: Childish) => <p>{children}</p>,
  ul: ({ children }: Childish) => <ul>{children}</ul>,
  li: ({ children }: Childish) => <li>{children}</li>,
  strong: ({ children }: Childish) => <strong>{children}</strong>,
  blockquote: ({ children }: Childish) => <blockquote>{children}</blockquote>,
  thead: ({ children }: Childish) => <thead>{children}</thead>,
  tbody: ({ children }: Childish) => <tbody>{children}</tbody>,
  tr: ({ children }: Childish) => <tr>{children}</tr>,
  hr: () => <hr />,
}

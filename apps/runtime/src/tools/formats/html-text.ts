// Converts a web page to Markdown: visible text without scripts and styles. Keeps headings, lists and tables, so that
// outline and search work as in any document.
import { Refusal } from '@biplane/contracts/refusal'
import { type DefaultTreeAdapterTypes, parse, defaultTreeAdapter as tree } from 'parse5'

type Node = DefaultTreeAdapterTypes.ChildNode

/** Beyond this it is no page that a person wrote, and its tree would not fit into memory. */
const MOST_TAGS = 400_000

const SILENT = new Set(
  'script style template noscript iframe object embed svg math head nav canvas audio video select textarea'.split(' '),
)
const BLOCKS = new Set(
  'address article aside blockquote dd div dl dt fieldset figcaption figure footer form header hr main p pre section table ul ol'.split(
    ' ',
  ),
)

interface Frame {
  node: Node
  /** Set on the way out of an element: what is written behind it. */
  after?: string
}

/** @throws TOO_LARGE */
export function refuseManyTags(html: string): void {
  let tags = 0
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    if (++tags > MOST_TAGS) throw new Refusal('TOO_LARGE', 'The page has more elements than can be read.')
  }
}

/** @throws TOO_LARGE */
export function htmlToText(html: string): string {
  refuseManyTags(html)
  const out: string[] = []
  const numbers: number[] = []
  // A stack of our own: pages nest deeper than calls may.
  const stack: Frame[] = parse(html)
    .childNodes.toReversed()
    .map((node) => ({ node }))
  for (let frame = stack.pop(); frame; frame = stack.pop()) {
    const { node, after } = frame
    if (after !== undefined) {
      out.push(after)
      if (tree.isElementNode(node) && (node.tagName === 'ol' || node.tagName === 'ul')) numbers.pop()
      continue
    }
    if (tree.isTextNode(node)) out.push(node.value.replace(/\s+/g, ' '))
    if (!tree.isElementNode(node) || SILENT.has(node.tagName)) continue
    const { before, behind } = marksOf(node, numbers)
    out.push(before)
    stack.push({ node, after: behind })
    for (let child = node.childNodes.length - 1; child >= 0; child--) {
      const inner = node.childNodes[child]
      if (inner) stack.push({ node: inner })
    }
  }
  // Line by line: one pattern around the break would try every run of blanks from each of its places.
  const lines = out
    .join('')
    .replace(/[ \t]+/g, ' ')
    .split('\n')
  return lines
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** What stands before and behind an element. `numbers` has one counter for each list around it; −1 for bullets. */
function marksOf(node: DefaultTreeAdapterTypes.Element, numbers: number[]): { before: string; behind: string } {
  const name = node.tagName
  if (/^h[1-6]$/.test(name)) return { before: `\n\n${'#'.repeat(Number(name[1]))} `, behind: '\n\n' }
  if (name === 'br') return { before: '\n', behind: '' }
  if (name === 'ol' || name === 'ul') {
    numbers.push(name === 'ol' ? 0 : -1)
    return { before: '\n', behind: '\n' }
  }
  if (name === 'li') {
    const last = numbers.length - 1
    const number = numbers[last] ?? -1
    if (number < 0) return { before: '\n- ', behind: '\n' }
    numbers[last] = number + 1
    return { before: `\n${number + 1}. `, behind: '\n' }
  }
  if (name === 'tr') return { before: '\n', behind: '\n' }
  if (name === 'td' || name === 'th') return { before: '', behind: ' | ' }
  return BLOCKS.has(name) ? { before: '\n\n', behind: '\n\n' } : { before: '', behind: '' }
}

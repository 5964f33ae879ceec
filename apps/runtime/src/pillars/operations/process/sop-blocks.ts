// Cuts a Markdown procedure into blocks: headings with what stands under them, items with their lines.
// The words are left as they are written; what they mean is read elsewhere.
import { lexer, type Token, type Tokens } from 'marked'
import { squeeze } from './step-words.ts'

export interface SopItem {
  text: string
  /** `Owner: AR clerk` and the like, from the bullets under it. */
  attributes: string[]
  line: number
  /** How many items further on the work goes on, where that is not the next one. */
  forward?: number[]
}

export interface SopBlock {
  /** 0 for what stands before the first heading. */
  level: number
  title: string
  line: number
  items: SopItem[]
  /** Whether the items are numbered. */
  ordered: boolean
  tables: Tokens.Table[]
  /** Everything but numbered lists and tables, as written. */
  prose: string
  /** Everything, as written. */
  raw: string
}

export const ATTRIBUTE =
  /^(?:owner|kind|inputs?|outputs?|time|exception|next|text|type|definition|throws|inside|attached to|goes on beside it|repeats|until|begins here|undoes|note|condition|way|if [^:]+):(?:\s|$)/i

/** @param bullets whether bullets count as steps where there is no number */
export function readBlocks(text: string, bullets: boolean): SopBlock[] {
  const blocks: SopBlock[] = []
  let block = emptyBlock(0, '', 1)
  let line = 1
  for (const token of lexer(text)) {
    if (isHeading(token)) {
      blocks.push(block)
      block = emptyBlock(token.depth, squeeze(token.text), line + leadingLines(token.raw))
    } else {
      block.raw += token.raw
      if (isList(token) && (token.ordered || bullets)) {
        block.items.push(...itemsOf(token, line))
        block.ordered ||= token.ordered
      } else if (isTable(token)) {
        const rows = NO_STEPS.test(block.title) ? null : stepRows(token, line + leadingLines(token.raw))
        if (rows) block.items.push(...rows)
        else block.tables.push(token)
      } else block.prose += token.raw
    }
    line += breaks(token.raw)
  }
  blocks.push(block)
  return blocks.map((each) => ({ ...each, prose: each.prose.trim(), raw: each.raw.trim() }))
}

const emptyBlock = (level: number, title: string, line: number): SopBlock => ({
  level,
  title,
  line,
  items: [],
  ordered: false,
  tables: [],
  prose: '',
  raw: '',
})

const isHeading = (token: Token): token is Tokens.Heading => token.type === 'heading'
const isList = (token: Token): token is Tokens.List => token.type === 'list'
const isTable = (token: Token): token is Tokens.Table => token.type === 'table'

const breaks = (raw: string): number => raw.split('\n').length - 1
const leadingLines = (raw: string): number => breaks(/^\s*/.exec(raw)?.[0] ?? '')

const WHAT =
  /^(?:what|action|activity|task|description|what happens|step description|procedure|tätigkeit|aktivität|was|beschreibung|aufgabe|arbeitsschritt)$/i
const WHO =
  /^(?:who|owner|role|responsible|responsibility|actor|done by|performed by|wer|rolle|verantwortlich|zuständig)$/i
const WHEN =
  /^(?:when|by when|due|wann|bis wann|termin|time|duration|time limit|sla|deadline|how long|dauer|zeit|frist)$/i
const STEP = /^(?:step|no\.?|#|nr\.?|schritt)$/i

const NO_STEPS = /\b(?:roles?|responsibilit\w*|raci|times?|service levels?|slas?|deadlines?|rollen|zuständigkeit\w*)\b/i

/** A table whose rows are steps: one column says what is done, others who and how long. `null` for any other table. */
function stepRows({ header, rows }: Tokens.Table, line: number): SopItem[] | null {
  const at = (pattern: RegExp) => header.findIndex(({ text }) => pattern.test(text.replaceAll('*', '').trim()))
  const [who, when, step] = [at(WHO), at(WHEN), at(STEP)]
  const what = at(WHAT) >= 0 ? at(WHAT) : step
  if (what < 0 || (who < 0 && (step < 0 || what === step))) return null
  return rows.flatMap((row, place) => {
    const cell = (column: number) => (column < 0 ? '' : squeeze(row[column]?.text ?? '').replaceAll('*', ''))
    if (cell(what) === '') return []
    const attributes = [
      ...(cell(who) === '' ? [] : [`Owner: ${cell(who)}`]),
      ...(cell(when) === '' ? [] : [`Time: ${cell(when)}`]),
    ]
    return [{ text: cell(what), attributes, line: line + 2 + place }]
  })
}

/** Numbered items inside of an item follow it; bullets under it say more about it. */
function itemsOf(list: Tokens.List, from: number): SopItem[] {
  const items: SopItem[] = []
  let line = from
  for (const item of list.items) {
    const own: SopItem = { text: '', attributes: [], line }
    const inner: SopItem[] = []
    let at = line
    for (const token of item.tokens) {
      if (!isList(token)) own.text = squeeze(`${own.text} ${token.raw}`)
      else if (token.ordered) inner.push(...itemsOf(token, at))
      else addBullets(own, token)
      // A text directly before a list keeps the break between them to itself.
      at += Math.max(breaks(token.raw), token.type === 'text' || token.type === 'paragraph' ? 1 : 0)
    }
    if (own.text !== '') items.push(own)
    items.push(...inner)
    line += breaks(item.raw)
  }
  return items
}

function addBullets(item: SopItem, list: Tokens.List): void {
  for (const bullet of list.items) {
    const text = squeeze(bullet.text)
    if (ATTRIBUTE.test(text)) item.attributes.push(text)
    else if (text !== '') item.text = `${item.text.replace(/[;.]$/, '')}; ${text}`
  }
}

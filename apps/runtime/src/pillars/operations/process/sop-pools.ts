// What a procedure that was written from a diagram says beside its steps: pools, messages between them, and what the
// diagram held that is not drawn. Pure.
import type { WorkflowModel } from '@biplane/contracts/wire/process-artifacts'
import type { SopBlock } from './sop-blocks.ts'
import { squeeze } from './step-words.ts'

type Parts = Pick<WorkflowModel, 'pools' | 'messages' | 'left_out'>

const HEADS: Record<string, readonly string[]> = {
  Pools: ['Pool', 'Sections'],
  Messages: ['From', 'To', 'Message'],
  'Not drawn': ['What'],
}

/** Only a table with exactly these heads under exactly this title: anybody's own section of the name stays a note. */
export const isPoolBlock = ({ title, level, tables: [table] }: SopBlock): boolean =>
  level === 2 && table !== undefined && table.header.map(({ text }) => text).join('|') === HEADS[title]?.join('|')

const cell = (text: string): string =>
  JSON.stringify(text).slice(1, -1).replaceAll('|', '\\u007c').replaceAll('<', '\\u003c').replaceAll('`', '\\u0060')

function uncell(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`))
  } catch {
    return squeeze(text)
  }
}

const rowsOf = (blocks: readonly SopBlock[], title: string): string[][] | null => {
  const block = blocks.find((each) => each.title === title && isPoolBlock(each))
  return block ? (block.tables[0]?.rows ?? []).map((row) => row.map(({ text }) => uncell(text))) : null
}

export function readPools(blocks: readonly SopBlock[]): Parts {
  const pools = rowsOf(blocks, 'Pools')?.map(([name = '', sections = '']) => ({
    name,
    sections: sections
      .split(',')
      .map(Number)
      .filter((number) => Number.isInteger(number) && number > 0),
  }))
  const messages = rowsOf(blocks, 'Messages')?.map(([from = '', to = '', text = '']) => ({ from, to, text }))
  const leftOut = rowsOf(blocks, 'Not drawn')?.map(([what = '']) => what)
  return {
    ...(pools ? { pools } : {}),
    ...(messages ? { messages } : {}),
    ...(leftOut ? { left_out: leftOut } : {}),
  }
}

export function writePools({ pools, messages, left_out }: Parts): string[] {
  const table = (title: string, rows: readonly string[][]) => {
    const heads = HEADS[title] ?? []
    const lines = [heads, heads.map(() => '---'), ...rows.map((row) => row.map(cell))]
    return `## ${title}\n\n${lines.map((row) => `| ${row.join(' | ')} |`).join('\n')}`
  }
  return [
    ...(pools
      ? [
          table(
            'Pools',
            pools.map(({ name, sections }) => [name, sections.join(', ')]),
          ),
        ]
      : []),
    ...(messages
      ? [
          table(
            'Messages',
            messages.map(({ from, to, text }) => [from, to, text]),
          ),
        ]
      : []),
    ...(left_out
      ? [
          table(
            'Not drawn',
            left_out.map((what) => [what]),
          ),
        ]
      : []),
  ]
}

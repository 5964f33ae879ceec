// The page's words and icons for this pillar.
import { InsightsIcon, TableIcon } from '../../design/icons.tsx'
import type { PillarPart } from '../pillar-part.ts'

export const part: PillarPart = {
  Icon: InsightsIcon,
  name: 'Insights',
  purpose: 'Computes answers from your tables, and shows how.',
  empty:
    'Ask about the numbers in a file: who is late, how much, which region, the average. Every answer shows its calculation.',
  placeholder: 'Ask about the numbers …',
  // Questions about a file are made from its columns; before there is one, there are none.
  suggestions: [],
  next: [],
  marks: { table: TableIcon, table_answer: TableIcon, chart: InsightsIcon },
}

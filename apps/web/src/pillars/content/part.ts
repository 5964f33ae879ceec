// The page's words and icons for this pillar.
import { ContentIcon, FindingsIcon, OutlineIcon, SchemaIcon } from '../../design/icons.tsx'
import type { PillarPart } from '../pillar-part.ts'

export const part: PillarPart = {
  Icon: ContentIcon,
  name: 'Content',
  purpose: 'Reads files: what they are, how they are built, what is wrong in them.',
  empty: 'Attach a file and I tell you its type, its columns and what is wrong in it, row by row.',
  placeholder: 'Ask about a file …',
  suggestions: ['What is in this file?', 'Is the data sound?'],
  next: ['Which columns does it have?', 'Is the data sound?'],
  marks: { schema: SchemaIcon, quality_report: FindingsIcon, outline: OutlineIcon },
}

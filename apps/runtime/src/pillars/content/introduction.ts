// What the guide tells of this pillar, and when it proposes it. Data: it imports no agent.
import type { PillarIntroduction } from '../pillar-introduction.ts'

const needs =
  'a table (CSV, TSV, JSON, NDJSON or Excel) or a document (Word, PDF, web page, Markdown or text) of up to 20 MiB'

export const introduction: PillarIntroduction = {
  does: 'reads your files: what they are, which columns they have, and which rows need a second look',
  needs,
  way: 'read the data, and say which of it can be relied on',
  skills: [
    'Attach a table, and I show its columns, its faults and the rows in which they are.',
    'Attach a document (Word, PDF, web page, Markdown), and I show its headings and numbered steps.',
    'Ask what a document says, or “search for refunds”: I answer with quotes and their lines.',
    'Ask “is there personal data?”, or “redact it” for a copy without.',
    'Ask “convert it to JSON”, or to CSV, NDJSON or Markdown.',
    'Ask for “metadata only”, and no value of the file is shown.',
    'Ask “which columns does it have?” about an attached table.',
    'Ask “are there duplicates?” or “what is missing?” about an attached table.',
    'Ask “show me the rows” of an attached table.',
  ],
  modelTools: [
    'content.schema',
    'content.quality',
    'content.preview',
    'content.search',
    'content.personal_data',
    'content.outline',
  ],
  journey: {
    begins: [],
    step: ({ empty, files }) => {
      if (!empty) return null
      return files > 0
        ? { text: 'Let the content assistant read what you attached.', say: 'What is in this file?' }
        : { text: `Attach ${needs}, or try the sample.`, say: null }
    },
  },
}

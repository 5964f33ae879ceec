// Divides an answer into what is read first and what may be skipped: a heading of the lowest level begins the latter. Pure.

export interface Aside {
  title: string
  text: string
}

export interface AnswerParts {
  text: string
  asides: readonly Aside[]
}

const ASIDE = '###### '

/** Works on half an answer as well: a heading that is not whole yet is the title of an empty part. */
export function answerParts(content: string): AnswerParts {
  if (!content.includes(ASIDE)) return { text: content, asides: [] }
  const text: string[] = []
  const asides: { title: string; lines: string[] }[] = []
  for (const line of content.split('\n')) {
    const last = asides.at(-1)
    if (line.startsWith(ASIDE)) asides.push({ title: line.slice(ASIDE.length).trim(), lines: [] })
    else if (last) last.lines.push(line)
    else text.push(line)
  }
  return {
    text: text.join('\n').trimEnd(),
    asides: asides.map(({ title, lines }) => ({ title, text: lines.join('\n').trim() })),
  }
}

// Finds the agent's skills closest to a message that was not understood, to suggest them. Pure.

const OFFERED = 3

/** Three skills, those that share the most words with the text first; in their own order where none does. */
export function nearestSkills(text: string, skills: readonly string[]): string[] {
  const asked = stems(text)
  return skills
    .map((skill, at) => ({ skill, at, shared: [...stems(skill)].filter((stem) => asked.has(stem)).length }))
    .sort((a, b) => b.shared - a.shared || a.at - b.at)
    .slice(0, OFFERED)
    .map(({ skill }) => skill)
}

/** The beginnings of the longer words: `invoices` and `invoice` are one. */
const stems = (text: string): Set<string> =>
  new Set((text.toLowerCase().match(/\p{L}{3,}/gu) ?? []).map((word) => word.slice(0, 5)))

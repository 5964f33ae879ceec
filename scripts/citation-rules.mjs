// Finds rule ids: where PROTOCOL.md, SECURITY.md and BENCHMARKS.md define them, and where a text cites them. Pure.

const RULE_ID = /^(?:[A-Z]{1,2}\d+(?:\.\d+)?|SECURITY \d+)$/
const RANGE = /^([A-Z])(\d+)-\1?(\d+)$/
/** A citation of a document that is not in this repository, or of a section without its letter. */
const FOREIGN = /\b(?:PROTOCOL|FACTS|HOUSE_STYLE|PLAIN_WORDS|PERFORMANCE|CLIENTS|TOOLCHAIN)\.? \d|\b[Dd]ocuments? 00\d/
const BARE_NUMBER = /(?:test|describe)(?:\.each\([^)]*\)|\.\w+)*\(\s*['"`]\[\d/

/** The ids that the three documents define, and the ids that are defined twice. */
export function definedIds({ protocol, security, benchmarks }) {
  const rules = matches(protocol, /\*\*\[([A-Z]{1,2}\d+(?:\.\d+)?)\]/g)
  const groups = matches(protocol, /^#{2,3} ([A-Z]\d+) /gm)
  const workloads = matches(benchmarks, /^## (W\d+) /gm)
  const requirements = matches(security, /^\| (\d+) \|/gm).map((number) => `SECURITY ${number}`)
  const twice = rules.filter((id, index) => rules.indexOf(id) !== index)
  return { rules: new Set(rules), others: new Set([...groups, ...workloads, ...requirements]), twice }
}

/** Each `[id]`, `[id, id]` or `[id-id]` of a text with its line. */
export function citationsIn(text) {
  return text.split('\n').flatMap((line, index) =>
    matches(line, /\[([A-Z][A-Z0-9 .,-]{1,80})\]/g)
      .map((inside) => inside.split(/, ?/))
      .filter((ids) => ids.every((id) => RULE_ID.test(id) || RANGE.test(id)))
      .flat()
      .flatMap(expand)
      .map((id) => ({ id, line: index + 1 })),
  )
}

/** Lines that cite what a reader cannot look up. */
export function foreignCitationsIn(text) {
  return text
    .split('\n')
    .flatMap((line, index) =>
      FOREIGN.test(line) || BARE_NUMBER.test(line) ? [{ line: index + 1, text: line.trim() }] : [],
    )
}

function expand(id) {
  const [, letter, first, last] = RANGE.exec(id) ?? []
  if (letter === undefined) return [id]
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, n) => `${letter}${Number(first) + n}`)
}

const matches = (text, pattern) => Array.from(text.matchAll(pattern), ([, found]) => found)

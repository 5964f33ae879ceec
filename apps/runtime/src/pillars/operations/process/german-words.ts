// How a German sentence says who does a step. Nouns are written with a capital and verbs are not: no list of verbs is needed. Pure.

const ARTICLE = /^(?:der|die|das|ein|eine|unser|unsere)$/i
const AGENT = /\b(?:vom|von der|von den|von einem|von einer|durch den|durch die|durch das) /i
const CONNECTOR =
  /^(?:dann|danach|anschließend|zuerst|zunächst|schließlich|abschließend|außerdem|parallel dazu|gleichzeitig|zeitgleich|währenddessen|inzwischen|in der zwischenzeit|daraufhin|nun|sodann|zum schluss|zum abschluss|zuletzt|am ende|im anschluss|als nächstes)\b,? /i
const NO_VERB =
  /^(?:der|die|das|des|den|dem|und|oder|für|von|im|in|am|an|mit|aus|zu|zur|zum|bei|nach|vor|über|unter|nicht|ein|einen|einem|eine|einer|sich|alle|allen|den|keinen|diesen)$/i
const PASSIVE = /^(?:wird|werden|wurde|wurden|ist|sind)$/i
const MODAL = /^(?:muss|müssen|soll|sollen|kann|können|darf|dürfen|hat|haben)$/i
const NOUN = /^\p{Lu}[\p{L}&/-]*$/u
const WORD = /^\p{Ll}+$/u

/** Function words that English does not have. */
const GERMAN =
  /(?<![\p{L}])(?:der|die|das|und|wird|werden|den|dem|ist|ein|eine|nicht|wenn|falls|sonst|für|mit|von|zum|zur|auf)(?![\p{L}])/giu
const MIN_WORDS = 2

export const isGerman = (text: string): boolean => {
  let found = 0
  for (const _ of text.slice(0, 4_000).matchAll(GERMAN)) if (++found >= MIN_WORDS) return true
  return /^(?:Der|Das|Ein|Eine)\s\p{Lu}/u.test(text)
}

/** The doer as it is written without its article; `null` when none is named. */
export function germanOwner(text: string): string | null {
  const plain = text.replace(CONNECTOR, '')
  const comma = plain.indexOf(', ')
  const clauses =
    /^(?:wenn|falls|sofern|sobald|nachdem|bevor|während)\b/i.test(plain) && comma > 0
      ? [plain.slice(comma + 2)]
      : [plain]
  for (const clause of clauses) {
    const words = clause
      .replace(/^dann /i, '')
      .split(' ')
      .slice(0, 14)
    const found = subjectBefore(words) ?? subjectAfter(words)
    if (found !== null) return found
  }
  const agent = AGENT.exec(plain)
  return agent
    ? nounAt(
        plain
          .slice(agent.index + agent[0].length)
          .split(' ')
          .slice(0, 8),
        0,
      ).noun
    : null
}

/** A noun with its adjectives before it and its genitive behind: `zuständige Sachbearbeiter`, `Leiter der Buchhaltung`. */
function nounAt(words: readonly string[], from: number): { noun: string | null; next: number } {
  let at = from
  while (at < words.length && WORD.test(words[at] ?? '') && /(?:e|er|en|es)$/.test(words[at] ?? '') && at < from + 2)
    at += 1
  const start = at
  while (at < words.length && NOUN.test((words[at] ?? '').replace(/[.,;]$/, ''))) {
    at += 1
    if (/[.,;]$/.test(words[at - 1] ?? '')) break
  }
  if (at === start) return { noun: null, next: from }
  if (/^(?:der|des)$/.test(words[at] ?? '') && NOUN.test(words[at + 1] ?? '')) {
    at += 2
  }
  return {
    noun: words
      .slice(from, at)
      .join(' ')
      .replace(/[.,;]$/, ''),
    next: at,
  }
}

const isVerb = (word: string): boolean =>
  WORD.test(word) && !NO_VERB.test(word) && (/(?:t|en|n)$/.test(word) || MODAL.test(word))

function subjectBefore(words: readonly string[]): string | null {
  const from = ARTICLE.test(words[0] ?? '') ? 1 : 0
  const { noun, next } = nounAt(words, from)
  const verb = words[next] ?? ''
  if (noun === null || PASSIVE.test(verb) || !isVerb(verb)) return null
  if (MODAL.test(verb) && /\bwerden\W*$/.test(words.join(' '))) return null
  return noun
}

/** After a clause or an adverb the verb stands first: “sendet der Versand …”. */
function subjectAfter(words: readonly string[]): string | null {
  const verb = (words[0] ?? '').toLowerCase()
  if (
    PASSIVE.test(verb) ||
    !/(?:t|en)$|^(?:muss|soll|kann|darf)$/.test(verb) ||
    !/^(?:der|die|das|ein|eine)$/.test(words[1] ?? '')
  )
    return null
  return nounAt(words, 2).noun
}

const PRONOUN = /^(?:er|sie|es|wir|man)$/

/** “informiert der Einkauf den Kunden”, as it stands behind a condition, in the order of a sentence of its own. */
export function germanOrder(text: string): string {
  const words = text.split(' ')
  const verb = words[0] ?? ''
  if (!(isVerb(verb) || PASSIVE.test(verb)) || !/^\p{Ll}/u.test(verb)) return text
  const article = ARTICLE.test(words[1] ?? '')
  const next = article ? nounAt(words, 2).next : PRONOUN.test(words[1] ?? '') ? 2 : 0
  if (next < (article ? 3 : 2)) return text
  const [first = '', ...rest] = words.slice(1, next)
  const last = words.length === next ? /[.!]$/.exec(words[next - 1] ?? '')?.[0] : undefined
  if (last !== undefined) return `${germanOrder(text.slice(0, -1))}${last}`
  if (/[.,;]$/.test(words[next - 1] ?? '')) return text
  return [first.charAt(0).toUpperCase() + first.slice(1), ...rest, verb, ...words.slice(next)].join(' ')
}

const VERB_FIRST = /^(\p{Lu}\p{Ll}{2,30}t (?:der|die|das|ein|eine) [^,.;]{2,160}), (?:so |dann )?(\p{Ll}.{2,400})$/u

/** “Weicht der Betrag ab, entscheidet die Leitung”: a condition without “wenn”. `null` for any other sentence. */
export function germanCondition(text: string): { condition: string; then: string } | null {
  const found = VERB_FIRST.exec(text)
  const [, condition, then] = found ?? []
  return condition !== undefined && then !== undefined && isGerman(text) ? { condition, then } : null
}

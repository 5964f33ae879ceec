// Reads a decision out of sentences: its question, and the ways on with what is done on each. Pure.
import { capital } from '../../../tools/shown-text.ts'
import { germanCondition, germanOrder } from './german-words.ts'
import { squeeze, withoutEnd } from './step-words.ts'

/** One way as the text says it; `target` is still in words. */
export interface SaidWay {
  when: string
  action: string | null
  target: string | null
}

export interface SaidDecision {
  question: string
  ways: SaidWay[]
}

const MARK = /^\**decision\**\s*:\s*\**\s*/i
const CONDITION = /^(?:if|in case|wenn|falls|sofern) ((?:[^,.;:]|[,.:](?=\d)){2,160}), (?:then |dann )?(.+)$/i
const YES = /^(?:so|yes|ja|it is|it does|they are|they do|that is so|true)$/i
const NO = /^(?:not|no|nicht|nein|it is not|it does not|they do not|they are not|false)$/i
const OTHERWISE =
  /^(?:otherwise|else|sonst|andernfalls|anderenfalls|ansonsten|above that|below that|in all other cases|in any other case)\b,? ?(.*)$/i

const PLACE =
  /\b(?:to|with|at|zu|mit|bei) (section|step|chapter|part|schritt|abschnitt) (\d{1,6}(?:\.\d{1,6}){0,3})\b/gi
const MOVES =
  /\b(?:go|goes|return|returns|returned|back|continue|continues|proceed|proceeds|move|moves|skip|skips|jump|jumps|weiter|zurück|geht|springt)\b/i
/** Forty characters between, and the longest of these verbs. */
const MOVES_WITHIN = 49

/** Where a sentence sends the work: `section 5`, `step 2.1`; `null` when it sends it nowhere. */
export function targetIn(text: string): string | null {
  const words = squeeze(text)
  for (const found of words.matchAll(PLACE)) {
    // The verb stands near, in the same sentence.
    const near = words.slice(Math.max(0, found.index - MOVES_WITHIN), found.index)
    const sentence = near.slice(Math.max(near.lastIndexOf('.'), near.lastIndexOf(';')) + 1)
    if (MOVES.test(sentence)) return `${/step|schritt/i.test(found[1] ?? '') ? 'step' : 'section'} ${found[2]}`
  }
  return null
}

const ENDS =
  /\b(?:rejects?|refuses?|declines?|cancels?|aborts?|ends?|stops?|freezes?|voids?|closes? (?:the|it)|endet|beendet|storniert|abgelehnt|lehnt)\b/i

/** Does the work end with this? “approves or rejects” leaves it open. */
export const endsIn = (text: string): boolean =>
  ENDS.test(text) && !/\bor (?:rejects?|refuses?|declines?)\b/i.test(text)

/** `null` for a sentence that decides nothing. */
export function readDecision(text: string): SaidDecision | null {
  const marked = MARK.test(text)
  const plain = squeeze(text.replace(MARK, ''))
  const body = marked ? plain : withInlineElse(plain.replace(ROLE_BEFORE, ''))
  const asked = ASKED.exec(body)
  if (asked?.[1] && asked[2]) return { question: asQuestion(asked[1]), ways: waysOf(asked[2]) }
  const turned = germanCondition(body)
  if (turned && !marked) return { question: asQuestion(turned.condition), ways: waysOf(`Wenn ja, ${turned.then}`) }
  const rewritten = readUnless(body) ?? readRepeat(body)
  if (rewritten && !marked) return rewritten
  const condition = CONDITION.exec(body)
  if (!marked && !condition) return null
  if (condition?.[1] && condition[2]) {
    return { question: asQuestion(condition[1]), ways: waysOf(`If so, ${condition[2]}`) }
  }
  const end = body.indexOf('?')
  const cut = end >= 0 ? end + 1 : (sentences(body)[0]?.length ?? body.length)
  return { question: asQuestion(body.slice(0, cut)), ways: waysOf(body.slice(cut).trim()) }
}

/** “Does it need work? If yes, …” */
const ASKED = /^([^.?!]{3,200})\? ((?:if (?:yes|so|not|no)|wenn (?:ja|nein|nicht)|falls (?:ja|nein|nicht))\b.+)$/i

/** “AR clerk: if …” */
const ROLE_BEFORE = /^\p{Lu}[\p{L} &/-]{1,40}: (?=(?:if|unless|wenn|falls)\b)/iu

/** “…, else the clerk books it” is a sentence of its own. */
const withInlineElse = (text: string): string =>
  CONDITION.test(text)
    ? text.replace(/[,;] (else|otherwise|sonst|andernfalls|ansonsten),? /i, (_, word: string) => `. ${capital(word)} `)
    : text

/** “X approves unless it is Y, in which case Z approves.” */
function readUnless(text: string): SaidDecision | null {
  const cut = / (?:unless|außer wenn|es sei denn,) /i.exec(text)
  if (!cut || cut.index < 4 || CONDITION.test(text)) return null
  const rest = withoutEnd(text.slice(cut.index + cut[0].length), '.')
  const other = /, (?:in which case|then|in diesem fall) /i.exec(rest)
  const condition = other ? rest.slice(0, other.index) : rest
  if (condition.length > 160) return null
  const action = other ? capital(rest.slice(other.index + other[0].length)) : null
  const regular = capital(withoutEnd(text.slice(0, cut.index), ','))
  return {
    question: asQuestion(condition),
    ways: [
      { when: 'yes', action, target: action === null ? null : targetIn(action) },
      { when: 'no', action: regular, target: targetIn(regular) },
    ],
  }
}

/** “Repeat steps 2 to 4 until the draft is good.” */
function readRepeat(text: string): SaidDecision | null {
  if (!/^(?:the \w{1,30} )?(?:repeats?|repeated|wiederhol\w*)\b/i.test(text)) return null
  const until = / (?:until|bis) /i.exec(text)
  if (!until || text.length > 400) return null
  const step = /\b(?:steps?|schritte?) (\d{1,4}(?:\.\d{1,4}){0,3})/i.exec(text.slice(0, until.index))?.[1]
  return {
    question: asQuestion(text.slice(until.index + until[0].length)),
    ways: [
      { when: 'yes', action: null, target: null },
      { when: 'no', action: null, target: step === undefined ? null : `step ${step}` },
    ],
  }
}

/** One question mark, at its end. */
export const asQuestion = (text: string): string => `${withoutEnd(squeeze(text.replaceAll('?', ' ')), '.,;:')}?`

/** An answer that can stand before a colon. */
export const asAnswer = (text: string): string => withoutEnd(squeeze(text.replaceAll(':', ' ')), '.,;') || 'so'

function waysOf(text: string): SaidWay[] {
  const ways: { when: string; said: string[] }[] = []
  for (const sentence of sentences(text)) {
    const condition = CONDITION.exec(sentence)
    const otherwise = OTHERWISE.exec(sentence)
    const last = ways.at(-1)
    if (condition?.[1] && condition[2]) ways.push({ when: answerOf(condition[1]), said: [condition[2]] })
    else if (otherwise)
      ways.push({
        when: last?.when === 'no' ? 'yes' : last?.when === 'yes' ? 'no' : 'otherwise',
        said: [otherwise[1] ?? ''],
      })
    else if (last) last.said.push(sentence)
    else ways.push({ when: 'yes', said: [sentence] })
  }
  const [only] = ways
  if (ways.length === 0) ways.push({ when: 'yes', said: [] }, { when: 'no', said: [] })
  else if (ways.length === 1 && only) {
    const other = { when: only.when === 'yes' ? 'no' : only.when === 'no' ? 'yes' : 'otherwise', said: [] }
    if (only.when === 'no') ways.unshift(other)
    else ways.push(other)
  }
  return ways.map(({ when, said }) => {
    const action = capital(
      squeeze(
        said
          .filter((part) => part !== '')
          .map(germanOrder)
          .join(' '),
      ),
    )
    const target = targetIn(action) ?? (endsIn(action) ? 'end' : null)
    return { when, action: action === '' ? null : action, target }
  })
}

const answerOf = (condition: string): string => {
  if (YES.test(condition)) return 'yes'
  return NO.test(condition) ? 'no' : asAnswer(condition)
}

/** Sentences; a point within a number or a short form such as “e.g.” ends none. */
export const sentences = (text: string): string[] =>
  text
    .split(/(?<=[.!?])(?<!\b(?:e\.g|i\.e|no|nr|ltd|inc)\.)\s+(?=[\p{Lu}"“*[])/u)
    .map((part) => part.trim())
    .filter((part) => part !== '')

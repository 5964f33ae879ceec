// The words by which a step says who does it, to what, and how fast. English and German; pure. It guesses nothing: what
// is not said is `null` or empty.

import type { WorkflowTime } from '@biplane/contracts/wire/process-artifacts'
import { capital } from '../../../tools/shown-text.ts'
import { germanOwner, isGerman } from './german-words.ts'

/** What people and systems do in procedures, in the form that follows “the clerk”. */
const VERBS = new Set(
  (
    'goes continues proceeds accepts adds adjusts agrees allocates analyses analyzes announces answers applies approves archives arranges asks assesses assigns attaches ' +
    'authorises authorizes balances blocks books brings builds calculates calls cancels captures changes charges checks chooses clarifies classifies ' +
    'clears closes codes collects compares compiles completes confirms contacts converts copies corrects counts creates debits decides declines defines ' +
    'deletes delivers deploys describes determines develops discusses dispatches documents downloads drafts drives empties ends enters escalates ' +
    'estimates evaluates examines executes exports extracts files fills finds fixes forwards freezes gathers generates gets gives grants hands handles ' +
    'identifies implements imports informs inserts inspects installs interviews invites invoices issues keeps labels leaves lists loads locks logs ' +
    'looks mails makes marks matches measures meets merges monitors moves names notes notifies obtains offers opens orders organises organizes packs pays ' +
    'performs picks places plans posts prepares presents prints processes produces provides publishes purchases puts queries raises reads receives ' +
    'reconciles records refunds registers rejects releases removes renews repairs replaces replies reports requests resets resolves returns reviews ' +
    'runs samples saves scans schedules searches selects sends separates sets ships shows signs sorts starts states stops stores submits supplies takes tells ' +
    'tests tracks trains transfers translates triggers types unlocks updates uploads validates verifies visits waits weighs withdraws works writes does is are'
  ).split(' '),
)
const MODALS = new Set(['must', 'shall', 'will', 'should', 'may', 'can', 'has', 'have'])
/** A subject holds none of these: then it is no subject. */
const NO_SUBJECT =
  /\b(?:if|when|once|after|before|until|unless|on|at|in|for|with|from|to|each|every|all|it|this|that|they|there)\b/i

const SUBJECT_WORDS = 5

export const squeeze = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('→', '->').trim()

/** The text without these characters at its end. */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

/** The role as the list of roles spells it. */
const known = (name: string, roles: readonly string[]): string | null =>
  roles.find((role) => role.toLowerCase() === name.toLowerCase()) ?? null

/** Who does it: the subject of its sentence, a name with a colon before it, or who stands after “by”. `null` for nobody. */
export function ownerIn(text: string, roles: readonly string[]): string | null {
  const plain = squeeze(text.replaceAll('*', '')).replace(CONNECTOR, '')
  if (isGerman(plain)) {
    for (const sentence of plain.split(SENTENCE_END).slice(0, MOST_SENTENCES)) {
      const owner = germanOwner(sentence)
      if (owner !== null) return known(owner, roles) ?? owner
    }
  }
  const named = /^([\p{Lu}][\p{L} &/-]{1,40}):\s/u.exec(plain)?.[1]
  if (named && !NO_ROLE.test(named) && (known(named, roles) || named.split(' ').length <= 3))
    return known(named, roles) ?? named
  const [, ...further] = plain.split(SENTENCE_END).slice(0, MOST_SENTENCES)
  for (const clause of [plain, ...(/^[^,]{3,80},\s+(.*)$/.exec(plain)?.slice(1) ?? []), ...further]) {
    const subject = subjectOf(clause, roles)
    if (subject) return subject
  }
  const doers = doersIn(plain)
  if (doers.length === 0) return null
  return byLongest(roles).find((role) => doers.some((doer) => beginsWith(doer, role.toLowerCase()))) ?? agentIn(plain)
}

/** A step may be titled before it says who does it. */
const SENTENCE_END = /(?<=[.!?]) (?=\p{Lu})/u
const MOST_SENTENCES = 3

/** Stands before a sentence and says nothing of who does it. */
const CONNECTOR =
  /^(?:then|next|finally|afterwards|after that|after this|first|second|lastly|also|subsequently|meanwhile|in the meantime|at the same time|in parallel),? (?=\p{L})/iu
const NO_ROLE = /^(?:note|important|warning|attention|example|hint|tip|remark|caution|step|hinweis|achtung|wichtig)$/i

const AGENT =
  /\b(?:is|are|be|been|being|was|were) (?:[\p{L}-]{1,30} ){1,5}by (the |an? )?([\p{L}][\p{L}&/-]{0,30}(?: [\p{L}][\p{L}&/-]{0,30}){0,3})/iu
/** How or when it is done, not by whom. */
const NO_AGENT =
  /^(?:hand|email|e-mail|mail|phone|telephone|post|letter|default|then|fax|noon|midnight|end|law|mistake|itself|themselves|monday|tuesday|wednesday|thursday|friday|saturday|sunday|next|close|using|means|date|deadline|system date)\b/i
/** Named without an article. */
const DEPARTMENT =
  /^(?:accounting|accounts|administration|billing|compliance|controlling|customer service|dispatch|engineering|facilities|finance|legal|logistics|maintenance|management|marketing|operations|payroll|procurement|production|purchasing|quality|reception|sales|security|shipping|support|treasury)$/i
const AGENT_ENDS =
  /\s(?:and|or|within|in|on|at|for|to|before|after|when|if|using|with|from|of the day|who|which|that|by|as|once|via|during|against)(?=\s|$)/i

/** “… is checked by the AR clerk”: an article, or a name with a capital, says that it is somebody. */
function agentIn(text: string): string | null {
  const found = AGENT.exec(text)
  const phrase = found?.[2] ?? ''
  const name = phrase.slice(0, AGENT_ENDS.exec(phrase)?.index)
  if (name === '' || NO_AGENT.test(name)) return null
  return found?.[1] !== undefined || /^\p{Lu}/u.test(name) || DEPARTMENT.test(name) ? capital(name) : null
}

const BY = /\bby (?:the |an? )?/g
/** A sentence names few; the longest name of a role is shorter. */
const MOST_DOERS = 20
const NAME_CHARS = 200

/** What stands behind each “by”, in lower case. */
function doersIn(plain: string): string[] {
  const lower = plain.toLowerCase()
  const found: string[] = []
  for (const { index, 0: by } of lower.matchAll(BY)) {
    found.push(lower.slice(index + by.length, index + by.length + NAME_CHARS))
    if (found.length === MOST_DOERS) break
  }
  return found
}

const beginsWith = (text: string, name: string): boolean =>
  text.startsWith(name) && !/^\w/.test(text.slice(name.length, name.length + 1))

const byLongest = (roles: readonly string[]): string[] => roles.toSorted((a, b) => b.length - a.length)

function subjectOf(clause: string, roles: readonly string[]): string | null {
  const words = clause.replace(/^(?:the|an?)\s+/i, '').split(' ')
  for (let at = 1; at <= Math.min(SUBJECT_WORDS, words.length - 1); at++) {
    const word = words[at]?.toLowerCase().replace(/[^a-z]/g, '') ?? ''
    const subject = words.slice(0, at).join(' ').replace(ADVERBS, '')
    const role = known(subject, roles)
    const passive = word === 'is' || word === 'are' || words[at + 1]?.toLowerCase() === 'be'
    if (role && !passive) return role
    if (!isVerb(word, words[at + 1] ?? '', subject) && !MODALS.has(word)) continue
    if (passive) return role && /ing$/.test(words[at + 1] ?? '') ? role : null
    if (!/^[\p{L}][\p{L}&/' -]*$/u.test(subject) || NO_SUBJECT.test(subject.replace(/\bIT\b/g, ''))) return null
    // “Receives …” at the beginning is a verb, not somebody.
    return VERBS.has(words[0]?.toLowerCase() ?? '') ? null : capital(subject)
  }
  return null
}

const ADVERBS =
  / (?:first|then|also|next|now|immediately|again|always|only|manually|carefully|finally|additionally|either|both|usually|subsequently)$/i
const DETERMINER = /^(?:the|an?|it|them|all|each|every|his|her|their|its|this|that|these|whether|both)$/i

/** A known verb; its plural form behind a plural; any word in the form of one before an object. */
function isVerb(word: string, next: string, subject: string): boolean {
  if (VERBS.has(word)) return true
  if (/s$/i.test(subject) && (VERBS.has(`${word}s`) || VERBS.has(`${word}es`))) return true
  return word.length > 3 && /[^s]s$/.test(word) && DETERMINER.test(next)
}

const MAKES =
  'opens creates records notes writes issues prepares books sends releases produces drafts signs generates files posts submits raises registers completes compiles'.split(
    ' ',
  )
/** “the records of …” are things and no doing; an order (“Open a case”) stands at the beginning. */
const MADE = `(?<!\\b(?:the|an?|of|all|its|their|in|no|from|with) )\\b(?:${MAKES.join('|')})|^(?:${MAKES.map((verb) => verb.slice(0, -1)).join('|')})`
const USED = '\\b(?:using|with|from|against|in)'
const WORD = '[\\p{L}][\\p{L}-]*'
const PHRASE = `(?:the |an? |its |their |his |her |this |that )?(${WORD}(?: ${WORD}){0,3}?)(?= ?(?:$|[,.;:()]|\\b(?:on|in|to|with|from|of|for|and|or|at|within|against|that|which|by|before|after|when|as|is|are|into|never|if|back)\\b))`
/** What stands for something else, and what is a time or a place and no thing. */
const NO_THING =
  /^(?:those|it|them|this|that|these|which.*|whom.*|what.*|whether.*|cases?|same|writing|question|turn|order|person|full|advance|addition|error|doubt|general|hand|(?:.*\s)?(?:days?|hours?|weeks?|time|run))$/i
const MOST_THINGS = 3

const OUTPUT = new RegExp(`(?:${MADE}) ${PHRASE}`, 'giu')
const INPUT = new RegExp(`(?:${USED}) ${PHRASE}`, 'giu')

const thingsAfter = (verbs: RegExp, text: string): string[] => {
  const found = [...squeeze(text).matchAll(verbs)]
    .map(([, thing]) => squeeze(thing ?? '').toLowerCase())
    .filter((thing) => thing.length > 2 && !NO_THING.test(thing))
  return [...new Set(found)].slice(0, MOST_THINGS)
}

/** What the step makes: the objects of its making verbs. */
export const outputsIn = (text: string): string[] => thingsAfter(OUTPUT, text)
/** What the step uses: what stands after “with”, “from”, “in” and the like. */
export const inputsIn = (text: string): string[] => thingsAfter(INPUT, text)

const DAY_HOURS = 8
const UNIT_HOURS: [RegExp, number][] = [
  [/^min/, 1 / 60],
  [/^h|^stunde/, 1],
  [/^d|^tag|^arbeitstag|^werktag/, DAY_HOURS],
  [/^w/, 5 * DAY_HOURS],
  [/^m/, 21 * DAY_HOURS],
]
const NUMBER_WORDS: Record<string, number> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  ein: 1,
  einem: 1,
  einer: 1,
  zwei: 2,
  drei: 3,
  vier: 4,
  fünf: 5,
  sechs: 6,
  sieben: 7,
  acht: 8,
  neun: 9,
  zehn: 10,
}
const AMOUNT =
  /(\d{1,9}(?:\.\d{1,9})?|one|two|three|four|five|six|seven|eight|nine|ten|einem|einer|ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn) ?(?:working |business |calendar )?(minutes?|minuten|min|hours?|hrs?|stunden?|h|days?|arbeitstage?n?|werktage?n?|tage?n?|weeks?|wochen?|months?|monate?n?)\b/i
const WITHIN = new RegExp(
  `\\b(?:within|in under|in at most|no later than|innerhalb von|innerhalb|binnen|spätestens nach|spätestens in) ${AMOUNT.source}`,
  'i',
)
const SAME_DAY = /\b(?:the )?same (?:working |business )?day\b|\bam (?:selben|gleichen) tag\b/i
const NEXT_DAY = /\bnext (?:working |business |daily )?(?:day|run)\b/i
const AT_ONCE = /\b(?:at once|immediately|sofort|unverzüglich)\b/i

/** A time as it stands in a table or after “Time:”; `null` when it says none. */
export function readTime(text: string): WorkflowTime | null {
  const words = squeeze(text)
  // Where the words alone would give other hours, these stand behind them.
  const exact = /^(.*?) = (\d+(?:\.\d+)?) h$/.exec(words)
  if (exact?.[1]) return { text: exact[1], hours: Number(exact[2]) }
  const amount = AMOUNT.exec(words)
  if (amount?.[1] && amount[2]) {
    const count = NUMBER_WORDS[amount[1].toLowerCase()] ?? Number(amount[1])
    const unit = UNIT_HOURS.find(([name]) => name.test(amount[2]?.toLowerCase() ?? ''))?.[1] ?? 1
    return { text: words, hours: Math.round(count * unit * 100) / 100 }
  }
  if (SAME_DAY.test(words)) return { text: words, hours: DAY_HOURS }
  if (NEXT_DAY.test(words)) return { text: words, hours: 2 * DAY_HOURS }
  if (AT_ONCE.test(words)) return { text: words, hours: 0.25 }
  return null
}

/** A time that a sentence promises: “within 2 working days”, “on the same day”. */
export function timeIn(text: string): WorkflowTime | null {
  const words = squeeze(text)
  const within = WITHIN.exec(words)?.[0]
  const said = within ?? SAME_DAY.exec(words)?.[0] ?? NEXT_DAY.exec(words)?.[0] ?? AT_ONCE.exec(words)?.[0]
  return said === undefined ? null : readTime(said)
}

/** Stems that say the same in another form: `approved` and `approval`. */
export const stemsOf = (text: string): Set<string> =>
  new Set(
    (text.toLowerCase().match(/[\p{L}]{3,}/gu) ?? [])
      .filter((word) => !/^(?:the|and|for|with|from|that|this|not|are|was|case|cases|after|before)$/.test(word))
      .map((word) => word.slice(0, 4)),
  )

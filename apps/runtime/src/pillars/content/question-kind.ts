// What kind of answer a question wants, and whether a sentence holds one: a person, a date, a number, a duration, a
// permission. Each pattern is linear. Pure.

export type AskedFor = 'person' | 'time' | 'duration' | 'amount' | 'count' | 'permission' | 'place' | 'reason' | 'any'

const KINDS: [AskedFor, RegExp][] = [
  [
    'duration',
    /\bhow (?:long|soon|fast|quickly|often|far in advance|early|late)\b|\bwie (?:lange?|oft|schnell)\b|\bhow many (?:days|weeks|months|years|hours|minutes)\b|\bwie viele (?:tage|wochen|monate|jahre|stunden)\b|\bnotice period\b|\bfrist\b/,
  ],
  [
    'amount',
    /\bhow (?:much|high|expensive)\b|\bwhat (?:does|do|is|are|was) .{0,80}\b(?:cost|price|fee|rate|limit|allowance|budget|amount)\b|\bwie (?:hoch|viel|teuer)\b|\bwas kostet\b|\bpercentage\b/,
  ],
  ['count', /\bhow (?:far|old|close|near)\b|\bhow many\b|\bwie viele\b|\bnumber of\b/],
  ['person', /\bwho(?:m|se)?\b|\bwho's\b|\bwer\b|\bwem\b|\bwen\b/],
  ['time', /\bwhen\b|\bwann\b|\bwhat (?:date|day|time)\b|\bby which date\b|\bdeadline\b|\bbis wann\b/],
  ['place', /^where\b|^wo(?:hin|her)?\b/],
  ['reason', /\bwhy\b|\bwarum\b/],
  [
    'permission',
    /^(?:and |so |but )?(?:may|can|could|is|are|do|does|am|must|should|will|has|have|darf|dürfen|kann|können|ist|sind|muss|müssen|wird|werden|hat|gibt)\b/,
  ],
]

export function askedFor(question: string): AskedFor {
  const lower = question.trim().toLowerCase()
  return KINDS.find(([, pattern]) => pattern.test(lower))?.[0] ?? 'any'
}

const MONTHS =
  'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember'
const UNITS =
  'seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|quarters?|sekunden?|minuten?|stunden?|tage?n?|werktage?n?|wochen?|monate?n?|jahre?n?'
const NUMBERS =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|ninety|half|ein|einem|einen|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|vierzehn|fünfzehn|achtzehn|zwanzig|dreißig|sechzig|neunzig'

const DATE = new RegExp(
  `\\b\\d{4}-\\d{2}-\\d{2}\\b|\\b\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}\\b|\\b(?:${MONTHS})\\b\\.? ?\\d|\\b\\d{1,2}(?:st|nd|rd|th)?\\.? (?:of )?(?:${MONTHS})\\b`,
  'i',
)
const DURATION = new RegExp(
  `\\b(?:\\d{1,6}|${NUMBERS})(?:[ -]| \\(\\d{1,6}\\) )(?:business |working |calendar |full )?(?:${UNITS})\\b`,
  'i',
)
const WHEN =
  /\b(?:immediately|at once|daily|weekly|monthly|annually|every (?:\p{L}{1,12} )?(?:day|week|month|quarter|year|monday|tuesday|wednesday|thursday|friday)|monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|sofort|unverzüglich|täglich|wöchentlich|monatlich|jährlich|before|after|until|within|end of|next payroll|\d{1,2}(?::\d\d| ?[ap]m| uhr)|(?:19|20)\d\d)\b/iu
const MONEY =
  /(?:[€$£¥]|\b(?:eur|usd|gbp|chf))\s?\d|\d\s?(?:[€$£¥%]|(?:eur|usd|gbp|chf|euros?|dollars?|pounds?|percent|prozent|per cent|cents?)\b)/i
const NUMBER = new RegExp(`\\d|\\b(?:${NUMBERS})\\b`, 'i')
const PERSON =
  /\b(?:by|from|to|with|von|vom|durch|an) (?:the |a |an |der |die |dem |den |einem |einer )?\p{L}|\b(?:manager|head|lead|leader|team|department|director|officer|owner|clerk|employee|employees|supplier|customer|board|committee|finance|hr|it|ceo|cfo|leitung|leiter|leiterin|abteilung|vorgesetzte[rn]?|geschäftsführung|contact|desk)\b|\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+|@/u
const CAPITALISED = /^["“(]?\p{Lu}[\p{Ll}.]{0,30}[,;)]?$/u
const SURNAME = /^\p{Lu}\p{Ll}{1,30}/u
/** Words that are capitalised because a sentence begins, or because they stand before a noun. */
const NO_NAME = new Set(
  'the a an this that these each every all if in on at for our your we it der die das den dem ein eine im am bei für jede jeder jedes'.split(
    ' ',
  ),
)

/** A name of a person or a firm, or where to reach them. */
function holdsName(sentence: string): boolean {
  if (sentence.includes('@') || sentence.includes('(the "') || sentence.includes('(the “')) return true
  const words = sentence.split(' ')
  return words.some((word, at) => {
    const next = words[at + 1] ?? ''
    return CAPITALISED.test(word) && SURNAME.test(next) && !NO_NAME.has(word.toLowerCase())
  })
}
const REASON =
  /\b(?:because|causes?|due to|since|as a result|so that|reason|owing|caused|thanks to|driven|weil|wegen|aufgrund|damit|grund)\b/i
const PLACE = /\b(?:in|at|on|to|near|under|im|am|auf|beim|unter) (?:the |a |der |dem )?[\p{L}\d]|@|https?:/iu
/** “Five years after the end” does not say when the end is. */
const RELATIVE = /\b(?:after|before|since|to) the (?:end|start|beginning|expiry|termination)\b/i
const RULE =
  /\b(?:not|no|never|may|must|can|cannot|only|allowed|permitted|prohibited|forbidden|required|require|requires|needs?|entitled|excluded|unless|without|is|are|nicht|kein|keine|darf|dürfen|muss|müssen|nur|verboten|untersagt|erlaubt|zulässig)\b/i

/** 1 where the sentence holds what was asked for, 0.5 for something near it, 0 for nothing of the kind. */
export function holds(kind: AskedFor, sentence: string): number {
  switch (kind) {
    case 'time':
      if (RELATIVE.test(sentence)) return 0.4
      if (DATE.test(sentence)) return 1
      if (DURATION.test(sentence)) return 0.9
      return WHEN.test(sentence) ? 0.8 : CONDITION.test(sentence) ? 0.6 : 0
    case 'duration':
      return DURATION.test(sentence) ? 1 : DATE.test(sentence) || WHEN.test(sentence) ? 0.5 : 0
    case 'amount':
      return MONEY.test(sentence) ? 1 : NUMBER.test(sentence) ? 0.5 : 0
    case 'count':
      return NUMBER.test(sentence) ? 1 : 0
    case 'person':
      return holdsName(sentence) ? 1 : PERSON.test(sentence) ? 0.7 : 0
    case 'permission':
      return RULE.test(sentence) ? 1 : 0.3
    case 'reason':
      return REASON.test(sentence) ? 1 : 0.3
    case 'place':
      return PLACE.test(sentence) ? 1 : 0.3
    case 'any':
      return 0.5
  }
}

const IDENTITY =
  /^(?:and |so )?(?:who(?:'s| is| are| was| were)|wer (?:ist|sind|war)) (?:the|our|your|my|der|die|das)\b/i

/** “Who is the landlord?” wants a name, where “Who pays?” also takes a role. */
export const wantsName = (question: string): boolean => IDENTITY.test(question.trim())
export const hasName = (sentence: string): boolean => holdsName(sentence)

const COUNTED = /\b(?:how many|wie viele) (\p{L}{3,40})/iu

/** The noun that “how many” counts; `null` for none. */
export const countedNoun = (question: string): string | null => COUNTED.exec(question)?.[1] ?? null

const QUANTITY = new RegExp(`^(?:\\d[\\d.,]{0,20}|${NUMBERS})$`, 'i')
export const isQuantity = (word: string): boolean => QUANTITY.test(word)

/** Words that say where or when without saying of what; a field such as “Place: …” answers those alone. */
const FIELDS: [AskedFor, RegExp][] = [
  ['place', /^(?:place|location|venue|room|address|ort|raum|adresse): /i],
  ['time', /^(?:date|day|datum|tag|termin): /i],
]
export const isFieldOf = (kind: AskedFor, sentence: string): boolean =>
  FIELDS.some(([asked, field]) => asked === kind && field.test(sentence))

export const hasDate = (text: string): boolean => DATE.test(text)
export const hasDuration = (text: string): boolean => DURATION.test(text)
export const hasMoney = (text: string): boolean => MONEY.test(text)
/** Without an answer of this kind, a sentence answers another question. */
export const needsKind = (kind: AskedFor): boolean => ['time', 'duration', 'amount', 'count'].includes(kind)

const NEGATED =
  /\b(?:not|no|never|none|cannot|can't|won't|neither|nor|prohibited|forbidden|excluded|rejected|refused|nicht|kein|keine|keinen|keiner|niemals|verboten|untersagt|unzulässig|ausgeschlossen)\b/i
const CONDITION =
  /\b(?:only|unless|except|if|as soon as|above|below|more than|less than|provided|subject to|without|until|up to|approval|needs?|requires?|nur|außer|wenn|falls|sofern|ohne|bis zu|genehmigung)\b/i

/** What a sentence decides about a yes-or-no question; `null` where it does not decide or the question is negated. */
export function decisionOf(question: string, sentence: string): 'yes' | 'no' | 'conditional' | null {
  if (askedFor(question) !== 'permission' || NEGATED.test(question)) return null
  if (
    !/\b(?:may|can|allowed|permitted|possible|reimbursed|paid|covered|refunded|included|darf|dürfen|kann|erlaubt|zulässig|erstattet|bezahlt)\b/i.test(
      question,
    )
  )
    return null
  const negated = NEGATED.test(sentence)
  if (CONDITION.test(sentence)) return 'conditional'
  if (negated) return 'no'
  return RULE.test(sentence) &&
    /\b(?:may|can|allowed|permitted|paid|reimbursed|covered|refunded|included|entitled|darf|dürfen|kann|können|erlaubt|zulässig|erstattet)\b/i.test(
      sentence,
    )
    ? 'yes'
    : null
}

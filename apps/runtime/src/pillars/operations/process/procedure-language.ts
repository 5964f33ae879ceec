// Recognizes the language of a procedure by its function words: English and German are read, others are named. Pure.

const LANGUAGES: [string, RegExp][] = [
  ['English', /\b(?:the|and|of|is|are|to|with|for|if|by|when|not|in|on|it)\b/g],
  ['German', /(?<![\p{L}])(?:der|die|das|und|wird|den|dem|ist|ein|eine|nicht|wenn|für|mit|von)(?![\p{L}])/gu],
  ['Spanish', /(?<![\p{L}])(?:el|la|los|las|de|del|que|y|en|se|una|por|con|para|si)(?![\p{L}])/gu],
  ['French', /(?<![\p{L}])(?:le|la|les|des|du|et|est|une|dans|pour|avec|sur|si|au|qui)(?![\p{L}])/gu],
  ['Italian', /(?<![\p{L}])(?:il|lo|la|gli|della|del|che|e|un|una|per|con|di|si|nel)(?![\p{L}])/gu],
  ['Portuguese', /(?<![\p{L}])(?:o|a|os|as|do|da|que|e|em|uma|para|com|não|se|no)(?![\p{L}])/gu],
  ['Dutch', /(?<![\p{L}])(?:de|het|een|en|van|is|wordt|niet|met|voor|als|op|door|naar)(?![\p{L}])/gu],
  ['Polish', /(?<![\p{L}])(?:i|w|na|z|do|nie|jest|się|jeśli|oraz|przez|dla|po)(?![\p{L}])/gu],
]
const READ_CHARS = 20_000
/** So many function words are no accident. */
const MIN_HITS = 4
const MIN_DIFFERENT = 3

export const languageNote = (language: string): string =>
  `Written in ${language}: owners, decisions and times are read in English and German only`

/** `null` for a language that is read, and where too little is said to tell. */
export function unreadLanguage(text: string): string | null {
  const lower = text.slice(0, READ_CHARS).toLowerCase()
  const counted = LANGUAGES.map(([name, words]) => {
    const found = lower.match(words) ?? []
    return { name, hits: new Set(found).size < MIN_DIFFERENT ? 0 : found.length }
  }).toSorted((a, b) => b.hits - a.hits)
  const [best] = counted
  if (!best || best.hits < MIN_HITS || best.name === 'English' || best.name === 'German') {
    return /[\u0400-\u04ff\u0600-\u06ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{8}/.test(lower)
      ? 'another script'
      : null
  }
  return best.name
}

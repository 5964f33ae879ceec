// Recognises two requests about files in which no word names a pillar: “summarize this file” and “how do I upload a file?”,
// in English and German. Experience routes with it and agents answer with it, so that both read a sentence in the same
// way. Pure.
import { withoutFileNames } from './file-names.ts'

/** A longer text is about more than this. */
const READ_CHARS = 2_000

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))

/** Nouns of what only a summary is made of; a table may also be asked for its numbers. */
const DOCUMENT_NOUNS = words(
  'file files document documents doc docs pdf pdfs attachment attachments upload uploads attached uploaded docx sop sops ' +
    'policy policies contract contracts letter memo article paper report reports text texts page pages procedure manual ' +
    'handbook datei dateien dokument dokuments dokumentes dokumente dokumenten anhang anhangs bericht berichts berichte ' +
    'vertrag vertrags richtlinie anleitung',
)
const TABLE_NOUNS = words(
  'spreadsheet spreadsheets workbook workbooks csv excel xlsx table tables sheet sheets tabelle tabellen',
)
const SUMMARISE = words(
  'summarise summarize summarised summarized summarising summarizing summary summaries tldr gist recap condense condensed ' +
    'zusammenfassung zusammenfassen zusammengefasst kurzfassung',
)
const POINTS = words('points takeaways takeaway facts')
const CONVERSATION = words('conversation chat discussion talked discussed said gespräch unterhaltung')
/** The other words that a request for a whole file may contain. */
const FRAME = words(
  'this that these those the a an my our your it its of in on from for me us to into please can could would will you i we ' +
    'want need like give make show tell write do does just quick quickly short shortly brief briefly main key most important ' +
    'points point takeaways takeaway bullets bullet sentences sentence lines paragraph paragraphs words one two three four ' +
    'five six seven eight nine ten whole entire last latest new newest just and ok okay now what is are whats about say ' +
    "what’s what's " +
    'contain english plain simple there up down all both each every ' +
    'es diese dieses diesen dieser die das der den dem des eine einen mir uns bitte kurz kannst können du sie mal in auf punkten ' +
    'sätzen stichpunkten wichtigsten ganze ganzen neue neueste',
)
/** Two words that mean it together; the second may come a little later: “sum it up”, “fasse die Datei zusammen”. */
const PAIRS: readonly (readonly [string, string, number])[] = [
  ['sum', 'up', 4],
  ['boil', 'down', 4],
  ['tl', 'dr', 1],
  ['in', 'short', 1],
  ['in', 'brief', 1],
  ['fasse', 'zusammen', 8],
  ['fass', 'zusammen', 8],
]
/** Verbs that ask for a file in short when nothing but the file is their object. */
const TELL = words('explain describe brief erkläre beschreibe')

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu) ?? []
const isNoun = (word: string): boolean => DOCUMENT_NOUNS.has(word) || TABLE_NOUNS.has(word)

interface Request {
  /** The word that asks. */
  word: string
  /** Whether it can also ask for something else: then it counts only in a sentence that contains no other words. */
  vague: boolean
}

/** `summarize` asks for the short form; what is grouped “by region” is a question about numbers. */
function requestIn(said: readonly string[]): Request | null {
  const found = said.find((word) => SUMMARISE.has(word))
  if (found !== undefined) return { word: found, vague: false }
  const points = said.findIndex((word) => POINTS.has(word))
  if (points > 0 && ['key', 'main', 'important'].includes(said[points - 1] ?? '')) {
    return { word: said[points] ?? '', vague: false }
  }
  if (said.includes('overview') && said.includes('of')) return { word: 'overview', vague: false }
  const [first, second] = said
  if ((first === 'what' || first === "what's" || first === 'what’s') && said.at(-1) === 'about' && second !== 'about') {
    return { word: 'about', vague: false }
  }
  const pair = PAIRS.find(([one, other, within]) => {
    const at = said.indexOf(one)
    return at >= 0 && said.slice(at + 1, at + 1 + within).includes(other)
  })
  if (pair) return { word: `${pair[0]} ${pair[1]}`, vague: true }
  const tells = said.find((word) => TELL.has(word))
  return tells === undefined ? null : { word: tells, vague: true }
}

/** Whether nothing but a whole file is asked for. */
function isWholeFile(said: readonly string[], { word }: Request): boolean {
  const own = new Set(word.split(' '))
  return said.every((one) => own.has(one) || FRAME.has(one) || isNoun(one) || SUMMARISE.has(one) || POINTS.has(one))
}

/**
 * The word that asks for a file in short, or `null`. `names` are the files that are known.
 * “Summarize the conversation” and “summarize amounts by region” ask for something else.
 */
export function asksForFileSummary(text: string, names: readonly string[] = []): string | null {
  const said = wordsOf(withoutFileNames(text.slice(0, READ_CHARS), names))
  if (said.includes('by') || said.some((word) => CONVERSATION.has(word)) || !said.some(isNoun)) return null
  const request = requestIn(said)
  return request === null || (request.vague && !isWholeFile(said, request)) ? null : request.word
}

/**
 * The same, where nothing but a file is asked for and it is called no table: “summarize the revenue in this file” and
 * “summarize this table” may be questions about numbers.
 */
export function asksForWholeFile(text: string, names: readonly string[] = []): boolean {
  if (asksForFileSummary(text, names) === null) return false
  const said = wordsOf(withoutFileNames(text.slice(0, READ_CHARS), names))
  const request = requestIn(said)
  return request !== null && isWholeFile(said, request) && !said.some((word) => TABLE_NOUNS.has(word))
}

/** The same without a noun: “summarize this”. With files attached it is clear what is meant. */
export function asksForSummary(text: string): boolean {
  const said = wordsOf(text.slice(0, READ_CHARS))
  if (said.includes('by') || said.some((word) => CONVERSATION.has(word)) || said.length > 12) return false
  const request = requestIn(said)
  if (request === null || TELL.has(request.word)) return false
  return request.vague ? isWholeFile(said, request) : SUMMARISE.has(request.word)
}

const GIVE = words(
  'upload uploading attach attaching add adding import importing send share submit provide load put get hochladen anhängen ' +
    'hochlade anhänge lade lad',
)
const GIVEN = words(
  'file files document documents doc docs pdf pdfs csv excel spreadsheet spreadsheets workbook table tables data sheet ' +
    'attachment attachments sop report reports invoice invoices contract contracts letter policy something it them datei ' +
    'dateien dokument dokumente pdfs tabelle tabellen anhang bericht vertrag etwas',
)
const HERE = words(
  'you here biplane this it chat conversation page app guide assistant liaison message my your the a an',
)
const MAY = words('can could may am is possible allowed able kann können darf')
const HOW = words('how where wie wo')
const LONGEST_QUESTION = 24

/** Asks how files come in, or which ones may: nothing has to be read to answer it. */
export function asksHowToUpload(text: string): boolean {
  if (text.length > READ_CHARS) return false
  const said = wordsOf(withoutFileNames(text))
  if (said.length > LONGEST_QUESTION) return false
  if (asksWhich(said) || asksHowLarge(said)) return true
  const give = said.findIndex((word) => GIVE.has(word))
  if (give < 0) return false
  // A German verb may stand at the end: “Wie kann ich eine Datei hochladen?”, “Wie lade ich eine Datei hoch?”
  const german = /^(?:hoch|anhäng|lade?$)/.test(said[give] ?? '')
  if (german && said[give]?.startsWith('lad') && !said.includes('hoch')) return false
  const given = (german ? said : said.slice(give + 1)).find((word) => GIVEN.has(word))
  const isUpload = german || said.some((word) => word.startsWith('upload'))
  if (given === undefined && !isUpload) return false
  if (german) return said.some((word) => HOW.has(word) || MAY.has(word)) || said.length <= 8
  // “Add data to a chart” and “upload a file to SharePoint” are about something else.
  const to = said.findIndex((word, at) => at > give && (word === 'to' || word === 'into' || word === 'in'))
  if (to >= 0 && to < said.length - 1 && !said.slice(to + 1).every((word) => HERE.has(word))) return false
  // “How do I get a file?” wants one out.
  if (said[give] === 'get' && (to < 0 || to === said.length - 1)) return false
  return isQuestionOfWay(said, give, isUpload)
}

function isQuestionOfWay(said: readonly string[], give: number, isUpload: boolean): boolean {
  const before = said.slice(0, give)
  if (before.some((word) => HOW.has(word))) return !before.includes('many') && !before.includes('much')
  if (before.some((word) => MAY.has(word)) && before.some((word) => word === 'i' || word === 'we')) return true
  // “Is it possible to send you a contract?”
  if (said.includes('you') && before[0] === 'is' && before[1] === 'it') return true
  if (!isUpload) return false
  // “I want to upload a file”, “upload a file”: the person has not found the button.
  return said.length <= 8 && before.every((word) => WISH.has(word))
}

const WISH = words("i we want would like need have wish to please help me let us i'd we'd i’d we’d trying am now")
const KINDS = words(
  'files file formats format documents types kinds filetypes filetype dateien dateiformate formate dateitypen dokumente',
)
const TAKE = words(
  'upload attach accept accepts accepted support supported read take handle open allow allowed use lesen hochladen annehmen ' +
    'öffnen verarbeiten nimmst liest unterstützt erlaubt',
)
const QUESTIONS = words('which what welche was')
const FRAME_OF_KINDS = words(
  'which what can could may do does you i we it here are is there of and or also even kind type sort for me us please ' +
    'welche was kann kannst können darf du ich wir sind man auch und oder für hier',
)
/** Kinds of file by their names; without an article none of them is a file that is there already. */
const NAMED_KINDS = words(
  'pdf pdfs csv csvs tsv json ndjson excel xlsx xls ods word docx doc html markdown md txt bpmn parquet images image photos ' +
    'pictures png jpg jpeg powerpoint pptx slides scans zip zips spreadsheets spreadsheet workbooks bilder fotos tabellen',
)

/** “Which files can I upload?”, “what formats do you support?”, “do you read PDFs?” */
function asksWhich(said: readonly string[]): boolean {
  if (said.length > 12 || !said.some((word) => TAKE.has(word))) return false
  const [first = '', second = ''] = said
  if (QUESTIONS.has(first) && said.some((word) => KINDS.has(word))) {
    return said.every((word) => FRAME_OF_KINDS.has(word) || KINDS.has(word) || TAKE.has(word))
  }
  const asksYou = /^(?:can|do|could|kannst)$/.test(first) && /^(?:you|du)$/.test(second)
  const named = (word: string) => NAMED_KINDS.has(word) || KINDS.has(word)
  return (
    asksYou &&
    said.slice(2).every((word) => TAKE.has(word) || named(word) || FRAME_OF_KINDS.has(word)) &&
    said.some(named)
  )
}

const SIZED = words(
  'file files document documents upload uploads uploaded pdf pdfs attachment attachments spreadsheet spreadsheets table ' +
    'tables csv excel workbook workbooks filesize datei dateien dokument dokumente anhang anhänge dateigröße tabelle tabellen',
)
const SIZES = words(
  'big biggest large larger largest huge heavy size sizes max maximum maximal limit limits mb megabytes mib gb gigabytes ' +
    'filesize groß großer große größe größte maximale maximaler grenze limits dateigröße mbs',
)
/** Words that make it a question of what is allowed, not of which of one's files is the largest. */
const ALLOWS = words(
  'can may could allow allowed accept take handle read support limit limits max maximum maximal upload uploads too up process ' +
    'darf dürfen kann können kannst maximale maximaler nimmst grenze hochladen erlaubt',
)
const FRAME_OF_SIZES = words(
  "how what is are whats what’s what's the a an for of be i we you do does there any on here my send it that to me in at most " +
    'one per each still please tell wie was ist sind die der das eine ein einen sein für du ich wir pro es gibt hier am höchstens ' +
    'many much',
)
/** “How big can a file be?”, “what is the biggest file you take?”, “Wie groß darf eine Datei sein?” */
const asksHowLarge = (said: readonly string[]): boolean =>
  said.length <= 14 &&
  said.some((word) => SIZED.has(word)) &&
  said.some((word) => SIZES.has(word)) &&
  said.some((word) => ALLOWS.has(word)) &&
  said.every(
    (word) =>
      FRAME_OF_SIZES.has(word) ||
      SIZED.has(word) ||
      SIZES.has(word) ||
      ALLOWS.has(word) ||
      /^\d{1,5}(?:mb|gb|mib)?$/.test(word),
  )

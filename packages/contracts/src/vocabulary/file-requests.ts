// Recognises two requests about files in which no word names a pillar: “summarize this file” and “how do I upload a file?”.
// Experience routes with it and agents answer with it, so that both read a sentence in the same way. Pure.
import { withoutFileNames } from './file-names.ts'

/** A longer text is about more than this. */
const READ_CHARS = 2_000

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))

const FILE_NOUNS = words(
  'file files document documents doc docs pdf pdfs attachment attachments upload uploads attached uploaded spreadsheet ' +
    'spreadsheets workbook workbooks csv excel xlsx docx sop sops policy policies contract contracts letter memo article ' +
    'paper report reports text texts page pages table tables sheet sheets procedure manual handbook',
)
const SUMMARISE = words(
  'summarise summarize summarised summarized summarising summarizing summary summaries tldr gist recap',
)
const POINTS = words('points takeaways takeaway facts')
const CONVERSATION = words('conversation chat discussion talked discussed said')

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu) ?? []

/** `summarize` asks for the short form; what is grouped “by region” is a question about numbers. */
function summaryWord(said: readonly string[]): string | null {
  const found = said.find((word) => SUMMARISE.has(word))
  if (found !== undefined) return found
  const points = said.findIndex((word) => POINTS.has(word))
  if (points > 0 && ['key', 'main', 'important'].includes(said[points - 1] ?? '')) return said[points] ?? null
  if (said.includes('overview') && said.includes('of')) return 'overview'
  const [first, second] = said
  return (first === 'what' || first === "what's" || first === 'what’s') && said.at(-1) === 'about' && second !== 'about'
    ? 'about'
    : null
}

/**
 * The word that asks for a file in short, or `null`. `names` are the files that are known.
 * “Summarize the conversation” and “summarize amounts by region” ask for something else.
 */
export function asksForFileSummary(text: string, names: readonly string[] = []): string | null {
  const said = wordsOf(withoutFileNames(text.slice(0, READ_CHARS), names))
  if (said.includes('by') || said.some((word) => CONVERSATION.has(word))) return null
  return said.some((word) => FILE_NOUNS.has(word)) ? summaryWord(said) : null
}

/** The same without a noun: “summarize this”. With files attached it is clear what is meant. */
export function asksForSummary(text: string): boolean {
  const said = wordsOf(text.slice(0, READ_CHARS))
  if (said.includes('by') || said.some((word) => CONVERSATION.has(word)) || said.length > 12) return false
  return said.some((word) => SUMMARISE.has(word))
}

const GIVE = words('upload uploading attach attaching add adding import importing send share submit provide load put')
const GIVEN = words(
  'file files document documents doc docs pdf pdfs csv excel spreadsheet spreadsheets workbook table tables data sheet ' +
    'attachment attachments sop report reports invoice invoices something it them',
)
const HERE = words(
  'you here biplane this it chat conversation page app guide assistant liaison message my your the a an',
)
const MAY = words('can could may am is possible allowed able')
const LONGEST_QUESTION = 24

/** Asks how files come in, or which ones may: nothing has to be read to answer it. */
export function asksHowToUpload(text: string): boolean {
  if (text.length > READ_CHARS) return false
  const said = wordsOf(withoutFileNames(text))
  if (said.length > LONGEST_QUESTION) return false
  const give = said.findIndex((word) => GIVE.has(word))
  const isUpload = said.some((word) => word.startsWith('upload'))
  if (asksWhich(said)) return true
  if (give < 0) return false
  const given = said.slice(give + 1).find((word) => GIVEN.has(word))
  if (given === undefined && !isUpload) return false
  // “Add data to a chart” and “upload a file to SharePoint” are about something else.
  const to = said.findIndex((word, at) => at > give && (word === 'to' || word === 'into' || word === 'in'))
  if (to >= 0 && to < said.length - 1 && !said.slice(to + 1).every((word) => HERE.has(word))) return false
  return isQuestionOfWay(said, give, isUpload)
}

function isQuestionOfWay(said: readonly string[], give: number, isUpload: boolean): boolean {
  const before = said.slice(0, give)
  if (before.includes('how') || before.includes('where')) return !before.includes('many') && !before.includes('much')
  if (before.some((word) => MAY.has(word)) && before.some((word) => word === 'i' || word === 'we')) return true
  if (!isUpload) return false
  // “I want to upload a file”, “upload a file”: the person has not found the button.
  return said.length <= 8 && before.every((word) => WISH.has(word))
}

const WISH = words("i we want would like need have wish to please help me let us i'd we'd i’d we’d trying am now")
const KINDS = words('files file formats format documents types kinds')
const TAKE = words('upload attach accept support read take handle')

/** “Which files can I upload?”, “what formats do you support?” */
const asksWhich = (said: readonly string[]): boolean =>
  said.length <= 12 &&
  (said[0] === 'which' || said[0] === 'what') &&
  said.some((word) => KINDS.has(word)) &&
  said.some((word) => TAKE.has(word)) &&
  said.some((word) => word === 'can' || word === 'may' || word === 'do')

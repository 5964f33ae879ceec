// Finds words and patterns that make a text hard to read: in heads of files, comments, test names and strings. Pure.
import jsTokens from 'js-tokens'

const indefinite = /\b(?:whoever|whomever|whatever|whichever|nobody|somebody)\b/i
const negation =
  /(?<!there )\b(?:is|are|was|were) no (?!longer\b|more\b|less\b|one\b)[a-z]+|\b(?:that|which|what) (?:is|are) none\b/i
const speech = /\b(?:is|are|was|were|been|be) (?:said|told)\b/i

/** Each rule: where it looks, and what it finds. A match of `pattern` is a fault. */
export const RULES = [
  { name: 'head begins with “Owns”', kinds: ['head'], pattern: /^Owns\b/ },
  { name: 'clause without a subject', kinds: ['head', 'comment', 'test'], pattern: indefinite },
  { name: 'negation by “no”', kinds: ['head', 'comment', 'test', 'string'], pattern: negation },
  { name: 'verb of speech for data', kinds: ['head', 'comment', 'test'], pattern: speech },
  { name: '“of ours”', kinds: ['head', 'comment', 'test', 'string'], pattern: /\bof ours\b/i },
  {
    name: 'test name begins without a verb',
    kinds: ['test'],
    pattern: /^(?:\[[^\]]*\] )*(?:who|whoever|whatever|nobody|of|that|also|where) /i,
  },
  { name: 'test name above 80 characters', kinds: ['test'], pattern: /^[\s\S]{81,}$/ },
  {
    name: 'log line in private words',
    kinds: ['string'],
    pattern: /\bby a mistake\b|\bnobody (?:caught|awaited)\b|\bstumbled\b|\bbegin anew\b/i,
  },
]

const SPACE = new Set(['WhiteSpace', 'LineTerminatorSequence'])
const COMMENT = new Set(['SingleLineComment', 'MultiLineComment'])
const STRING = new Set([
  'StringLiteral',
  'NoSubstitutionTemplate',
  'TemplateHead',
  'TemplateMiddle',
  'TemplateTail',
  'JSXText',
  'JSXString',
])
/** `test(`, `test.only(`, `describe.each(…)(`; the arguments of `each` are no names. */
const TEST_CALL = /^(?:test|it|describe)(?:\.\w+)*(?:\(\))?$/

/** Every head, comment, test name and string of a source, with its line. */
export function textsIn(file, source) {
  const tokens = jsTokens(source, { jsx: file.endsWith('x') })
  /** @type {{ kind: string, line: number, text: string }[]} */
  const texts = []
  const calls = callsOf()
  let line = 1
  /** @type {{ kind: string, line: number, text: string, blank?: boolean } | null} */
  let comment = null
  let first = true
  for (const { type, value } of tokens) {
    if (COMMENT.has(type)) {
      // Line comments that follow each other are one text, so that a sentence over two lines is read whole.
      if (comment && type === 'SingleLineComment') comment.text += ` ${plainComment(value)}`
      else {
        comment = { kind: first ? 'head' : 'comment', line, text: plainComment(value) }
        texts.push(comment)
      }
    } else if (!SPACE.has(type) && type !== 'HashbangComment') {
      comment = null
      if (STRING.has(type) && !calls.isModuleName()) {
        texts.push({ kind: calls.isTestName() ? 'test' : 'string', line, text: plainString(type, value) })
      }
      calls.next(type, value)
    } else if (value === '\n' && comment?.blank) comment = null
    if (comment) comment.blank = value === '\n'
    if (type !== 'HashbangComment' && !SPACE.has(type)) first = false
    line += value.split('\n').length - 1
  }
  return texts.map(({ kind, line: at, text }) => ({ kind, line: at, text: text.trim() }))
}

/** The faults of one source. */
export function faultsIn(file, source) {
  return textsIn(file, source).flatMap(({ kind, line, text }) =>
    RULES.filter(({ kinds, pattern }) => kinds.includes(kind) && pattern.test(text)).map(({ name }) => ({
      rule: name,
      line,
      text,
    })),
  )
}

/** Follows which call the next token is the first argument of. */
function callsOf() {
  const open = []
  let chain = ''
  let previous = ''
  let generics = 0
  return {
    isTestName: () => previous === '(' && TEST_CALL.test(open.at(-1) ?? '') && !open.at(-1)?.endsWith('.each'),
    isModuleName: () => previous === 'from' || previous === 'import',
    next(type, value) {
      const before = previous
      previous = value
      if (generics > 0) {
        generics += value === '<' ? 1 : /^>+$/.test(value) ? -value.length : 0
        return
      }
      if (value === '<' && /^(?:test|it|describe)\./.test(chain)) generics = 1
      else if (type === 'IdentifierName') chain = before === '.' ? `${chain}.${value}` : value
      else if (value === '(') {
        open.push(chain)
        chain = ''
      } else if (value === ')') chain = `${open.pop() ?? ''}()`
      else if (value !== '.') chain = ''
    },
  }
}

const plainComment = (text) =>
  text
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^(?:\/\*\*?|\/\/|\*\/|\*)/, '')
        .replace(/\*\/$/, '')
        .trim(),
    )
    .join(' ')

const plainString = (type, value) =>
  type === 'JSXText' ? value : value.replace(/^['"`}]/, '').replace(/(?:['"`]|\$\{)$/, '')

// Detects personal data in text: addresses, numbers with checksums. Names are recognised only in a whole column. Pure.
import { readDay } from '../../../tools/calendar.ts'

export const PERSONAL_KINDS = ['email', 'iban', 'card', 'phone'] as const
export type PersonalKind = (typeof PERSONAL_KINDS)[number]

export const KIND_WORDS: Record<PersonalKind, { one: string; many: string }> = {
  email: { one: 'e-mail address', many: 'e-mail addresses' },
  iban: { one: 'bank account (IBAN)', many: 'bank accounts (IBAN)' },
  card: { one: 'card number', many: 'card numbers' },
  phone: { one: 'telephone number', many: 'telephone numbers' },
}

export interface PersonalMatch {
  kind: PersonalKind
  start: number
  end: number
  /** What identifies it, however it is spaced: the same number is the same person's. */
  identity: string
}

interface Rule {
  kind: PersonalKind
  /** Without it no match is possible, and most cells of a table are turned away by it. */
  needs: RegExp
  pattern: RegExp
  identity(found: string): string
  valid(found: string): boolean
}

const digitsOf = (found: string): string => found.replace(/\D/g, '')

/** RFC 5321 allows 254; what is a little longer is still a person's. */
const LONGEST_ADDRESS = 320

/** In the order of precedence: what an IBAN is, is no card and no telephone. */
const RULES: Rule[] = [
  {
    kind: 'email',
    needs: /@/,
    // Only from the beginning of a run of such characters: from each of its places it would be quadratic.
    pattern: /(?<![\p{L}\d._%+-])[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu,
    identity: (found) => found.toLowerCase(),
    valid: (found) => found.length <= LONGEST_ADDRESS && /^\p{L}{2,}$/u.test(found.slice(found.lastIndexOf('.') + 1)),
  },
  {
    kind: 'iban',
    needs: /[A-Z]{2}\d{2}/,
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g,
    identity: (found) => found.replaceAll(' ', ''),
    valid: (found) => isIban(found.replaceAll(' ', '')),
  },
  {
    kind: 'card',
    needs: /\d{4}/,
    pattern: /(?<![\d.,-])\d(?:[ -]?\d){12,18}(?![\d.,])/g,
    identity: digitsOf,
    valid: (found) => /^(?:4|5[1-5]|2[2-7]|3[47]|6(?:011|5))/.test(digitsOf(found)) && passesLuhn(digitsOf(found)),
  },
  {
    kind: 'phone',
    needs: /\d{3}/,
    pattern:
      /(?<![\w.,+-]|\d )(?:(?:\+|00)[1-9]\d{0,2}[ ./-]?(?:\(\d{1,4}\)[ ./-]?)?\d(?:[ ./-]?\d){5,11}|\(?0\d{1,4}\)?[ /-]\d(?:[ -]?\d){4,9}|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4})(?!\w|,\d)/g,
    identity: (found) => digitsOf(found).replace(/^00/, ''),
    valid: (found) => readDay(found, 'dmy') === null && digitsOf(found).length >= 7,
  },
]

/** ISO 13616: the country and the check digits moved behind, letters as numbers, the rest of a division by 97 is 1. */
export function isIban(compact: string): boolean {
  if (compact.length < 15 || compact.length > 34) return false
  const turned = compact.slice(4) + compact.slice(0, 4)
  let rest = 0
  for (const character of turned) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

/** ISO/IEC 7812: every second digit from the right doubled, the sum of all digits ends in 0. */
export function passesLuhn(digits: string): boolean {
  if (/^(\d)\1*$/.test(digits)) return false
  let sum = 0
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at])
    const twice = at % 2 === 1 ? 2 * digit : digit
    sum += twice > 9 ? twice - 9 : twice
  }
  return sum % 10 === 0
}

/** All matches, in order, none within another. */
export function findPersonalData(text: string, kinds: readonly PersonalKind[] = PERSONAL_KINDS): PersonalMatch[] {
  const found: PersonalMatch[] = []
  for (const { kind, needs, pattern, identity, valid } of RULES) {
    if (!kinds.includes(kind) || !needs.test(text)) continue
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length]
      if (!valid(match[0]) || found.some((other) => start < other.end && end > other.start)) continue
      found.push({ kind, start, end, identity: `${kind}:${identity(match[0])}` })
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

/** Enough to find it again, not enough to use it: `a…@example.com`, `DE…`, `…1234`. */
export function masked(found: string, kind: PersonalKind): string {
  if (kind === 'email') return `${found.slice(0, 1)}…@${found.slice(found.indexOf('@') + 1)}`
  if (kind === 'iban') return `${found.slice(0, 2)}…${found.slice(-2)}`
  return `…${digitsOf(found).slice(-2)}`
}

const NAME_HEADER =
  /(?:^|_)(?:name|names|surname|lastname|firstname|manager|owner|contact|employee|person|rep|agent|author|assignee|staff|patient|student|driver)(?:_|$)/
const PERSON = /^\p{Lu}[\p{L}'’.-]+(?: (?:\p{Lu}[\p{L}'’.-]*|von|van|de|da|di|del|der|den|la|le|bin|al)){1,4}$/u
const COMPANY =
  /\b(?:AB|AG|AS|A\/S|BV|Co|Corp|GmbH|Group|Holding|Inc|KG|LLC|Ltd|Limited|NV|Oy|Oyj|PLC|SA|SAS|SE|SpA|Srl|Services|Systems|Bank|Partners|Shipping|Logistics|Works|Industries|Foods?|Trading|Solutions)\b\.?/i
const MOSTLY = 0.8
const FEW = 0.1

/** Whether the cells of a column are mostly written like names of people, and its header agrees. `header` as words: `account_manager`. */
export function looksLikeNames(header: string, cells: readonly string[]): boolean {
  if (cells.length === 0 || !NAME_HEADER.test(header)) return false
  const persons = cells.filter((cell) => PERSON.test(cell.trim()) && !COMPANY.test(cell)).length
  const companies = cells.filter((cell) => COMPANY.test(cell)).length
  return persons >= MOSTLY * cells.length && companies <= FEW * cells.length
}

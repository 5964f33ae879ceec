// Finds the encoding of a text from its bytes, and decodes it. Encodings are compared by how well the result reads:
// nearly every string of bytes is valid in several of them.
import { type Decision, decide } from './decision.ts'

export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'macintosh',
  'koi8-r',
  'ibm866',
  'shift_jis',
  'gb18030',
  'big5',
  'euc-kr',
  'euc-jp',
] as const
export type TextEncoding = (typeof ENCODINGS)[number]

export const isEncoding = (name: string): name is TextEncoding => ENCODINGS.some((known) => known === name)

/** Windows-1252 for 0x80–0x9F: Node 20's decoder leaves control characters there. */
const HIGH_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** What is looked at; an encoding that is right for so much is right for all. */
const SAMPLE_BYTES = 256 * 1024

export function decodeAs(bytes: Uint8Array, encoding: TextEncoding, fatal = false): string | null {
  try {
    const text = new TextDecoder(encoding, { fatal }).decode(bytes)
    return encoding === 'windows-1252' ? fixed1252(text) : text
  } catch {
    return null
  }
}

export const fixed1252 = (text: string): string =>
  text.replace(/[\u0080-\u009f]/g, (char) => HIGH_1252.charAt(char.charCodeAt(0) - 0x80))

/** `null` where the bytes are no text in any encoding known here. `cut`: the bytes are only the beginning of the file. */
export function findEncoding(all: Uint8Array, cut = false): Decision<TextEncoding> | null {
  const bytes = all.subarray(0, SAMPLE_BYTES)
  const marked = byMark(bytes)
  if (marked) return decide(marked, 'certain', 'the file says so in its first bytes')
  const wide = bySilence(bytes)
  if (wide) return decide(wide, 'likely', 'every second byte is zero')
  if (bytes.includes(0)) return nulFree(bytes)
  if (!bytes.some((byte) => byte >= 0x80)) return decide('utf-8', 'certain', 'only plain ASCII characters')
  if (validUtf8(bytes, cut || all.length > SAMPLE_BYTES)) return decide('utf-8', 'certain', 'all bytes are valid UTF-8')
  return byReading(bytes)
}

/** A few stray zero bytes in a text are a fault of the program that wrote it; many are no text. */
function nulFree(bytes: Uint8Array): Decision<TextEncoding> | null {
  let zeros = 0
  let control = 0
  for (const byte of bytes) {
    if (byte === 0) zeros++
    else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) control++
  }
  if (control > 0 || zeros > Math.max(1, bytes.length / 1000)) return null
  return findEncoding(bytes.filter((byte) => byte !== 0))
}

function byMark(bytes: Uint8Array): TextEncoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
}

/** UTF-16 without a mark: Latin text has a zero in every other byte. */
function bySilence(bytes: Uint8Array): TextEncoding | null {
  const pairs = Math.floor(Math.min(bytes.length, 4096) / 2)
  if (pairs < 2) return null
  let [even, odd] = [0, 0]
  for (let at = 0; at < pairs * 2; at += 2) {
    if (bytes[at] === 0) even++
    if (bytes[at + 1] === 0) odd++
  }
  if (odd > pairs * 0.6 && even < pairs * 0.05) return 'utf-16le'
  return even > pairs * 0.6 && odd < pairs * 0.05 ? 'utf-16be' : null
}

function validUtf8(bytes: Uint8Array, cut: boolean): boolean {
  // The end of a sample may lie within a character.
  for (let less = 0; less <= (cut ? 3 : 0); less++) {
    if (decodeAs(bytes.subarray(0, bytes.length - less), 'utf-8', true) !== null) return true
  }
  return false
}

interface Scored {
  encoding: TextEncoding
  score: number
  text: string
}

function byReading(bytes: Uint8Array): Decision<TextEncoding> | null {
  const scored = [...singleByte(bytes), ...doubleByte(bytes)].toSorted((a, b) => b.score - a.score)
  const [best] = scored
  if (!best || best.score <= 0) return null
  const others = scored.filter((other) => other.text !== best.text && other.score > 0)
  const close = others.filter((other) => other.score >= best.score * 0.9).map((other) => other.encoding)
  const rest = others
    .filter((other) => other.score < best.score * 0.9 && other.score > 0.3)
    .map((other) => other.encoding)
  return close.length > 0
    ? decide(best.encoding, 'ambiguous', 'its letters read well in more than one encoding', [...close, ...rest])
    : decide(best.encoding, 'likely', 'its letters read best in this encoding', rest)
}

/** Letters beside ASCII of languages, the frequent ones first. */
const ALPHABETS: Partial<Record<TextEncoding, string[]>> = {
  'windows-1252': [
    'üäößÄÖÜ',
    'éèàêçôâîûùëïœÉÈÀÇ',
    'óíáñéúüÁÉÍÓÚÑ¿¡',
    'ãçéáíóâêôõúàÃÇÉÁ',
    'åäöÅÄÖé',
    'øåæØÅÆé',
    'èàùòìéÈÀ',
  ],
  macintosh: ['üäößÄÖÜ', 'éèàêçôâîûùëïœÉÈÀÇ', 'óíáñéúüÁÉÍÓÚÑ', 'ãçéáíóâêôõúÃÇÉ', 'åäöÅÄÖé', 'øåæØÅÆé'],
  'windows-1250': [
    'łóążęśćńźŁŻŚĆÓ',
    'íáéřěšýčžůúťňďŘŠČŽÍÁ',
    'áéöóőüíűúÁÉÖŐ',
    'ăîâşţĂÎŞŢ',
    'čšžćđČŠŽĆĐ',
    'áíčéžýšúľťôňĺÁČ',
  ],
}
/** What stands beside words in these encodings and says nothing against them. */
const MARKS = new Set('€£¥§°©®™–—‘’“”„‚…•«»²³µ·´¡¿±×½¼¾ªº №\u00a0')
const ORDER: TextEncoding[] = ['windows-1252', 'windows-1250', 'windows-1251', 'macintosh', 'koi8-r', 'ibm866']

function singleByte(bytes: Uint8Array): Scored[] {
  return ORDER.flatMap((encoding, rank) => {
    const text = decodeAs(bytes, encoding)
    if (text === null || /[\u0080-\u009f\ufffd]/.test(text)) return []
    const alphabets = ALPHABETS[encoding]
    const score = alphabets ? Math.max(...alphabets.map((letters) => latinScore(text, letters))) : cyrillicScore(text)
    return [{ encoding, score: score - rank * 0.001, text }]
  })
}

/** How much of the letters beside ASCII belongs to one language, from 0 to 1. */
function latinScore(text: string, letters: string): number {
  let [sum, count, run] = [0, 0, 0]
  const chars = [...text]
  chars.forEach((char, at) => {
    if (char < '\u0080') {
      run = 0
      return
    }
    count++
    run++
    const inWord = isLetter(chars[at - 1]) && isLetter(chars[at + 1])
    const index = letters.indexOf(char)
    if (index >= 0)
      sum +=
        run > 2
          ? -0.5
          : !isLetter(chars[at - 1]) && !isLetter(chars[at + 1])
            ? 0.4
            : index < letters.length / 2
              ? 1
              : 0.7
    else if (MARKS.has(char) && !inWord) sum += 0.6
    // A capital inside of a word of small letters is the mark of a wrong encoding.
    else sum -= inWord ? 1 : 0.3
    if (index >= 0 && isLower(chars[at - 1]) && char !== char.toLowerCase()) sum -= 1.5
  })
  return count === 0 ? 0 : sum / count
}

const isLetter = (char: string | undefined): boolean => char !== undefined && /\p{L}/u.test(char)
const isLower = (char: string | undefined): boolean => char !== undefined && /\p{Ll}/u.test(char)

function cyrillicScore(text: string): number {
  let [sum, count] = [0, 0]
  const chars = [...text]
  chars.forEach((char, at) => {
    if (char < '\u0080') return
    count++
    const joined = isCyrillic(chars[at - 1]) || isCyrillic(chars[at + 1])
    if (!joined) sum -= 0.5
    else if (/[а-яё]/.test(char)) sum += 'оеаинтсрвлкмдпу'.includes(char) ? 1.05 : 0.8
    else if (/[А-ЯЁ]/.test(char)) sum += isLower(chars[at - 1]) ? -1 : isLetter(chars[at - 1]) ? 0.3 : 0.9
    else if (/\p{Script=Cyrillic}/u.test(char)) sum += 0.5
    else sum += MARKS.has(char) ? 0.2 : -1
  })
  if (count === 0) return 0
  // Single accented letters between ASCII ones are Latin; Cyrillic comes in words.
  const alone = chars.filter(
    (char, at) => char >= '\u0080' && (isAsciiLetter(chars[at - 1]) || isAsciiLetter(chars[at + 1])),
  ).length
  return sum / count - (alone / count) * 1.5
}

const isCyrillic = (char: string | undefined): boolean => char !== undefined && /\p{Script=Cyrillic}/u.test(char)
const isAsciiLetter = (char: string | undefined): boolean => char !== undefined && /[A-Za-z]/.test(char)

const JAPANESE_KANA = /[\u3040-\u30ff]/
const DOUBLE: TextEncoding[] = ['shift_jis', 'gb18030', 'big5', 'euc-kr', 'euc-jp']

function doubleByte(bytes: Uint8Array): Scored[] {
  return DOUBLE.flatMap((encoding) => {
    const text = decodeAs(bytes, encoding, true)
    if (text === null) return []
    return [{ encoding, score: pairScore(bytes, encoding, JAPANESE_KANA.test(text)), text }]
  })
}

/** The two standards put frequent characters into one range: how many of the pairs lie there. */
function pairScore(bytes: Uint8Array, encoding: TextEncoding, kana: boolean): number {
  let [sum, pairs, lone] = [0, 0, 0]
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] ?? 0
    if (lead < 0x80) continue
    // Half-width Japanese letters are single bytes, and rare in files of today.
    if (encoding === 'shift_jis' && lead >= 0xa1 && lead <= 0xdf) {
      lone++
      continue
    }
    // Within a word of ASCII letters it is more likely an accented letter.
    const inWord = isAsciiByte(bytes[at - 1])
    sum += inWord ? -0.5 : frequency(lead, bytes[at + 1] ?? 0, encoding)
    pairs++
    at++
  }
  if (pairs === 0) return 0
  const bonus = kana && (encoding === 'shift_jis' || encoding === 'euc-jp') ? 0.2 : 0
  // A single pair may well be two letters of a Latin encoding.
  return (sum / (pairs + lone)) * (pairs === 1 ? 0.6 : 1.05) + bonus
}

const isAsciiByte = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a))

function frequency(lead: number, trail: number, encoding: TextEncoding): number {
  const within = (low: number, high: number) => lead >= low && lead <= high
  switch (encoding) {
    case 'shift_jis':
      return within(0x82, 0x83) || within(0x88, 0x97) ? 1 : within(0x81, 0x84) ? 0.6 : 0.2
    case 'gb18030':
      return within(0xb0, 0xd7) && trail >= 0xa1 ? 0.95 : within(0xa1, 0xa3) && trail >= 0xa1 ? 0.6 : 0.1
    case 'big5':
      return within(0xa4, 0xc6) ? 0.8 : within(0xa1, 0xa3) ? 0.5 : 0.2
    case 'euc-kr':
      return within(0xb0, 0xc8) && trail >= 0xa1 ? 0.97 : within(0xa1, 0xa3) ? 0.5 : 0
    default:
      return within(0xa4, 0xa5) ? 1 : within(0xb0, 0xcf) && trail >= 0xa1 ? 0.7 : 0.2
  }
}

// Decodes bytes to text: the encoding, or that it is binary. Never interprets the text.

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

export interface DecodedText {
  text: string
  encoding: Encoding
}

/** Characters that no text file holds; their presence means a binary format. Tab, line feed, form feed, return may. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is looked for
const BINARY = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f]/

/** Bytes that windows-1252 leaves undefined. */
const UNDEFINED_1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d])

/** Line ends become `\n`, a byte order mark goes; `null` when the bytes are not text in an encoding known here. */
export function decodeText(bytes: Uint8Array): DecodedText | null {
  for (const encoding of encodingsOf(bytes)) {
    const text = decode(bytes, encoding)
    if (text === null) continue
    if (BINARY.test(text)) return null
    return { text: text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text, encoding }
  }
  return null
}

/** What the bytes may be, the likeliest first. */
function* encodingsOf(bytes: Uint8Array): Generator<Encoding> {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return yield 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return yield 'utf-16be'
  yield 'utf-8'
  // Old exports from Windows; only after UTF-8 has failed, because every byte string looks a little like it.
  if (!bytes.some((byte) => UNDEFINED_1252.has(byte))) yield 'windows-1252'
}

function decode(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

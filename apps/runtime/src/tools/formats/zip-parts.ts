// Extracts the allowed parts of an office file within bounds, and repacks them uncompressed for a library. No library
// ever inflates an uploaded file. [L11]
import { crc32, inflateRawSync } from 'node:zlib'
import { Refusal } from '@biplane/contracts/refusal'
import type { ZipEntry } from './zip-index.ts'

/** An honest office file stays far below each; a bomb is over one of them before a byte of it is inflated. */
export const ZIP_LIMITS = {
  entries: 5_000,
  entryBytes: 64 * 1024 * 1024,
  totalBytes: 128 * 1024 * 1024,
  /** Inflated bytes for one packed byte; small parts may be as regular as they like. */
  ratio: 250,
  ratioFromBytes: 1024 * 1024,
} as const

const LOCAL = 0x04034b50
const LOCAL_BYTES = 30

export interface ZipPart {
  name: string
  bytes: Uint8Array
}

/** @throws TOO_LARGE for a bomb, UNSUPPORTED_FILE for what is locked */
export function refuseBomb(entries: readonly ZipEntry[]): void {
  if (entries.length > ZIP_LIMITS.entries) {
    throw new Refusal('TOO_LARGE', `The file holds more than ${ZIP_LIMITS.entries.toLocaleString('en')} parts.`)
  }
  const total = entries.reduce((sum, { size }) => sum + size, 0)
  const hollow = entries.some(
    ({ size, packed }) =>
      size > ZIP_LIMITS.entryBytes || (size > ZIP_LIMITS.ratioFromBytes && size > ZIP_LIMITS.ratio * packed),
  )
  if (hollow || total > ZIP_LIMITS.totalBytes) {
    throw new Refusal('TOO_LARGE', 'The file would unpack to more than can be read; it was not unpacked.')
  }
  if (entries.some(({ encrypted }) => encrypted)) {
    throw new Refusal('UNSUPPORTED_FILE', 'The file is locked with a password.')
  }
}

/**
 * Unpacks the wanted parts, each to exactly the size that the index states.
 * @throws TOO_LARGE where a part is larger than it states, UNSUPPORTED_FILE where it is damaged
 */
export function unpack(bytes: Uint8Array, entries: readonly ZipEntry[], wanted: (name: string) => boolean): ZipPart[] {
  refuseBomb(entries)
  return entries.filter(({ name }) => wanted(name)).map((entry) => ({ name: entry.name, bytes: inflate(bytes, entry) }))
}

function inflate(bytes: Uint8Array, { at, packed, size, method, crc }: ZipEntry): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (at + LOCAL_BYTES > bytes.byteLength || view.getUint32(at, true) !== LOCAL) throw damaged()
  const from = at + LOCAL_BYTES + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
  const inside = bytes.subarray(from, from + packed)
  if (inside.byteLength !== packed || (method !== 0 && method !== 8)) throw damaged()
  let out: Uint8Array = inside
  if (method === 8) {
    try {
      out = inflateRawSync(inside, { maxOutputLength: Math.max(1, size) })
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
        throw new Refusal('TOO_LARGE', 'A part of the file is larger than it states; it was not unpacked.')
      }
      throw damaged()
    }
  }
  if (out.byteLength !== size || crc32(out) >>> 0 !== crc) throw damaged()
  return out
}

const damaged = (): Refusal => new Refusal('UNSUPPORTED_FILE', 'The file is damaged: a part of it cannot be unpacked.')

/** The parts as an archive in which nothing is packed. */
export function storePlain(parts: readonly ZipPart[]): Uint8Array {
  const names = parts.map(({ name }) => Buffer.from(name, 'utf8'))
  const local = parts.reduce((sum, { bytes }, at) => sum + LOCAL_BYTES + (names[at]?.length ?? 0) + bytes.byteLength, 0)
  const index = names.reduce((sum, name) => sum + 46 + name.length, 0)
  const out = Buffer.alloc(local + index + 22)
  const starts: number[] = []
  let at = 0
  for (const [which, { bytes }] of parts.entries()) {
    const name = names[which] ?? Buffer.alloc(0)
    starts.push(at)
    out.writeUInt32LE(LOCAL, at)
    writeFacts(out, at + 4, bytes, name.length)
    at += LOCAL_BYTES + name.copy(out, at + LOCAL_BYTES)
    out.set(bytes, at)
    at += bytes.byteLength
  }
  const begin = at
  for (const [which, { bytes }] of parts.entries()) {
    const name = names[which] ?? Buffer.alloc(0)
    out.writeUInt32LE(0x02014b50, at)
    out.writeUInt16LE(20, at + 4)
    writeFacts(out, at + 6, bytes, name.length)
    out.writeUInt32LE(starts[which] ?? 0, at + 42)
    at += 46 + name.copy(out, at + 46)
  }
  out.writeUInt32LE(0x06054b50, at)
  out.writeUInt16LE(parts.length, at + 8)
  out.writeUInt16LE(parts.length, at + 10)
  out.writeUInt32LE(at - begin, at + 12)
  out.writeUInt32LE(begin, at + 16)
  return out
}

/** The fields that both records of an entry have, from “version needed” to the length of the name. */
function writeFacts(out: Buffer, at: number, bytes: Uint8Array, nameLength: number): void {
  out.writeUInt16LE(20, at)
  out.writeUInt16LE(0x0800, at + 2)
  out.writeUInt32LE(crc32(bytes) >>> 0, at + 10)
  out.writeUInt32LE(bytes.byteLength, at + 14)
  out.writeUInt32LE(bytes.byteLength, at + 18)
  out.writeUInt16LE(nameLength, at + 22)
}

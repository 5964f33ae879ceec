// The content of a file that lies in the worker's folder: tools themselves reach no file.
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { HEAD_BYTES, openContent } from '../tools/file-content.ts'
import type { FileContent } from '../tools/tool-file.ts'

/** The content of a file, of which nothing but the beginning is read until it is asked for. */
export function openFile(path: string): FileContent {
  const handle = openSync(path, 'r')
  try {
    const { size } = fstatSync(handle)
    const head = new Uint8Array(Math.min(size, HEAD_BYTES))
    readSync(handle, head, 0, head.length, 0)
    let content: FileContent | null = null
    const whole = () => {
      content ??= openContent(new Uint8Array(readFileSync(path)))
      return content
    }
    return {
      path,
      size,
      head,
      bytes: () => whole().bytes(),
      text: () => whole().text(),
      sheet: (format) => whole().sheet(format),
      once: (name, read) => whole().once(name, read),
    }
  } finally {
    closeSync(handle)
  }
}

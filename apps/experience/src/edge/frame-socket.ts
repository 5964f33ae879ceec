// Keeps an unsent text frame as bytes. A string waiting in a stream is counted by characters and held at four times its
// size: itself, and the three bytes for each character that Node reserves. [L13]
import { WebSocket } from 'ws'

/** Less than this goes out, or is soon taken; and a string is the cheaper one then. */
const AT_ONCE_BYTES = 16 * 1024

/** A text as it is best written behind so much that waits already. */
export const writable = (text: string, unsentBytes: number): string | Buffer =>
  text.length + unsentBytes > AT_ONCE_BYTES ? Buffer.from(text) : text

type Send = Parameters<WebSocket['send']>

/** A socket that says text in text frames, whether it is written as a string or as bytes. */
export class FrameSocket extends WebSocket {
  override send(data: Send[0], options?: Send[1] | Send[2], done?: Send[2]): void {
    const frame = typeof data === 'string' ? writable(data, this.bufferedAmount) : data
    if (typeof data === 'string' && frame !== data) {
      const given = typeof options === 'object' ? options : {}
      super.send(frame, { ...given, binary: false }, typeof options === 'function' ? options : done)
    } else if (typeof options === 'object') super.send(frame, options, done)
    else super.send(frame, options)
  }
}

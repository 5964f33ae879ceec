// Bounds the frames sent to Runtime: what many conversations start or resume at once is split into several. One large
// frame would be rejected as a whole, and every answer in it. [L7]

const MOST_CALLS = 32
const MOST_CHARS = 1024 * 1024

/** The frames for what the link would send as one: itself, unless it is a batch of too many calls or too much text. */
export function boundedBatches(frame: string): string[] {
  if (!frame.startsWith('[') || (frame.length <= MOST_CHARS && callsAtMost(frame) <= MOST_CALLS)) return [frame]
  const calls: unknown = JSON.parse(frame)
  if (!Array.isArray(calls)) return [frame]
  const frames: string[] = []
  let batch: string[] = []
  let chars = 0
  for (const call of calls) {
    const text = JSON.stringify(call)
    if (batch.length === MOST_CALLS || (batch.length > 0 && chars + text.length > MOST_CHARS)) {
      frames.push(`[${batch.join(',')}]`)
      batch = []
      chars = 0
    }
    batch.push(text)
    chars += text.length
  }
  frames.push(`[${batch.join(',')}]`)
  return frames
}

const METHOD = '"method":"'

/** Each call names its method, so there are no more calls than names; nearly every batch is let pass without being read. */
function callsAtMost(frame: string): number {
  let count = 0
  for (let at = frame.indexOf(METHOD); at >= 0; at = frame.indexOf(METHOD, at + METHOD.length)) count += 1
  return count
}

import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { TurnWrites } from './turn-writes.ts'

/** Notes how many chunks each call to the kernel would get. */
class Kernel extends Writable {
  readonly calls: string[][] = []
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.calls.push([String(chunk)])
    done()
  }
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.calls.push(chunks.map(({ chunk }) => String(chunk)))
    done()
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('joins the writes of one turn in order', async () => {
  const kernel = new Kernel()
  const writes = new TurnWrites(kernel)
  for (const text of ['a', 'b']) {
    writes.join()
    kernel.write(text)
  }
  // Readers go on in microtasks of the same turn.
  await Promise.resolve()
  writes.join()
  kernel.write('c')
  await turn()
  expect(kernel.calls).toEqual([['a', 'b', 'c']])
  writes.join()
  kernel.write('d')
  await turn()
  expect(kernel.calls.flat()).toEqual(['a', 'b', 'c', 'd'])
  expect(kernel.writableCorked).toBe(0)
})

test('writes a long page in parts', async () => {
  const kernel = new Kernel()
  const writes = new TurnWrites(kernel)
  for (let i = 0; i < 100; i += 1) {
    writes.join()
    kernel.write(String(i))
  }
  expect(kernel.calls.length).toBeGreaterThan(0)
  await turn()
  expect(kernel.calls.flat()).toEqual(Array.from({ length: 100 }, (_, i) => String(i)))
})

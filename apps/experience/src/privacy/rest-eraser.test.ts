import { setImmediate } from 'node:timers/promises'
import { openLog } from '@biplane/process/log'
import { expect, test } from 'vitest'
import { openRestEraser } from './rest-eraser.ts'

const log = openLog('experience', 'silent')

/** A store of which so many slices are left. */
function storeWith(slices: number) {
  const said: string[] = []
  return {
    said,
    scrub: () => void said.push('scrub'),
    command: (async () => {
      await setImmediate()
      if (slices === 0) return { left: false }
      slices -= 1
      said.push('slice')
      return { left: true }
    }) as never,
  }
}

test('[L16] overwrites the bytes again after the last slice', async () => {
  const store = storeWith(3)
  const eraser = openRestEraser(store, log)
  eraser.begin()
  while (store.said.length < 5) await setImmediate()
  await eraser.close()
  expect(store.said).toEqual(['scrub', 'slice', 'slice', 'slice', 'scrub'])
})

test('[L16] stops after the slice at work', async () => {
  const store = storeWith(1_000)
  const eraser = openRestEraser(store, log)
  eraser.begin()
  while (store.said.length < 3) await setImmediate()
  await eraser.close()
  expect(store.said.length).toBeLessThan(10)
})

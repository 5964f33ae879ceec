import { setImmediate } from 'node:timers/promises'
import { openLog } from '@biplane/process/log'
import { expect, test } from 'vitest'
import { nothingErased } from '../store/commands/erased.ts'
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
      if (slices === 0) return { left: false, erased: nothingErased() }
      slices -= 1
      said.push('slice')
      const erased = nothingErased()
      erased.counts.answers += 1
      return { left: true, erased }
    }) as never,
  }
}

const openEraser = (store: ReturnType<typeof storeWith>) =>
  openRestEraser({
    store,
    onErased: async () => {},
    onDone: ({ answers }) => void store.said.push(`done ${answers}`),
    log,
  })

test('[L16] overwrites the bytes again after the last slice', async () => {
  const store = storeWith(3)
  const eraser = openEraser(store)
  eraser.begin()
  while (store.said.length < 6) await setImmediate()
  await eraser.close()
  expect(store.said).toEqual(['scrub', 'slice', 'slice', 'slice', 'done 3', 'scrub'])
})

test('[L16] stops after the slice at work', async () => {
  const store = storeWith(1_000)
  const eraser = openEraser(store)
  eraser.begin()
  while (store.said.length < 3) await setImmediate()
  await eraser.close()
  expect(store.said.length).toBeLessThan(10)
})

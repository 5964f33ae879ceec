import { expect, test } from 'vitest'
import { completed, StoreBench, started } from './store.test-support.ts'

const QUESTIONS = 1_050

test('[L10] searches very many messages page by page, each once and newest first', async () => {
  await using bench = await StoreBench.open()
  const place = await bench.place()
  for (let at = 0; at < QUESTIONS; at += 1) {
    const { invocation } = await bench.begun(place, { text: `needle ${at}` })
    await bench.append(invocation.id, [started(), completed(2)])
  }
  const pages: number[] = []
  const contents: string[] = []
  let before: number | undefined
  do {
    const wanted = { sessionId: place.sessionId, like: '%needle%', take: 9_999 }
    const { found, next } = await bench.store.query(
      'searchMessages',
      before === undefined ? wanted : { ...wanted, before },
    )
    pages.push(found.length)
    contents.push(...found.map(({ content }) => content))
    before = next ?? undefined
  } while (before !== undefined)
  // A question and its answer are two messages.
  expect(pages).toEqual([500, 500, 50])
  expect(contents).toEqual(Array.from({ length: QUESTIONS }, (_, at) => `needle ${QUESTIONS - 1 - at}`))
})

test('[L10] has one empty page where nothing was said', async () => {
  await using bench = await StoreBench.open()
  const place = await bench.place()
  const page = await bench.store.query('searchMessages', { sessionId: place.sessionId, like: '%a%', take: 9 })
  expect(page).toEqual({ found: [], next: null })
})

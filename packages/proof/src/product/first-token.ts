// `npx tsx packages/proof/src/product/first-token.ts`: how long after a send the first piece of a built-in answer is seen,
// on the real processes as they are shipped. Prints one JSON line and one readable line.
import { eventsOf, Product } from './product.test-support.ts'

const SENDS = 100
const QUESTIONS = ['What can you do?', 'Who is more than 90 days late?', 'hello']

await using product = await Product.open({
  env: { AGENT_PIECES_PER_SECOND: '50', NODE_ENV: 'production', LOG_LEVEL: 'info' },
})
await using anna = await product.guest()
const reader = anna.read()
await reader.until((items) => items.length === 1)

const waits: number[] = []
for (let i = 0; i < SENDS; i += 1) {
  const began = performance.now()
  const { invocation_id } = await anna.send(QUESTIONS[i % QUESTIONS.length] ?? '', `m${i}`)
  await reader.until((items) =>
    eventsOf(items).some((event) => event.type === 'agent.token' && event.invocation_id === invocation_id),
  )
  waits.push(performance.now() - began)
  await anna.trpc.invocation.cancel.mutate({ invocation_id: invocation_id as never })
  await reader.until((items) =>
    eventsOf(items).some(
      (event) =>
        (event.type === 'agent.cancelled' || event.type === 'agent.completed') && event.invocation_id === invocation_id,
    ),
  )
}
waits.sort((a, b) => a - b)
const at = (share: number) => Number((waits[Math.floor(share * (waits.length - 1))] ?? 0).toFixed(1))
const figure = {
  figure: 'first token after send',
  sends: SENDS,
  p50_ms: at(0.5),
  p90_ms: at(0.9),
  p99_ms: at(0.99),
  node: process.version,
}
console.log(JSON.stringify(figure))
console.log(
  `first token of a built-in answer after send: p50 ${figure.p50_ms} ms, p90 ${figure.p90_ms} ms, p99 ${figure.p99_ms} ms`,
)

// A worker process for tests: with the argument `stick` it runs a query that never ends and takes no interruption.
import { DuckDBInstance } from '@duckdb/node-api'

const instance = await DuckDBInstance.create(':memory:')
const connection = await instance.connect()
let calls = 0
process.on('message', async (message) => {
  if (!message.tool) return
  calls++
  if (message.args === 'stick') await connection.run('SELECT count(*) FROM range(1000000000000) a, range(1000000) b')
  if (message.args === 'die') process.kill(process.pid, 'SIGKILL')
  process.send({ call: message.call, outcome: { kind: 'done', result: calls } })
})
process.on('disconnect', () => process.exit(0))
process.send({ ready: true })

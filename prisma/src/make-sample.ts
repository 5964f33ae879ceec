// Writes the committed sample files. Run after a change of the generator: `tsx src/make-sample.ts`.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { makeReceivables, makeRefundSop, SAMPLE_SEED } from './sample.ts'

const folder = path.join(import.meta.dirname, '../sample')
mkdirSync(folder, { recursive: true })
writeFileSync(path.join(folder, 'receivables.csv'), makeReceivables(SAMPLE_SEED))
writeFileSync(path.join(folder, 'refund-sop.md'), makeRefundSop())
process.stdout.write(`sample made from seed ${SAMPLE_SEED}\n`)

// `pnpm contract`: prints every change of the contract since the last release, and which of them break a client.
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { changesInWords } from './contract-change.ts'
import { contractChanges } from './contract-changes.ts'
import { contractSnapshot } from './snapshot.ts'

const { contract } = z
  .object({ contract: z.record(z.string(), z.record(z.string(), z.json())) })
  .parse(JSON.parse(readFileSync(new URL('../contract.release.json', import.meta.url), 'utf8')))
const changes = contractChanges(contract, contractSnapshot())
const breaking = changes.filter((change) => change.breaking).length
process.stdout.write(
  `${changesInWords(changes)}\n${changes.length} changes since the last release, ${breaking} of them break a client\n`,
)

// `pnpm --filter @biplane/contracts changes`: prints every change of the contract since the last release, and which of them break a client.
import { changesInWords } from './contract-change.ts'
import { contractChanges } from './contract-changes.ts'
import { readRelease } from './contract-release.ts'
import { contractSnapshot } from './snapshot.ts'

const changes = contractChanges(readRelease().contract, contractSnapshot())
const breaking = changes.filter((change) => change.breaking).length
process.stdout.write(
  `${changesInWords(changes)}\n${changes.length} changes since the last release, ${breaking} of them break a client\n`,
)

// Accepts a changed contract: writes `contract.snapshot.json` from the current code.
import { writeFileSync } from 'node:fs'
import { contractSnapshot, snapshotText } from './snapshot.ts'

writeFileSync(new URL('../contract.snapshot.json', import.meta.url), snapshotText(contractSnapshot()))

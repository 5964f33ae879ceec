// Owns the accepting of a changed contract: writes `contract.snapshot.json` as the code has it now.
import { writeFileSync } from 'node:fs'
import { contractSnapshot, snapshotText } from './snapshot.ts'

writeFileSync(new URL('../contract.snapshot.json', import.meta.url), snapshotText(contractSnapshot()))

// Makes the current contract the one of the last release: writes `contract.release.json`. Part of making a release.
import { writeFileSync } from 'node:fs'
import { contractSnapshot } from './snapshot.ts'
import { PROTOCOL_VERSION } from './vocabulary/protocol-version.ts'

const release = { protocol_version: PROTOCOL_VERSION, contract: contractSnapshot() }
writeFileSync(new URL('../contract.release.json', import.meta.url), `${JSON.stringify(release)}\n`)

// Makes the current contract the one of the last release: writes `contract.release.json`. Part of making a release.
import { writeRelease } from './contract-release.ts'
import { contractSnapshot } from './snapshot.ts'
import { PROTOCOL_VERSION } from './vocabulary/protocol-version.ts'

writeRelease({ protocol_version: PROTOCOL_VERSION, contract: contractSnapshot() })

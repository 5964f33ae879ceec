import { expect, test } from 'vitest'
import { changesInWords } from './contract-change.ts'
import { contractChanges } from './contract-changes.ts'
import { readRelease } from './contract-release.ts'
import { contractSnapshot } from './snapshot.ts'
import { PROTOCOL_VERSION } from './vocabulary/protocol-version.ts'

const release = readRelease()

test('[F12] breaks no client of the last release', () => {
  const breaking = contractChanges(release.contract, contractSnapshot()).filter((change) => change.breaking)
  const how = `A client of the last release could not go on unchanged:\n${changesInWords(breaking)}\n
If that is meant, raise PROTOCOL_VERSION in vocabulary/protocol-version.ts above ${release.protocol_version}, and say in PROTOCOL.md
and CHANGELOG.md what such a client has to do.`
  expect(PROTOCOL_VERSION > release.protocol_version ? [] : breaking, how).toEqual([])
})

test('[F12] the version never falls', () => {
  expect(PROTOCOL_VERSION).toBeGreaterThanOrEqual(release.protocol_version)
})

// The contract of the last release, as it is committed.
import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const FILE = new URL('../contract.release.json', import.meta.url)

const release = z.object({
  protocol_version: z.int(),
  contract: z.record(z.string(), z.record(z.string(), z.json())),
})
export type ContractRelease = z.infer<typeof release>

export const readRelease = (): ContractRelease => release.parse(JSON.parse(readFileSync(FILE, 'utf8')))

export const writeRelease = (value: ContractRelease): void => writeFileSync(FILE, `${JSON.stringify(value)}\n`)

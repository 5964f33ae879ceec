// `pnpm seed`: puts a guest's session with the sample's files into the database, and says how to use it.
// The product must not be running: one database file belongs to one process.
import { createReadStream } from 'node:fs'
import path from 'node:path'
import { openLog } from '@biplane/process/log'
import { openExperience } from './compose.ts'
import { readConfig } from './config.ts'
import { findPlaces } from './places.ts'

const SAMPLE = ['receivables.csv', 'refund-sop.md']

const config = { ...readConfig(process.env, findPlaces()), port: 0 }
const experience = await openExperience(config, {
  log: openLog('experience', 'warn'),
  failPoint: () => {},
  onFatal: (error) => {
    throw error
  },
})
try {
  const url = `http://127.0.0.1:${experience.port}`
  const opened = await fetch(`${url}/api/auth/session`, { method: 'POST' })
  const { session_token }: { session_token: string } = JSON.parse(await opened.text())
  for (const name of SAMPLE) {
    const form = new FormData()
    const chunks: Buffer[] = []
    for await (const chunk of createReadStream(path.join(config.sampleDir, name))) chunks.push(chunk)
    form.set('file', new Blob(chunks), name)
    const headers = { authorization: `Bearer ${session_token}` }
    const response = await fetch(`${url}/api/files`, { method: 'POST', headers, body: form })
    if (!response.ok) throw new Error(await response.text())
    process.stdout.write(`${name}: ${JSON.parse(await response.text()).file_uuid}\n`)
  }
  process.stdout.write(`A guest's session with these files: Authorization: Bearer ${session_token}\n`)
} finally {
  await experience.close()
}

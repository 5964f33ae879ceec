import { connect } from 'node:net'
import { openLog } from '@biplane/process/log'
import { Facts } from '@biplane/proof/facts'
import { expect, test } from 'vitest'
import { Live } from './live.test-support.ts'

test('[L11] keeps and logs nothing of an upload that its client leaves', async () => {
  const lines: { level: string; msg: string }[] = []
  const facts = new Facts()
  const write = (line: string) => {
    lines.push(JSON.parse(line))
    facts.changed()
  }
  await using live = await Live.open({ log: openLog('experience', 'debug', { write }) })
  const { token } = await live.guest()
  const socket = connect(Number(new URL(live.url).port), '127.0.0.1')
  socket.write(
    'POST /api/files HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 90000\r\n' +
      `Authorization: Bearer ${token}\r\n\r\n` +
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nid,name\n1,A',
    () => socket.destroy(),
  )
  await facts.until(() => lines.some(({ msg }) => msg === 'a client left in the middle of its request'))
  expect(lines.filter(({ level }) => level === 'error')).toEqual([])
  const files = await fetch(`${live.url}/api/files`, { headers: { authorization: `Bearer ${token}` } })
  expect(await files.json()).toEqual([])
})

import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { Disk } from '../campaign/power-loss/disk.ts'
import { DATA, upload } from '../campaign/power-loss/load.ts'
import { readShown } from '../campaign/power-loss/shown.ts'
import { SurvivorCheck } from '../campaign/power-loss/survivor-check.test-support.ts'
import { readTrace, straceTo, whyNoTrace } from '../campaign/power-loss/trace.ts'
import { seeded } from '../seeded.ts'
import { Product } from './product.test-support.ts'

test.skipIf(whyNoTrace() !== null)('[L1, L14, D3.1, R7] keeps first-start files and an upload', async () => {
  const place = realpathSync(mkdtempSync(path.join(tmpdir(), 'power-loss-')))
  try {
    const [root, trace] = [path.join(place, 'root'), path.join(place, 'trace')]
    mkdirSync(root)
    await using product = await Product.open({
      directory: path.join(root, DATA),
      // The key is created without any question.
      runtime: { url: 'http://127.0.0.1:1', key: '' },
      wrapper: { experience: straceTo(trace) },
    })
    await using anna = await product.guest()
    await upload(product, anna.token)
    // Who answers again has come back from the call that told the first answer: the trace has all of it.
    await fetch(`${product.url}/healthz`)
    await product.kill('experience')
    const steps = await readTrace(trace, root)
    const shown = readShown(steps)
    expect([shown.sessions.length, shown.files.length]).toEqual([1, 1])
    using check = await SurvivorCheck.open(shown)
    for (const { at } of [...shown.sessions, ...shown.files]) {
      const disk = new Disk(root)
      for (const step of steps.filter((earlier) => earlier.at < at)) disk.apply(step)
      const left = disk.survivors('synced', seeded(1))
      expect(String(left.get(`${DATA}/internal.key`))).toMatch(/^[\w-]{43}\n$/)
      expect(await check.check(left, at + 1)).toEqual({
        corrupt: 0,
        lost: 0,
        altered: 0,
        gaps: 0,
        lost_files: 0,
        new_epochs: 0,
      })
    }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
})

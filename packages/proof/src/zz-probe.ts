import { kills } from './campaign/figures/kills.ts'
import { seeded } from './seeded.ts'

process.setMaxListeners(0)
const t = performance.now()
const r = await kills.run({ random: seeded(7), size: (u) => Math.round(u / Number(process.argv[2])), say() {} })
console.log(JSON.stringify(r), Math.round(performance.now() - t), 'harness', process.cpuUsage())

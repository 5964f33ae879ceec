// The worker's entry while the source runs as it is; the bundle starts tool-worker.js instead.
import { register } from 'tsx/esm/api'

register()
await import('./tool-worker.ts')

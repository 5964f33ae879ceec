// Development and tests: loads the TypeScript of the writer thread. The bundle has its own entry.
import { register } from 'tsx/esm/api'

register()
await import('./writer-thread.ts')

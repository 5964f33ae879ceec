// `npm run start:experience` and `npm run start:runtime`: one production process each, after set-up.
import { runInPlace } from './processes.mjs'

const [name] = process.argv.slice(2)
if (name !== 'experience' && name !== 'runtime') {
  process.stderr.write('usage: start-one.mjs experience|runtime\n')
  process.exit(2)
}
runInPlace(name)

// Node arguments that `npm start` uses, for tests that start the processes themselves.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const FILE = path.resolve(import.meta.dirname, '../../../../scripts/node-args.json')

export const SHIPPED_ARGS = z.array(z.string()).parse(JSON.parse(readFileSync(FILE, 'utf8')))

// Owns what the product tells node when `npm start` starts it, for whoever starts its processes otherwise.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const FILE = path.resolve(import.meta.dirname, '../../../../scripts/node-args.json')

export const SHIPPED_ARGS = z.array(z.string()).parse(JSON.parse(readFileSync(FILE, 'utf8')))

// Splits the questions: those held out from tuning, and those that run in every test.
import { createHash } from 'node:crypto'

/** Of a question's name alone: adding questions moves none from one part to the other. */
const rank = (salt: string, id: string): number =>
  createHash('sha256').update(`${salt}:${id}`).digest().readUInt32BE(0) / 2 ** 32

/** A third is held out: its single outcomes are not printed. */
export const isHeldOut = (id: string): boolean => rank('held-out', id) < 1 / 3

/** The part that every test run asks. */
export const isSampled = (id: string): boolean => rank('sample', id) < 0.21

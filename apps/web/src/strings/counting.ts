// Formats counts in English.
import { formatNumber } from '../design/format.ts'

export const plural = (n: number, one: string, many: string) => `${formatNumber(n)} ${n === 1 ? one : many}`

export const mebibytes = (bytes: number) => `${Math.floor(bytes / (1024 * 1024))}\u00a0MB`

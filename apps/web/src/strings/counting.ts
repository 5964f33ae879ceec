// Owns how amounts are said in English.

export const plural = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

export const mebibytes = (bytes: number) => `${Math.floor(bytes / (1024 * 1024))}\u00a0MB`

// Extracts the named fail-points from the product's source.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '../../../..')
const PLACES = ['apps/experience/src', 'apps/runtime/src', 'packages/process/src', 'prisma/src']

/** All of them, each once. @throws Error for a name that cannot be read out of the text */
export function failPointsOfSource(): string[] {
  const files = PLACES.flatMap((place) =>
    readdirSync(path.join(ROOT, place), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !/\.(test|fixture|test-support)\.ts$/.test(name))
      .map((name) => path.join(ROOT, place, name)),
  )
  const names = files.flatMap((file) => namesIn(readFileSync(file, 'utf8')))
  return [...new Set(names)].toSorted()
}

/** `failPoint('a.b')` is one name, `failPoint(`a.${when}`)` one for each that `when` may be. */
export function namesIn(source: string): string[] {
  // A declaration is not a passage: `failPoint(name: string)`.
  const passages = source.matchAll(/failPoint\((?!\w+: )([^)]*)\)/g)
  return [...passages].flatMap(([passage, argument = '']) => {
    const [, plain] = /^'([^']+)'$/.exec(argument) ?? []
    if (plain !== undefined) return [plain]
    const [, before, variable, after] = /^`([^`$]*)\$\{(\w+)\}([^`$]*)`$/.exec(argument) ?? []
    const [, union] = new RegExp(`\\b${variable}: ((?:'[^']+'(?: \\| )?)+)`).exec(source) ?? []
    if (variable === undefined || union === undefined) throw new Error(`${passage}: its names cannot be read`)
    return [...union.matchAll(/'([^']+)'/g)].map(([, value]) => `${before}${value}${after}`)
  })
}

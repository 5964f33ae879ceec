/** Ends every `switch` over a union: the compiler refuses a forgotten member, and so does the program. */
export function assertNever(value: never, what = 'value'): never {
  throw new Error(`unexpected ${what}: ${JSON.stringify(value)}`)
}

// Reports a product under which a scenario was aborted: whether it is alive, and the errors that it logged.
import type { Product } from '../product/product.test-support.ts'

const ERROR_LEVEL = 50

/** Runs it; when it breaks off, `say` is told the end of what Experience had to say. */
export async function withLastWords<T>(
  product: Product,
  say: (text: string) => void,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    const { exit, stdout, stderr } = product.process('experience')
    const mistakes = stdout.split('\n').filter((line) => levelOf(line) >= ERROR_LEVEL)
    say(
      `Experience: ${exit ? JSON.stringify(exit) : 'is there'}\n${mistakes.slice(-3).join('\n')}\n${stderr.slice(-1_000)}`,
    )
    throw error
  }
}

const levelOf = (line: string): number => Number(/"level":(\d+)/.exec(line)?.[1] ?? 0)

// Patterns that the check of `patterns.mjs` cannot decide and that are let through. Each names the file, and the bound in the
// code that keeps its input short or its form simple. An entry that fits nothing any more fails the check.

/** Patterns built inside of a function: the check cannot know them. */
export const BUILT_IN_FUNCTIONS = []

/**
 * Patterns that recheck sometimes takes for slow, by a random search and its own count of steps. `maxChars` is the longest input, `where` is the place in the code
 * that keeps it; the check runs recheck's own attack at that length and refuses more than 50 ms.
 */
export const MEASURED = [
  {
    file: 'apps/runtime/src/pillars/content/tools/personal-data.ts',
    begins: '(?<![\\w.,+-]|\\d )(?:(?:\\+|00)[1-9]',
    maxChars: 1_000_000,
    where: 'every quantifier is bounded, 40 characters in all; a scanned text is cut at SCANNED_CHARS',
  },
  {
    file: 'apps/runtime/src/pillars/operations/process/step-words.ts',
    begins: '(?:(?<!\\b(?:the|an?|of|all',
    maxChars: 2_000,
    where: 'MOST_TEXT in read-sop.ts',
  },
]

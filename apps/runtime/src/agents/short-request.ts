// A request as its patterns are written: small letters, without apostrophes and marks, one blank between words. Pure.

/** Longer texts than `mostChars` are cut. */
export const shortRequest = (text: string, mostChars: number): string =>
  text
    .slice(0, mostChars)
    .toLowerCase()
    .replace(/[’']/g, '')
    .replace(/[!?.…,;:]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

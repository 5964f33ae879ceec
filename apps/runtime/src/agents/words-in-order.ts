// Tells whether one kind of word stands before another in a text. A single pattern `first.*then` would search the rest of
// the text once for each `first`, which is quadratic.

/** Neither pattern may be global: a global one remembers where it stopped. */
export function inOrder(text: string, first: RegExp, then: RegExp): boolean {
  const found = first.exec(text)
  return found !== null && then.test(text.slice(found.index + found[0].length))
}

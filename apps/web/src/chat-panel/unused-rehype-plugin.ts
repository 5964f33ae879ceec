// In place of the three plugins that Streamdown would use by default to parse and clean HTML (a third of its size). The page
// never parses HTML of an answer: `markdown-body.tsx` hands in its own, empty list of plugins.

/** Read by Streamdown when it is loaded, to build the defaults that are not used. */
export const defaultSchema = { attributes: {}, protocols: {} }

export function harden(): never {
  return unusedPlugin()
}

export default function unusedPlugin(): never {
  throw new Error('HTML in Markdown is not parsed')
}

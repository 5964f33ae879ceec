// What of a paste becomes a file: pictures and files, and the cells of a table. Anything else is text.

/** Fewer lines are a few words, not a table. */
const TABLE_LINES = 3

export function pastedFiles(data: Pick<DataTransfer, 'files' | 'getData'>): File[] {
  if (data.files.length > 0) return [...data.files]
  const text = data.getData('text/plain')
  return isTable(text) ? [new File([text], 'pasted-table.tsv', { type: 'text/tab-separated-values' })] : []
}

/** Lines with the same number of tabs, as spreadsheets copy cells. */
export function isTable(text: string): boolean {
  const lines = text.trimEnd().split('\n')
  const [head = ''] = lines
  const tabs = head.split('\t').length
  return lines.length >= TABLE_LINES && tabs > 1 && lines.every((line) => line.split('\t').length === tabs)
}

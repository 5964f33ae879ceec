// Fetches the sample; from then on it is handled like a person's own file.

const SAMPLE = [
  { path: '/api/sample/receivables.csv', name: 'receivables.csv', type: 'text/csv' },
  { path: '/api/sample/refund-sop.md', name: 'refund-sop.md', type: 'text/markdown' },
] as const

/** @throws when a part of it cannot be had */
export function fetchSample(request: (path: string) => Promise<Response>): Promise<File[]> {
  return Promise.all(
    SAMPLE.map(async ({ path, name, type }) => {
      const response = await request(path)
      if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`)
      return new File([await response.arrayBuffer()], name, { type })
    }),
  )
}

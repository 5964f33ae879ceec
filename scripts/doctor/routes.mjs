// Lists what an Experience serves, from its own descriptions: every call, and every WebSocket path.
const WAIT_MS = 5_000

/** One line for each route, `METHOD /path  what it does`; `fault` where the server could not be asked. */
export async function listRoutes(url) {
  try {
    const [openApi, asyncApi] = await Promise.all([read(url, '/openapi.json'), read(url, '/asyncapi.json')])
    const calls = Object.entries(openApi.paths ?? {}).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { summary = '' }]) => line(method.toUpperCase(), path, summary)),
    )
    const sockets = Object.values(asyncApi.channels ?? {}).map(({ address = '', title = '', description = '' }) =>
      line('SOCKET', address, title || description.split('. ', 1)[0]),
    )
    return { lines: [...calls, ...sockets], fault: false }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { lines: [`${url} does not list its routes: ${why}. Is Experience running there?`], fault: true }
  }
}

const line = (method, path, says) => `${method.padEnd(7)}${path.padEnd(48)}${says}`.trimEnd()

/** @returns {Promise<any>} The description as the server sends it; the caller reads it leniently. */
async function read(url, path) {
  const response = await fetch(new URL(path, url), { signal: AbortSignal.timeout(WAIT_MS) })
  if (!response.ok) throw new Error(`${path} answers ${response.status}`)
  return await response.json()
}

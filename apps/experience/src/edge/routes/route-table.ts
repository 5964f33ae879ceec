// Lists the routes that the server really serves, as its router registered them, to compare with the description.
// [D3.13]
import type { HttpServer } from '../http-server.ts'

/** Marks a route that only says what its path does not do. */
export const REFUSES = { refusesMethod: true }

/** To be called before the routes. Says each as `GET /path`, as the router spells it. */
export function watchRoutes(server: HttpServer): () => string[] {
  const served = new Set<string>()
  server.addHook('onRoute', ({ method, url, config }) => {
    if (config && Reflect.get(config, 'refusesMethod') === true) return
    for (const one of [method].flat()) served.add(`${one} ${url}`)
  })
  return () => [...served].sort()
}

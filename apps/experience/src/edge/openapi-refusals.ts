// Lists the errors that a route may return: the declared ones, and those that follow from its kind. [D3.4]
import { REFUSALS, type RefusalCode } from '@biplane/contracts/vocabulary/refusal-codes'
import type { Route } from './routes/route.ts'

/** Status → the codes that are said with it, in the order of the statuses. */
export function refusalCodesOf(route: Route): [number, RefusalCode[]][] {
  const takesBody = route.method !== 'GET'
  const codes = new Set<RefusalCode>([
    ...route.refusals,
    // A name that is not known, in a query or a body, is refused everywhere.
    'BAD_MESSAGE',
    ...(route.needsSession ? (['UNAUTHENTICATED', 'SESSION_EXPIRED', 'RATE_LIMITED'] as const) : []),
    ...(takesBody ? (['BAD_JSON', 'TOO_LARGE'] as const) : []),
    'INTERNAL',
  ])
  const byStatus = new Map<number, RefusalCode[]>()
  for (const code of codes) {
    const status = route.statuses?.[code] ?? REFUSALS[code].http
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  // A body of another type: HTTP has a status of its own for it.
  if (takesBody) byStatus.set(415, [...(byStatus.get(415) ?? []), 'BAD_MESSAGE'])
  return [...byStatus].sort(([a], [b]) => a - b)
}

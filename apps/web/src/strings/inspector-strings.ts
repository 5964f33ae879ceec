// Owns the words of the inspector, the page for operators.
import { plural } from './counting.ts'

export const INSPECTOR_STRINGS = {
  title: 'Inspector',
  intro: 'What runs, who is connected, and what was granted or refused. Never what was said.',
  parts: 'Parts of the inspector',
  tabs: {
    invocations: 'Invocations',
    connections: 'Connections',
    capabilities: 'Capabilities',
    audit: 'Audit',
  },
  refresh: 'Refresh',
  loading: 'Fetching …',
  failed: 'This could not be fetched.',
  forbiddenTitle: 'The inspector is for operators',
  forbidden:
    'Your session has no operator’s role. Roles come with the token of your organisation’s issuer (AUTH_ISSUER, the claim “roles”); sign in with such a token to see everything. Below is what you may see: the work of your own session.',
  own: 'Your own invocations',
  health: {
    label: 'Health',
    status: 'Status',
    database: 'Database',
    writable: 'takes writes',
    readOnly: 'takes no writes',
    runtime: 'Runtime',
    agents: (n: number) => plural(n, 'agent', 'agents'),
    unreachable: 'cannot be reached',
    connections: 'Connections',
    running: 'Running',
    queued: 'Queued',
  },
  none: 'There is nothing to show.',
  ago: (seconds: number) =>
    seconds < 60
      ? `${seconds} s`
      : seconds < 3_600
        ? `${Math.round(seconds / 60)} min`
        : `${Math.round(seconds / 3_600)} h`,
  connection: {
    door: 'Door',
    realm: 'Realm',
    session: 'Session',
    age: 'Age',
    idle: 'Idle',
    traffic: 'Sent / received',
    unsent: 'Unsent',
    trip: 'Round trip',
    errors: 'Errors',
  },
  invocation: {
    id: 'Invocation',
    agent: 'Agent',
    status: 'Status',
    cause: 'Ended by',
    attempt: 'Attempt',
    began: 'Asked',
    took: 'Took',
    cost: 'Cost',
    open: (id: string) => `Timeline of ${id}`,
    tokens: (input: number | null, output: number | null) =>
      input === null && output === null ? 'not known' : `${input ?? '?'} in, ${output ?? '?'} out`,
    tools: (n: number) => plural(n, 'tool call', 'tool calls'),
  },
  timeline: {
    title: (id: string) => `Invocation ${id}`,
    back: 'All invocations',
    step: (n: number, of: number) => `Event ${n} of ${of}`,
    first: 'First event',
    earlier: 'Earlier event',
    later: 'Later event',
    last: 'Last event',
    slider: 'Place in the timeline',
    after: (ms: number) => (ms < 1_000 ? `+${ms} ms` : `+${(ms / 1_000).toFixed(2)} s`),
    pieces: 'Pieces so far',
    tools: 'Tools so far',
    artifacts: 'Results so far',
    attempt: 'Attempt',
    type: 'Event',
    at: 'At',
    note: 'What',
  },
  capability: { realm: 'Realm', own: 'By name', granted: 'Through the gateway' },
  audit: { at: 'At', action: 'Action', outcome: 'Outcome', who: 'Session', detail: 'Detail', more: 'Earlier entries' },
} as const

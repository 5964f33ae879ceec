// What a pillar declares once: names on the wire, routing vocabulary, needs. Experience, Runtime and the page read it
// here. Plain data, so that the page can take it without a library.

export interface PillarManifest {
  /** For people: `Business outcomes`. */
  label: string
  /** Key and name of its orchestrator on the wire. */
  orchestratorKey: string
  orchestrator: string
  /** Id of its agent. */
  liaison: `liaison.${string}`
  /** Kind of its conversations. */
  agentType: `${string}_liaison`
  /** Further accepted spellings of its agent. */
  aliases: readonly string[]
  /** For agent cards: one sentence, and messages that it answers. */
  purpose: { description: string; examples: readonly string[] }
  /** For a model that may call its agent as a tool: when to call it. */
  callWhen: string
  /** Kinds of results that it makes. */
  makes: readonly string[]
  /** Its agent runs a plan over tables that a client sends in place of words. */
  runsPlans: boolean
  needs: {
    /** Kinds of earlier results whose contents its agent gets; of the others it gets the titles. */
    artifactContents: readonly string[]
  }
  routing: RoutingVocabulary
}

/** By which words messages are routed to a pillar; stems are separated by blanks. */
export interface RoutingVocabulary {
  /** Stems that speak clearly for it. */
  strong: string
  /** Stems that speak a little for it. */
  weak: string
  /** Stems that decide, with any attachment. */
  decisive?: string
  /** Stems that count in a text of any language. */
  sameInEveryLanguage: string
  /** Weight of a request to summarise a file; absent: none. */
  fileSummary?: number
  /** Weight of a question that is computed from an attached table; absent: none. */
  tableQuestion?: number
  /** Weight of attached files; absent: none. */
  attachment?: number
  /** Expressions over lower-case text with their weights. The first group is shown as the reason. */
  phrases: readonly (readonly [RegExp, number])[]
}

/** Keeps the literal types, from which agent ids and agent types are derived. */
export const definePillar = <const Manifest extends PillarManifest>(manifest: Manifest): Manifest => manifest

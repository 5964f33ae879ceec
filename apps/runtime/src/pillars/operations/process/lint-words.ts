// The words by which a sentence is vague, checks something, or leaves a refusal open. English and German; pure.

const VAGUE =
  /\b(?:appropriate(?:ly)?|as (?:needed|necessary|required|applicable)|if (?:needed|necessary|possible)|where (?:possible|appropriate|applicable)|timely|in (?:due|good) (?:time|course)|promptly|soon|properly|adequate(?:ly)?|reasonabl[ey]|sufficient(?:ly)?|periodically|regularly|from time to time|usually|normally|various|unusual|relevant|suitable|handled?|handles|deals? with|dealt with|takes? care|etc|and so on|whatever|somehow|try|tries|best effort|gegebenenfalls|ggf|zeitnah|angemessen|bei bedarf|möglichst|in der regel|usw)\b/gi

/** Each once, as written. */
export const vagueWordsIn = (text: string): string[] => [
  ...new Set((text.match(VAGUE) ?? []).map((word) => word.toLowerCase())),
]

/** What must not be done is no check. */
export const isCheck = (text: string): boolean =>
  /\b(?:checks?|checked|verif(?:y|ies|ied)|validates?|validated|compares?|compared|reconciles?|reconciled|inspects?|inspected|reviews?|reviewed|approves?|approved|prüft|geprüft|kontrolliert|vergleicht|genehmigt)\b/i.test(
    text.replace(/\b(?:must|may|shall|should|can) ?not \w+/gi, ''),
  )

/** “approves or rejects”: one of two things, and only one of them is gone on with. */
export const leavesRefusalOpen = (text: string): boolean => /\bor (?:rejects?|refuses?|declines?|denies)\b/i.test(text)

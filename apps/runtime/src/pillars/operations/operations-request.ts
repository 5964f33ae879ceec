// What is wanted of the operations liaison, read from a person's words by rules. Pure; `null` is “not understood”.
import { withoutFileNames } from '@biplane/contracts/vocabulary/file-names'
import { inOrder } from '../../agents/words-in-order.ts'
import { type ProcessQuestion, readProcessQuestion } from './operations-question.ts'

export type OperationsRequest =
  | { kind: 'workflow' | 'lint' | 'coexistence' | 'sop' | 'outline' | 'mermaid' }
  | { kind: 'simulate'; cases: number | null; seed: number | null }
  | { kind: 'wizard'; move: 'start' | 'resume' | 'pause' }
  /** `otherwise` is done where the procedure holds no answer. */
  | { kind: 'question'; question: ProcessQuestion; otherwise: OperationsRequest | null }

const WIZARD =
  /\b(?:wizard|interview me|ask me(?: questions)?|by (?:asking )?questions|question by question|from scratch)\b/
const WRITE_NEW =
  /\b(?:write|build|create|make|draft|start) (?:me )?(?:a new|an?|new) (?:[a-z]+ ){0,2}?(?:sop|procedure|standard operating procedure)\b/
const RESUME =
  /^(?:please )?(?:continue|go on|resume|carry on|where were we|next question|what was the question)\b[^.?!]{0,40}[.?!]*$/
const PAUSE =
  /^(?:please )?(?:pause|stop|cancel|leave|later|quit|exit)(?: (?:it|this|the (?:wizard|questions|procedure)|asking))?[.!]*$/
const OUTLINE = /\boutline\b/
const SIMULATE =
  /\b(?:simulat\w*|cycle times?|bottlenecks?|throughput|monte carlo|(?:gets?|getting) stuck|wait(?:s|ing)? (?:the )?longest|slowest|engp[aä]ss\w*|hängen bleib\w*|\d+ \w+ (?:a|per|pro) (?:day|week|hour|tag|woche|stunde))\b/
const COEXISTENCE =
  /\b(?:coexist\w*|automat\w*|(?:humans?|people) and (?:machines?|ai)|assist\w*|future[- ]state|to[- ]be|machines?|robots?|which steps can)\b/
const MERMAID = /\bmermaid\b/
const LINT =
  /\b(?:lint|check|gaps?|wrong|weak\w*|missing|problems?|issues?|faults?|review|audit|unclear|vague|who owns|owners?|separation|segregation|dead ends?|loops?|slas?)\b/
const SOP =
  /\b(?:sop|write (?:it|this|that|the diagram|the workflow) (?:down|out|as)|as (?:a )?(?:text|markdown|procedure|document)|back (?:in)?to (?:a )?(?:text|procedure))\b/
const WORKFLOW =
  /\b(?:workflows?|bpmn|diagrams?|draw|flow ?charts?|swim ?lanes?|visuali[sz]e|process map|steps|process|procedure)\b/

const LISTED = /^[ \t]*(?:\d{1,9}[.)]|[-*+])[ \t]+\S.{3}/
const CASES = /\b(\d[\d,]{0,14}) (?:cases|runs|requests|orders|tickets)\b(?! (?:a|per|each|every) )/
const SEED = /\bseed ?(?:=|of|is)? ?(\d{1,15})\b/

/** What something is turned into: “into a workflow”, “to a BPMN diagram”, “as an SOP”. */
const TARGET =
  /\b(?:in)?(?:to|as) (?:(?:an?|the|one) )?(?:[a-z]{1,20} )?(workflows?|diagrams?|bpmn|flow ?charts?|process maps?|swim ?lanes?|sops?|procedures?)\b/
/** The same with a verb that says less: “I need it as a workflow”, but not “I want to add a step to the procedure”. */
const WISHED: [RegExp, RegExp] = [
  /\b(?:need|want|like|have|see|get|put|model)\b/,
  /\b(?:into|as) (?:(?:an?|the|one) )?(?:[a-z]{1,20} )?(workflows?|diagrams?|bpmn|flow ?charts?|process maps?|swim ?lanes?|sops?|procedures?)\b/,
]
const GERMAN: [RegExp, RegExp] = [
  /\b(?:mach|wand[le]{2}|verwand[le]{2}|erstell|zeichn|schreib|brauch|zeig)e?n?\b/,
  /\b(?:als|eine?n?) (workflow|diagramm|bpmn|ablauf|ablaufplan|prozess|sop|anleitung|verfahren)\b/,
]
/** No verb, and nothing after it: “SOP to workflow”. */
const NAMED =
  /^(?:[a-z]{1,20} ){1,4}(?:to|into|as) (?:an? )?(workflow|diagram|bpmn|flow ?chart|process map|sop|procedure)[.!]?$/
const DRAWN = /\b(?:workflows?|diagrams?|bpmn|flow ?charts?|process maps?|swim ?lanes?|draw|visuali[sz]e)\b/
const WRITTEN = /\b(?:sops?|procedures?|anleitung|verfahren)\b/
const CONVERT =
  /\b(?:turn|convert|make|create|build|generate|transform|change|draw|visuali[sz]e|produce|write|give|show|export)\b/

/** Of a procedure and a drawing in one sentence, what comes after “into”, else what is named first, is wanted. */
function readTarget(text: string): OperationsRequest | null {
  if (/\bmermaid\b/.test(text)) return null
  const wished = [WISHED, GERMAN].find(([verb, target]) => inOrder(text, verb, target))
  const pattern = CONVERT.test(text) && TARGET.test(text) ? TARGET : (wished?.[1] ?? NAMED)
  const target = pattern.exec(text)?.[1]
  if (target !== undefined) return { kind: WRITTEN.test(target) ? 'sop' : 'workflow' }
  const drawn = text.search(DRAWN)
  const written = text.search(WRITTEN)
  if (drawn < 0 || written < 0 || !CONVERT.test(text)) return null
  return { kind: drawn < written ? 'workflow' : 'sop' }
}

/** `names` are the files that are known: the words of a name ask for nothing. */
export function readOperationsRequest(said: string, names: readonly string[] = []): OperationsRequest | null {
  const text = withoutFileNames(said.slice(0, 2_000), names).toLowerCase().replace(/\s+/g, ' ').trim()
  if (PAUSE.test(text)) return { kind: 'wizard', move: 'pause' }
  if (RESUME.test(text)) return { kind: 'wizard', move: 'resume' }
  const asked = readProcessQuestion(text)
  const simulates = SIMULATE.test(text)
  const target = readTarget(text)
  if (asked && !simulates && !target && !COEXISTENCE.test(text))
    return { kind: 'question', question: asked, otherwise: readOrder(text) ?? fallbackOf(asked) }
  return simulates ? readSimulation(text) : readOrder(text)
}

/** Where the procedure gives no times, a simulation estimates them. */
const fallbackOf = ({ kind }: ProcessQuestion): OperationsRequest | null =>
  kind === 'time' ? { kind: 'simulate', cases: null, seed: null } : null

const readSimulation = (text: string): OperationsRequest => ({
  kind: 'simulate',
  cases: numberIn(CASES, text),
  seed: numberIn(SEED, text),
})

function readOrder(text: string): OperationsRequest | null {
  if (SIMULATE.test(text)) return { kind: 'simulate', cases: numberIn(CASES, text), seed: numberIn(SEED, text) }
  const target = readTarget(text)
  if (target) return target
  if (COEXISTENCE.test(text)) return { kind: 'coexistence' }
  if (WIZARD.test(text) || WRITE_NEW.test(text)) return { kind: 'wizard', move: 'start' }
  if (MERMAID.test(text)) return { kind: 'mermaid' }
  if (OUTLINE.test(text)) return { kind: 'outline' }
  if (LINT.test(text)) return { kind: 'lint' }
  if (SOP.test(text)) return { kind: 'sop' }
  return WORKFLOW.test(text) ? { kind: 'workflow' } : null
}

function numberIn(pattern: RegExp, text: string): number | null {
  const found = pattern.exec(text)?.[1]
  return found === undefined ? null : Number(found.replaceAll(',', ''))
}

/** A process told in the message itself: two or more lines that are numbered or begin with a dash. */
export function tellsProcess(text: string): boolean {
  let listed = 0
  for (const line of text.split('\n')) if (LISTED.test(line) && ++listed === 2) return true
  return false
}

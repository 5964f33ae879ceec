// A ranking counts rows only where the words ask for it: “most trips”, “most often”, “is used most”. A noun that no column
// means (“most people”) or a verb without its object (“carries the most”) is measured by something, or asked about.
import type { ColumnReading } from '@biplane/contracts/wire/file-reading'
import { isNumeric } from '../plan-scope.ts'
import { conceptColumn } from './choose-columns.ts'
import { type Draft, hasRole, live, use } from './draft.ts'
import type { Item } from './item.ts'
import { takesObject } from './joining-verbs.ts'
import { measureLike } from './lexicon.ts'
import { VAGUE } from './unused-words.ts'

interface Ranked {
  words: readonly string[]
  counts: boolean
}

const OFTEN =
  /common|frequent|popular|often|rarest|number of|busiest|quietest|haufig|seltenst|beliebt|am meisten genutzt/

export const countsByWord = ({ words }: Pick<Ranked, 'words'>): boolean => OFTEN.test(words.join(' '))

/** The measure that a verb means, if the table has it. */
const BY_VERB: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:drive|drives|drove|driven|travel|travels|travelled|traveled|run|runs|ran|walk|walks|walked|cycle|cycles|cycled|swim|swam|fahrt|fahren|gefahren|lauft|gelaufen|gereist)$/,
    'distance',
  ],
  [/^(?:work|works|worked|arbeitet|arbeiten|gearbeitet)$/, 'hours'],
  [/^(?:carry|carries|carried|transport|transports|transported|befordert|befordern|transportiert)$/, 'persons'],
  [/^(?:use|uses|used|consume|consumes|consumed|burn|burns|burned|verbraucht|verbrauchen|verbrauchte)$/, 'consumption'],
  [/^(?:use|uses|used|consume|consumes|consumed|burn|burns|burned|verbraucht|verbrauchen|verbrauchte)$/, 'fuel'],
  [/^(?:weigh|weighs|weighed|wiegt|wiegen)$/, 'weight'],
]

/** The number that a verb means: who drove most has the most kilometres. */
export function verbMeasure({ items, lexicon }: Draft): ColumnReading | null {
  for (const item of items) {
    if (item.words.length !== 1 || item.columns.length > 0 || isPassive(items, item)) continue
    for (const [verb, concept] of BY_VERB) {
      const column = verb.test(item.words[0] ?? '') ? conceptColumn(lexicon, concept, isNumeric) : null
      if (!column) continue
      use(item)
      return column
    }
  }
  return null
}

const isPassive = (items: readonly Item[], item: Item): boolean =>
  /^(?:is|are|was|were|been|being|wird|werden)$/.test(items[items.indexOf(item) - 1]?.words[0] ?? '')

/** Words between a superlative and what it ranks. */
const ARTICLE = /^(?:the|a|an|of|our|my|der|die|das|den|dem)$/

/** Says why a ranking must not count rows; nothing where it may. */
export function checkCount(draft: Draft, ranking: Ranked): void {
  if (countsByWord(ranking)) return
  const { items, problems } = draft
  const at = items.findIndex((item) => hasRole(item, 'superlative') && item.words === ranking.words)
  const target = items.find((item, place) => place > at && !ARTICLE.test(item.words.join(' ')))
  const word = target?.words.join(' ') ?? ''
  if (target && (live(target, 'unit') || live(target, 'currency') || (VAGUE.has(word) && !target.noun))) {
    problems.push({ is: 'no_such_unit', said: target.text, candidates: candidates(draft) })
    return
  }
  const said =
    ranking.counts ||
    items.some((item) => item.noun || (hasRole(item, 'row') && item.columns.length === 0) || hasRole(item, 'how_many'))
  const verb = items.find((item) => takesObject(item) && !isPassive(items, item))
  if (!said && verb) problems.push({ is: 'not_measured', said: verb.text, candidates: candidates(draft) })
  else if (!said && !/most|least|fewest|meisten|wenigsten|best|worst|schlecht/.test(ranking.words.join(' ')))
    problems.push({ is: 'no_column', said: ranking.words.join(' '), candidates: candidates(draft) })
}

const MAX_CANDIDATES = 4

/** Columns that it could be measured by. */
const candidates = ({ lexicon }: Draft): string[] =>
  lexicon.reading.columns
    .filter(measureLike)
    .slice(0, MAX_CANDIDATES)
    .map(({ name }) => name)

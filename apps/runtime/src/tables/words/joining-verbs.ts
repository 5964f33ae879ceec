// Verbs that only join who and what of a question: “which country won the most gold”, “how many hours did Dina work”.
// A verb that changes which rows are meant (returned, cancelled, delivered) is none of them: it has to be found in the table.
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { isDate } from '../plan-scope.ts'
import { type Draft, hasRole } from './draft.ts'
import type { Item } from './item.ts'

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** Say that somebody has what is measured, also in the passive: “medals were won”. */
const HAVING = wordsOf(
  'draw draws attract attracts attracted yield yields yielded wohnen wohnt zieht win wins won winning get gets got gotten bring brings brought hold holds held score scores scored scoring collect collects collected generate generates generated produce produces produced record records recorded achieve achieves achieved reach reaches reached gain gains gained contribute contributes contributed raise raises raised give gives gave given account accounts log logs logged report reports reported show shows showed shown see sees saw own owns owned use uses used using consume consumes consumed need needs needed require requires required carry carries carried feature features liegt liegen lag lagen gab gibt haben habe hatte hatten hat gemacht erzielt erzielte erreicht erreichte bringt brachte verbraucht verbrauchte benotigt braucht brauchte kostet kosten gesammelt gewonnen gewann bekommt bekam bekommen wurde wurden worden',
)

/** Say what the rows are the traces of; only where somebody or something does it. */
const DOING = wordsOf(
  'borrow borrows borrowed lend lends lent fly flies flew flown move moves moved join joins joined pay pays paid park parks parked keep keeps kept ship ships shipped send sends sent handle handles handled work works worked direct directs directed stay stays stayed play plays played visit visits visited treat treats treated drive drives drove driven attend attends attended drink eat travel travels travelled traveled live lives lived post posts posted order orders ordered buy buys bought rent rents rented book books booked donate donates donated serve serves served last lasts lasted sit sits sat wait waits waited drew draw ausgegeben geschrieben gekauft bestellt gearbeitet arbeitet arbeiten bezahlt gezahlt ausgeliehen geliehen gereist gespielt besucht dauert dauern dauerte gedauert gespendet spendet spenden geflogen fliegen gefahren genutzt nutzt nutzen',
)

const PAYING = wordsOf('pay pays zahlt zahlen')

/** A verb that needs an object: “carries the most” of something. */
export const takesObject = ({ words, used, columns }: Item): boolean =>
  words.length === 1 && !used && columns.length === 0 && (HAVING.has(words[0] ?? '') || PAYING.has(words[0] ?? ''))

/** Whether the item is such a verb, and the plan holds what it joins. */
export function isJoiningVerb({ items }: Draft, item: Item, plan: TablePlan): boolean {
  const word = item.words[0] ?? ''
  if (
    item.words.length !== 1 ||
    item.values.length > 0 ||
    (item.columns.length > 0 && item.named !== 'meaning' && !item.columns.every(isDate))
  )
    return false
  const ranked = plan.order.length > 0
  const measured = plan.measures.some(({ operand, rate_of: rate }) => operand !== undefined || rate !== undefined)
  const looked = plan.shape === 'rows' || plan.shape === 'values'
  if (HAVING.has(word) && (ranked || measured || plan.having.length > 0)) return true
  if (!HAVING.has(word) && !DOING.has(word)) return false
  const at = items.indexOf(item)
  // “were shipped” limits what is counted; “did we ship” and “where did he ship to” do not.
  if (isPassive(items, at)) return ranked
  const doer = isAuxiliary(item) || items.slice(0, at).some((other) => hasRole(other, 'who') || isAuxiliary(other))
  return ranked || looked || plan.having.length > 0 || ((doer || measured) && plan.where.length > 0)
}

const PASSIVE = /^(?:is|are|was|were|been|being|be|wird|werden)$/
const isPassive = (items: readonly Item[], at: number): boolean =>
  items.slice(Math.max(0, at - 2), at).some(({ words }) => words.length === 1 && PASSIVE.test(words[0] ?? ''))

const AUXILIARY = /^(?:do|does|did|has|have|had|hat|habe|haben|hatte|hatten)$/
const isAuxiliary = ({ words }: Item): boolean => AUXILIARY.test(words[0] ?? '')

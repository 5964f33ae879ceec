// Why a question is open, in German; without a full stop.
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { PlanAggregate } from '@biplane/contracts/wire/table-plan'
import type { Problem } from '../words/problem.ts'

const AGGREGATES: Record<PlanAggregate, string> = {
  count: 'die Anzahl',
  count_distinct: 'die Anzahl verschiedener Werte',
  sum: 'die Summe',
  average: 'der Durchschnitt',
  median: 'der Median',
  min: 'der kleinste Wert',
  max: 'der größte Wert',
  stddev: 'die Standardabweichung',
  first: 'der erste Wert',
  last: 'der letzte Wert',
}

const DIMENSIONS: Record<string, string> = {
  weight: 'das Gewicht',
  temperature: 'die Temperatur',
  height: 'die Höhe',
  distance: 'die Entfernung',
  age: 'das Alter',
  price: 'den Preis',
  duration: 'die Dauer',
  rating: 'die Bewertung',
}

export function germanProblem(problem: Problem): string {
  switch (problem.is) {
    case 'no_column':
      return `keine Spalte sagt, was „${problem.said}“ ist${couldBe(problem.candidates)}`
    case 'no_such_unit':
      return `keine Spalte nennt „${problem.said}“${couldBe(problem.candidates)}`
    case 'not_measured':
      return `ich sehe nicht, woran „${problem.said}“ gemessen wird${couldBe(problem.candidates)}`
    case 'no_dimension':
      return `keine Spalte nennt ${DIMENSIONS[problem.dimension] ?? problem.dimension}`
    case 'no_where':
      return 'keine Spalte sagt, wo'
    case 'no_who':
      return 'keine Spalte sagt, wer'
    case 'which_people':
      return `„wer“ könnte ${problem.columns.map((name) => `„${name}“`).join(' oder ')} sein`
    case 'no_when':
      return `keine Spalte sagt, wann („${problem.period}“)`
    case 'no_days_in':
      return `die Datei hat keine Tage in ${problem.period}`
    case 'no_money':
      return `keine Spalte sagt, was „${problem.said}“ in Geld bedeutet`
    case 'not_money':
      return `„${problem.said}“ fragt nach Geld, und „${problem.column}“ ist keines`
    case 'no_worth':
      return `keine Spalte sagt, was „${problem.column}“ wert ist`
    case 'no_object':
      return `keine Spalte sagt, was „${problem.said}“ wurde`
    case 'nothing_sold':
      return 'keine Spalte sagt, was verkauft oder ausgegeben wurde'
    case 'nothing_on_time':
      return 'keine Spalte sagt, was pünktlich war'
    case 'nothing_asked':
      return 'ich sehe nicht, was von der Tabelle gefragt ist'
    case 'nothing_computed':
      return 'ich sehe nicht, was zu berechnen ist'
    case 'nothing_ranked':
      return `ich sehe nicht, was nach „${problem.said}“ zu ordnen ist`
    case 'no_limit':
      return `ich sehe nicht, welche Zeilen für „${problem.said}“ zählen: nennen Sie eine Grenze wie „über 10“`
    case 'no_groups':
      return 'ich sehe nicht, wonach zu gruppieren ist'
    case 'no_dates':
      return 'keine Spalte enthält ein Datum'
    case 'no_change':
      return 'ich sehe nicht, was das ändert'
    case 'nobody_returns':
      return 'keine Spalte sagt, wer wiederkommt'
    case 'two_numbers':
      return 'eine Korrelation braucht zwei Spalten mit Zahlen'
    case 'part_of':
      return `ich sehe nicht, wovon „${problem.said}“ ein Teil ist`
    case 'aggregate_of':
      return `ich sehe nicht, wovon ${AGGREGATES[problem.aggregate]} gefragt ist`
    case 'word_of':
      return `ich sehe nicht, wovon „${problem.said}“ gefragt ist`
    case 'aggregate_of_count':
      return `„${problem.said}“ von einer Anzahl kann noch nicht gefragt werden`
    case 'average_of_sums':
      return `ein Durchschnitt von Summen („${problem.said}“) kann noch nicht gefragt werden`
    case 'share_of':
      return 'ich sehe nicht, wovon der Anteil gefragt ist'
    case 'which_share':
      return 'ich sehe nicht, was von beidem gezählt wird und wovon es ein Anteil ist'
    case 'which_rows':
      return `ich weiß nicht, welche Zeilen „${problem.said}“ meint`
    case 'which_number':
      return `ich weiß nicht, von welcher Zahl: ${quoted(problem.columns)}`
    case 'beside_number':
      return `ich sehe nicht, was „${problem.column}“ über die Anzahl sagt`
    case 'ratio':
      return `„${problem.column}“ ist ein Wert, und ein Verhältnis zweier Werte kann noch nicht gefragt werden`
    case 'ratio_per':
      return `„je ${problem.column}“ ist ein Verhältnis zweier Werte, das noch nicht gefragt werden kann`
    case 'named_already':
      return `„${problem.column}“ haben Sie genannt, und keine andere Spalte sagt, wer`
    case 'one_row_each':
      return `zu jedem Wert von „${problem.column}“ gibt es eine Zeile, deshalb ordnet ihre Anzahl nichts`
    case 'unclear_best':
      return `ich weiß nicht, ob ein hoher oder ein niedriger Wert von „${problem.column}“ der beste ist: fragen Sie nach dem höchsten oder dem niedrigsten`
    case 'first_ones':
      return 'ich sehe nicht, wonach die ersten geordnet sind'
    case 'never':
      return 'ich kann sagen, für welche Zeilen es nicht gilt, und nicht, für welche Gruppen es nie gilt'
    case 'never_happened':
      return 'was nie vorkam, hat keine Zeile; fragen Sie nach dem meisten oder nach allen als Tabelle'
    case 'file_check':
      return 'das ist eine Prüfung der Datei und keine Frage nach ihren Zahlen'
    case 'both_at_once':
      return 'keine Zeile kann beides sein; fragen Sie nacheinander'
    case 'too_many_parts':
      return 'das hat mehr Teile, als eine Frage haben kann'
    default:
      return assertNever(problem, 'problem')
  }
}

const quoted = (words: readonly string[]): string => words.map((word) => `„${word}“`).join(', ')

const couldBe = (columns: readonly string[] = []): string =>
  columns.length === 0 ? '' : `; es könnte ${quoted(columns)} oder die Anzahl der Zeilen sein`

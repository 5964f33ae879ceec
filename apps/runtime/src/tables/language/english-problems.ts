// Why a question is open, in English; without a full stop.
import { assertNever } from '@biplane/contracts/vocabulary/assert-never'
import type { Problem } from '../words/problem.ts'

export function englishProblem(problem: Problem): string {
  switch (problem.is) {
    case 'no_column':
      return `no column says what is “${problem.said}”${couldBe(problem.candidates)}`
    case 'no_such_unit':
      return `no column says “${problem.said}”${couldBe(problem.candidates)}`
    case 'not_measured':
      return `I do not see what “${problem.said}” is measured in${couldBe(problem.candidates)}`
    case 'no_dimension':
      return `no column says the ${problem.dimension}`
    case 'no_where':
      return 'no column says where'
    case 'no_who':
      return 'no column says who'
    case 'which_people':
      return `“who” could be ${problem.columns.map((name) => `“${name}”`).join(' or ')}`
    case 'no_when':
      return `no column says when (“${problem.period}”)`
    case 'no_days_in':
      return `the file has no days in ${problem.period}`
    case 'no_money':
      return `no column says what “${problem.said}” means in money`
    case 'not_money':
      return `“${problem.said}” asks for money, and “${problem.column}” is none`
    case 'no_worth':
      return `no column says what “${problem.column}” is worth`
    case 'no_object':
      return `no column says what was “${problem.said}”`
    case 'nothing_sold':
      return 'no column says what was sold or spent'
    case 'nothing_on_time':
      return 'no column says what was on time'
    case 'nothing_asked':
      return 'I do not see what is asked of the table'
    case 'nothing_computed':
      return 'I do not see what is to be computed'
    case 'nothing_ranked':
      return `I do not see what is to be ranked by “${problem.said}”`
    case 'no_limit':
      return `I do not see which rows count for “${problem.said}”: name a limit, such as “above 10”`
    case 'no_groups':
      return 'I do not see what is to be grouped'
    case 'no_dates':
      return 'There is no column with dates'
    case 'no_change':
      return 'I do not see what that changes'
    case 'nobody_returns':
      return 'There is no column that says who comes again'
    case 'two_numbers':
      return 'A correlation needs two columns with numbers'
    case 'part_of':
      return `I do not see of what “${problem.said}” is a part`
    case 'aggregate_of':
      return `I do not see of what the ${problem.aggregate} is asked`
    case 'word_of':
      return `I do not see of what “${problem.said}” is asked`
    case 'aggregate_of_count':
      return `“${problem.said}” of a number of rows is no figure that can be asked yet`
    case 'average_of_sums':
      return `an average of sums (“${problem.said}”) cannot be asked yet`
    case 'share_of':
      return 'I do not see of what the share is asked'
    case 'which_share':
      return 'I do not see which of the two is counted, and of which it is a share'
    case 'which_rows':
      return `I do not know which rows “${problem.said}” means`
    case 'which_number':
      return `I do not know of which number: ${quoted(problem.columns)}`
    case 'beside_number':
      return `I do not see what “${problem.column}” says about the number`
    case 'ratio':
      return `“${problem.column}” is a measure, and a ratio of two measures cannot be asked yet`
    case 'ratio_per':
      return `“per ${problem.column}” is a ratio of two measures, which cannot be asked yet`
    case 'named_already':
      return `“${problem.column}” is what you named, and no other column says who`
    case 'one_row_each':
      return `every “${problem.column}” has one row, so counting rows ranks none of them`
    case 'unclear_best':
      return `I do not know whether a high or a low “${problem.column}” is the best: ask for the highest or the lowest`
    case 'first_ones':
      return 'I do not see what the first ones are ranked by'
    case 'never':
      return 'I can tell for which rows it is not so, and not for which groups it never is'
    case 'never_happened':
      return 'what never happened has no line; ask for the most, or for all of them in a table'
    case 'file_check':
      return 'That is a check of the file, not a question about its figures'
    case 'both_at_once':
      return 'no row can be both; ask for one after the other'
    case 'too_many_parts':
      return 'that has more parts than one question can have'
    default:
      return assertNever(problem, 'problem')
  }
}

const quoted = (words: readonly string[]): string => words.map((word) => `“${word}”`).join(', ')

const couldBe = (columns: readonly string[] = []): string =>
  columns.length === 0 ? '' : `; it could be ${quoted(columns)} or the number of rows`

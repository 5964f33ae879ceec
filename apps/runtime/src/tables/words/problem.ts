// Why a question cannot be answered as it stands, for each language to say in one short sentence.
import type { PlanAggregate } from '@biplane/contracts/wire/table-plan'

/** `said` are words of the question. */
export type Problem =
  /** A word that no column means; `candidates` are columns that could be meant. */
  | { is: 'no_column'; said: string; candidates?: readonly string[] }
  | { is: 'no_such_unit'; said: string; candidates: readonly string[] }
  | { is: 'not_measured'; said: string; candidates: readonly string[] }
  | { is: 'no_dimension'; dimension: string }
  | { is: 'no_where' | 'no_who' }
  | { is: 'which_people'; columns: readonly string[] }
  | { is: 'no_when'; period: string }
  | { is: 'no_days_in'; period: string }
  | { is: 'no_money'; said: string }
  | { is: 'not_money'; said: string; column: string }
  | { is: 'no_worth'; column: string }
  | { is: 'no_object'; said: string }
  | { is: 'nothing_sold' | 'nothing_on_time' | 'nothing_asked' | 'nothing_computed' }
  | { is: 'nothing_ranked'; said: string }
  | { is: 'no_limit'; said: string }
  | { is: 'no_groups' | 'no_dates' | 'no_change' | 'nobody_returns' | 'two_numbers' }
  | { is: 'part_of'; said: string }
  | { is: 'aggregate_of'; aggregate: PlanAggregate }
  | { is: 'word_of'; said: string }
  | { is: 'aggregate_of_count'; said: string }
  | { is: 'average_of_sums'; said: string }
  | { is: 'share_of' | 'which_share' }
  | { is: 'which_rows'; said: string }
  | { is: 'which_number'; columns: readonly string[] }
  | { is: 'beside_number'; column: string }
  | { is: 'ratio' | 'ratio_per'; column: string }
  | { is: 'named_already'; column: string }
  | { is: 'one_row_each'; column: string }
  | { is: 'unclear_best'; column: string }
  | { is: 'first_ones' | 'never' | 'never_happened' | 'file_check' | 'both_at_once' | 'too_many_parts' }

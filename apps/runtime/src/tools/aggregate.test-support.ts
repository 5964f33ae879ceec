// Owns the query from which tests begin: the sum of all amounts, with nothing asked beside it.
import type { AggregateQuery } from './aggregate-query.ts'

export const EVERYTHING: AggregateQuery = {
  operation: 'sum',
  column: 'amount',
  by: null,
  top: null,
  order: 'largest',
  state: null,
  where: [],
  as_of: null,
}

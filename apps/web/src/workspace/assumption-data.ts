// Checks an assumption as it comes from the server.
import type { Assumption } from '@biplane/contracts/wire/process-artifacts'
import { type Check, isNumber, isText, oneOf, shape } from './artifact-data.ts'

export const isAssumption: Check<Assumption> = shape<Assumption>({
  name: isText,
  label: isText,
  value: isNumber,
  unit: isText,
  min: isNumber,
  max: isNumber,
  source: isText,
  kind: oneOf('default', 'computed', 'set'),
})

// Ten procedures in ten styles, for tests of reading and writing.
import { sampleText } from '../../../tools/made-file.test-support.ts'

/** By name, so that a failure says which. */
export const SOPS: [string, string][] = [
  ['the sample', sampleText('refund-sop.md')],
  [
    'steps under one heading',
    '# Onboarding\n\n## Procedure\n\n1. HR creates the account.\n2. The manager welcomes the employee.\n3. HR archives the form.\n',
  ],
  ['no heading at all', '1. The clerk opens the letter.\n2. The clerk files the letter within 2 days.\n'],
  [
    'bullets instead of numbers',
    '# Closing time\n\n## Steps\n\n- The guard checks the doors\n- The guard sets the alarm at once\n',
  ],
  [
    'numbered headings out of order',
    '# Returns\n\n## 7. Receive\n\n1. The warehouse receives the parcel.\n2. If the parcel is damaged, the warehouse goes to section 3.\n\n## 3. Exception: damage\n\n1. The warehouse photographs the parcel.\n2. The clerk informs the carrier and continues with step 7.2.\n',
  ],
  [
    'attributes in bullets',
    '# Payroll\n\n### 1. Prepare\n\n1. Collect the hours\n   - Owner: Payroll clerk\n   - Inputs: time sheets; rates\n   - Outputs: hours\n   - Time: 3 days\n   - Exception: ask the manager\n2. **Decision:** are all hours there?\n   - If yes: → 1.3\n   - If no: [HR] HR asks again. → 1.1\n3. Pay\n   - Owner: nobody\n   - Next: end\n',
  ],
  [
    'several ways',
    '# Triage\n\n## Roles\n\n- **Nurse**: receives patients\n- **Doctor**: treats them\n\n## Work\n\n1. **Decision:** how urgent is it? If red, the doctor treats at once. If yellow, the nurse measures the pressure. Otherwise, the nurse asks the patient to wait.\n2. The doctor signs the record.\n',
  ],
  [
    'prose around the steps',
    '# Backup\n\nRun every night.\n\n## Scope\n\nAll servers.\n\n1. not a step of the procedure\n\n## Run\n\nIt needs the key.\n\n1. The operator starts the backup.\n\nMore words.\n\n2. The operator checks the log.\n\n## References\n\n1. The handbook.\n',
  ],
  [
    'lines that break, and lists within lists',
    '# Audit\n\n## Do\n\n1. The auditor asks for\n   the ledger and\n   the invoices\n   1. the ledger comes first\n   2. the invoices second\n2. The auditor writes the report:\n   - findings\n   - dates\n',
  ],
  [
    'a loop, a gap and a wrong reference',
    '# Review\n\n## Write\n\n1. The author writes the draft.\n2. **Decision:** is it good? If not, the author goes to step 1.\n3. Somebody goes to section 9.\n',
  ],
]

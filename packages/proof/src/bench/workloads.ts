// List of workloads in their order.
import type { Workload } from './workload.ts'
import { fanOut } from './workloads/fan-out.ts'
import { growth } from './workloads/growth.ts'
import { history } from './workloads/history.ts'
import { idle } from './workloads/idle.ts'
import { page } from './workloads/page.ts'
import { protocols } from './workloads/protocols.ts'
import { relay } from './workloads/relay.ts'
import { resume } from './workloads/resume.ts'
import { sends } from './workloads/sends.ts'
import { start } from './workloads/start.ts'

export const WORKLOADS: readonly Workload[] = [
  sends,
  fanOut,
  relay,
  idle,
  resume,
  history,
  page,
  start,
  growth,
  protocols,
]

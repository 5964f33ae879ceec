// Lists the scenarios in starting order: the long ones first, so that the lanes end together.

import type { Figure } from './figure.ts'
import { brokenFiles } from './figures/broken-files.ts'
import { cancels } from './figures/cancels.ts'
import { clientCuts } from './figures/client-cuts.ts'
import { clockJumps } from './figures/clock-jumps.ts'
import { darkLinks } from './figures/dark-links.ts'
import { databaseFaults } from './figures/database-faults.ts'
import { failPoints } from './figures/fail-points.ts'
import { fiveTabs } from './figures/five-tabs.ts'
import { hostileCrowd } from './figures/hostile-crowd.ts'
import { hostileRuntime } from './figures/hostile-runtime.ts'
import { hungHandshakes } from './figures/hung-handshakes.ts'
import { idempotentSends } from './figures/idempotent-sends.ts'
import { kills } from './figures/kills.ts'
import { leaks } from './figures/leaks.ts'
import { linkCuts } from './figures/link-cuts.ts'
import { logOwner } from './figures/log-owner.ts'
import { malformedFrames } from './figures/malformed-frames.ts'
import { powerLoss } from './figures/power-loss.ts'
import { restarts } from './figures/restarts.ts'
import { silentPage } from './figures/silent-page.ts'
import { slowReaders } from './figures/slow-readers.ts'
import { snapshots } from './figures/snapshots.ts'
import { stopped } from './figures/stopped.ts'
import { storm } from './figures/storm.ts'

export const FIGURES: readonly Figure[] = [
  kills,
  failPoints,
  linkCuts,
  clientCuts,
  leaks,
  clockJumps,
  malformedFrames,
  fiveTabs,
  silentPage,
  darkLinks,
  hungHandshakes,
  stopped,
  restarts,
  idempotentSends,
  cancels,
  slowReaders,
  snapshots,
  hostileRuntime,
  databaseFaults,
  logOwner,
  brokenFiles,
  powerLoss,
  storm,
  hostileCrowd,
]

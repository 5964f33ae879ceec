// Entry point of the page: opens the session and renders. The only reader of browser globals at start.
import './design/page.css'
import { machineTimer } from '@biplane/contracts/clients/hardened-websocket'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { openBrowserStorage } from './session/browser-storage.ts'
import { openSessionClient } from './session/session-client.ts'
import { CrashGuard } from './shell/crash-guard.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('the page has no place to draw in')

const session = openSessionClient({
  http: (path, init) => fetch(path, init),
  storage: openBrowserStorage(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  timer: machineTimer,
  random: Math.random,
})
// A refusal is shown by the page, from the session's state.
session.ready().catch(() => {})

createRoot(root).render(
  <StrictMode>
    <CrashGuard>
      <App session={session} />
    </CrashGuard>
  </StrictMode>,
)

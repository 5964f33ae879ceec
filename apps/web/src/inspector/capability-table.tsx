// Table of the capabilities of each realm.
import { INSPECTOR_STRINGS } from '../strings/inspector-strings.ts'
import { trpc } from '../transport/trpc.ts'
import { PlainTable } from './plain-table.tsx'

const words = INSPECTOR_STRINGS.capability

export function CapabilityTable() {
  const { data } = trpc.platform.capabilities.useQuery()
  if (!data) return <p className="text-[0.875rem] text-ink-3">{INSPECTOR_STRINGS.loading}</p>
  const list = (names: readonly string[]) => (
    <span className="block max-w-xl whitespace-normal">{names.length === 0 ? '–' : names.join(', ')}</span>
  )
  return (
    <PlainTable
      label={INSPECTOR_STRINGS.tabs.capabilities}
      heads={[words.realm, words.own, words.granted]}
      rows={data.map(({ realm, capabilities, granted }) => ({
        key: realm,
        cells: [<strong key="realm">{realm}</strong>, list(capabilities), list(granted)],
      }))}
    />
  )
}

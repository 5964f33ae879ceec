// Renders exported documents: read here or save.
import type { BundleData } from '@biplane/contracts/wire/plan-artifacts'
import { Download, Fold } from '../../workspace/made-parts.tsx'

export function BundleViewer({ bundle: { documents } }: { bundle: BundleData }) {
  return documents.map(({ name, mime, text }) => (
    <Fold key={name} title={name}>
      <div className="px-4 pb-4">
        <pre className="max-h-96 overflow-auto rounded-lg bg-sunken p-3 font-mono text-xs">{text}</pre>
        <Download label={name} name={name} mime={mime} text={text} />
      </div>
    </Fold>
  ))
}
